package io.ffolayer.bilevel.set;

import io.ffolayer.bilevel.function.SmoothFunction;

/// The rows a_iᵀy − b_i of a matrix and a vector, which take no notice of x.
///
/// @param matrix a row for each function
/// @param right the numbers b
public record LinearRows(double[][] matrix, double[] right) implements SmoothFunction {
  /// @throws IllegalArgumentException if there are not as many rows as numbers
  public LinearRows {
    if (matrix.length != right.length)
      throw new IllegalArgumentException(
          "%d rows with %d right-hand sides".formatted(matrix.length, right.length));
  }

  @Override
  public int rows() {
    return right.length;
  }

  @Override
  public void value(double[] x, double[] y, double[] out) {
    for (int i = 0; i < right.length; i++) {
      double sum = -right[i];
      for (int k = 0; k < y.length; k++) sum += matrix[i][k] * y[k];
      out[i] = sum;
    }
  }

  @Override
  public void addProductX(double[] x, double[] y, double[] weights, double[] out) {}

  @Override
  public void addProductY(double[] x, double[] y, double[] weights, double[] out) {
    for (int i = 0; i < right.length; i++)
      if (weights[i] != 0) for (int k = 0; k < out.length; k++) out[k] += weights[i] * matrix[i][k];
  }
}
