package io.ffolayer.bilevel.set;

import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.internal.linalg.dense.RowSpace;
import java.util.List;

/// {y: A y = b}, for a few rows: the projection is y − A⁺(Ay − b), by an orthonormal basis of the
/// rows. About 4nk² flops once for k rows of length n, then 6nk a projection. For many rows that
/// have products only, see [io.ffolayer.bilevel.inner.NullSpaceGradient].
public final class AffineSet implements SimpleSet {
  private final int size;
  private final LinearRows rows;
  private final RowSpace space;

  private AffineSet(int size, LinearRows rows) {
    this.size = size;
    this.rows = rows;
    this.space = new RowSpace(size, List.of(rows.matrix()));
  }

  /// @param size the length of the vectors
  /// @param matrix the rows of A, not copied
  /// @param right b
  /// @throws IllegalArgumentException if a row has another length, or a row that depends on others
  ///   contradicts them
  public static AffineSet of(int size, double[][] matrix, double[] right) {
    for (double[] row : matrix)
      if (row.length != size)
        throw new IllegalArgumentException(
            "a row of length %d for vectors of length %d".formatted(row.length, size));
    AffineSet set = new AffineSet(size, new LinearRows(matrix, right.clone()));
    set.requirePoint();
    return set;
  }

  private void requirePoint() {
    if (space.isIndependent()) return;
    double[] y = space.shortest(rows.right());
    double[] residual = new double[rows.rows()];
    rows.value(new double[0], y, residual);
    for (int i = 0; i < residual.length; i++) {
      double allowed = 1e-8 * (1 + Math.abs(rows.right()[i]));
      if (Math.abs(residual[i]) > allowed)
        throw new IllegalArgumentException(
            "the affine set is empty: row %d depends on those before it and contradicts them by %s"
                .formatted(i, residual[i]));
    }
  }

  /// Whether no row depends on others.
  public boolean isIndependent() {
    return space.isIndependent();
  }

  /// The multipliers z that make ‖v + Aᵀz‖ least, 0 for a row that depends on those before it.
  public double[] multipliers(double[] v) {
    return space.multipliers(v);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void project(double[] y) {
    for (int pass = 0; pass < 2; pass++) {
      double[] residual = new double[rows.rows()];
      rows.value(new double[0], y, residual);
      double[] step = space.shortest(residual);
      for (int k = 0; k < size; k++) y[k] -= step[k];
    }
  }

  @Override
  public SmoothFunction inequalities() {
    return SmoothFunction.none();
  }

  @Override
  public SmoothFunction equalities() {
    return rows;
  }

  @Override
  public String toString() {
    return "AffineSet[%d rows of length %d]".formatted(rows.rows(), size);
  }
}
