package io.ffolayer.io.value;

/// A number, vector or matrix as a file writes it.
public sealed interface Value permits Value.Scalar, Value.Vector, Matrix {
  /// The axes; none for a number.
  int[] shape();

  /// All entries: of a matrix in the order of its layout. To be read only.
  double[] values();

  /// `0.5`.
  record Scalar(double[] values) implements Value {
    @Override
    public int[] shape() {
      return new int[0];
    }
  }

  /// `[1, 2]`.
  record Vector(double[] values) implements Value {
    @Override
    public int[] shape() {
      return new int[] {values.length};
    }
  }
}
