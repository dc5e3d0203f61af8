package io.ffolayer.internal.cone;

import java.util.Arrays;

/// The orthonormal U of each curved cone, in the form that its [ConeBlock] chooses; the memory of
/// one thread. Together with weights l it stands for the block-diagonal matrix U diag(l) Uᵀ: the
/// scaling H of an interior point, or the inverse weights 1/w of the rows on a face.
///
/// The program whose rows are UᵀA has weights per row, as a quadratic program has: that is all that
/// KKT systems need to know of cones.
public final class Rotation {
  private final ConeBlock[] cones;
  private final double[][] values;

  /// U = I would need no numbers; every U is unset until its block writes it.
  public Rotation(ConeBlock[] cones) {
    this.cones = cones;
    values = new double[cones.length][];
    for (int k = 0; k < cones.length; k++) values[k] = new double[cones[k].rotationSize()];
  }

  /// The numbers of block k, for the block to write and read.
  double[] of(int k) {
    return values[k];
  }

  /// The orthonormal basis of a semidefinite cone, row i its vector qᵢ: the array itself, read
  /// only.
  public double[] basis(int cone) {
    return values[cone];
  }

  /// Takes the U of another rotation of the same cones.
  public void set(Rotation other) {
    for (int k = 0; k < values.length; k++)
      System.arraycopy(other.values[k], 0, values[k], 0, values[k].length);
  }

  /// Takes the U of one cone from that of a cone of the same kind in another program.
  public void setCone(int cone, Rotation other, int otherCone) {
    System.arraycopy(other.values[otherCone], 0, values[cone], 0, values[cone].length);
  }

  /// A rotation of its own with the same U.
  public Rotation copy() {
    Rotation copy = new Rotation(cones);
    copy.set(this);
    return copy;
  }

  /// Whether no number of any U differs by more than a tolerance.
  public boolean isNear(Rotation other, double tolerance) {
    for (int k = 0; k < values.length; k++)
      for (int i = 0; i < values[k].length; i++)
        if (!(Math.abs(values[k][i] - other.values[k][i]) <= tolerance)) return false;
    return true;
  }

  public long bytes() {
    long count = 0;
    for (double[] block : values) count += block.length;
    return 8 * count;
  }

  /// Whether every U is the same.
  public boolean isSameAs(Rotation other) {
    return Arrays.deepEquals(values, other.values);
  }

  /// rows ← Uᵀ rows for one cone.
  ///
  /// @param cone its index in the order of the rows
  /// @param rows its rows, row-major with `columns` columns, from `at` on
  public void applyToRows(int cone, double[] rows, int at, int columns) {
    cones[cone].rotate(this, rows, at, columns);
  }

  /// v ← U v for one cone, its rows from `at` on.
  public void applyTransposedToRows(int cone, double[] v, int at) {
    cones[cone].rotateBack(this, v, at);
  }

  /// v ← Uᵀ v, all m rows.
  public void apply(double[] v, int at) {
    for (ConeBlock cone : cones)
      if (cone.rotationSize() > 0) cone.rotate(this, v, at + cone.first(), 1);
  }

  /// rows ← Uᵀ rows, a row-major matrix of m rows.
  public void applyToRows(double[] rows, int columns) {
    for (ConeBlock cone : cones)
      if (cone.rotationSize() > 0) cone.rotate(this, rows, cone.first() * columns, columns);
  }

  /// v ← U v, all m rows.
  public void applyTransposed(double[] v, int at) {
    for (ConeBlock cone : cones)
      if (cone.rotationSize() > 0) cone.rotateBack(this, v, at + cone.first());
  }
}
