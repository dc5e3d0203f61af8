package io.ffolayer.internal.linalg.sparse;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// L D Lᵀ row by row: row k of L is the solution of a triangular system with the rows above it.
///
///     L(0:k, 0:k) y = a(0:k, k),     l_kj = y_j / d_j,     d_k = a_kk − Σ_j l_kj y_j
///
/// Davis, *Algorithm 849: a concise sparse Cholesky factorization package*, ACM Trans. Math. Software 31 (2005). Here the pattern of
/// every row is known beforehand, so that the numeric phase searches nothing. Best where L is sparse throughout; where it has
/// large dense parts the scattered updates are bound by memory.
///
/// Tried without gain: triangular solves as one loop over all nonzeros with their rows and columns (2 % faster than columns of 2
/// nonzeros, 3 % slower than columns of 8).
public final class UpLookingLdl implements LdlFactor {

  /// Rows of L between two looks at the clock: each has at most n entries.
  private static final int ROWS_PER_LOOK = 64;

  private final UpLookingStructure structure;
  double[] values;
  double[] inversePivot;
  private boolean isLent;
  private final double[] row;
  private final int[] filledTo;
  private BooleanSupplier stop = () -> false;

  UpLookingLdl(UpLookingStructure structure) {
    this.structure = structure;
    int n = structure.upper.cols();
    values = new double[structure.rowIndex.length];
    inversePivot = new double[n];
    row = new double[n];
    filledTo = new int[n];
  }

  @Override
  public boolean factor(double[] upper, int offset, double[] sign, double regularisation) {
    takeOwnMemory();
    int n = inversePivot.length;
    int[] upperStart = structure.upper.columnStart();
    int[] upperIndex = structure.upper.rowIndex();
    System.arraycopy(structure.columnStart, 0, filledTo, 0, n);
    for (int k = 0; k < n; k++) {
      if (k % ROWS_PER_LOOK == 0 && stop.getAsBoolean()) {
        Arrays.fill(row, 0);
        return false;
      }
      int diagonal = upperStart[k + 1] - 1;
      for (int p = upperStart[k]; p < diagonal; p++) {
        row[upperIndex[p]] = upper[offset + p];
      }
      double d = upper[offset + diagonal] + sign[k] * regularisation - eliminateRow(k);
      if (!LdlFactor.isTrusted(sign[k] * d)) {
        return false;
      }
      inversePivot[k] = 1 / d;
    }
    return true;
  }

  /// Turns `row` into row k of L, leaves `row` zero, and returns Σ l_kj² d_j.
  private double eliminateRow(int k) {
    double[] values = this.values;
    int[] columnStart = structure.columnStart;
    int[] rowIndex = structure.rowIndex;
    int[] columnIndex = structure.columnIndex;
    double sum = 0;
    for (int q = structure.rowStart[k], last = structure.rowStart[k + 1]; q < last; q++) {
      int j = columnIndex[q];
      double y = row[j];
      int end = filledTo[j]++;
      if (y == 0) {
        values[end] = 0;
        continue;
      }
      row[j] = 0;
      for (int p = columnStart[j]; p < end; p++) {
        row[rowIndex[p]] -= values[p] * y;
      }
      double l = y * inversePivot[j];
      sum += l * y;
      values[end] = l;
    }
    return sum;
  }

  private void takeOwnMemory() {
    if (!isLent) {
      return;
    }
    values = new double[values.length];
    inversePivot = new double[inversePivot.length];
    isLent = false;
  }

  @Override
  public Numbers lend() {
    isLent = true;
    return new Numbers(values, inversePivot);
  }

  @Override
  public void resume(Numbers numbers) {
    values = numbers.values();
    inversePivot = numbers.inversePivot();
    isLent = true;
  }

  @Override
  public void stopWhen(BooleanSupplier newStop) {
    stop = newStop;
  }

  @Override
  public double pivot(int k) {
    return 1 / inversePivot[k];
  }

  @Override
  public void solve(double[] x) {
    double[] values = this.values;
    int n = inversePivot.length;
    int[] columnStart = structure.columnStart;
    int[] rowIndex = structure.rowIndex;
    for (int j = 0; j < n; j++) {
      double xj = x[j];
      for (int p = columnStart[j], end = columnStart[j + 1]; p < end; p++) {
        x[rowIndex[p]] -= values[p] * xj;
      }
    }
    for (int j = n - 1; j >= 0; j--) {
      double xj = x[j] * inversePivot[j];
      for (int p = columnStart[j], end = columnStart[j + 1]; p < end; p++) {
        xj -= values[p] * x[rowIndex[p]];
      }
      x[j] = xj;
    }
  }
}
