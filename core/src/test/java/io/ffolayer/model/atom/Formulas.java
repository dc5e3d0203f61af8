package io.ffolayer.model.atom;

import io.ffolayer.testing.DenseSolve;
import io.ffolayer.testing.JacobiEigenvalues;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// The atoms once more, straight from their definitions: no attention to overflow or speed, nothing
/// shared with the library.
final class Formulas {
  /// Values of an atom at its arguments, each row-major.
  interface Formula {
    double[] at(double[][] arguments);
  }

  private Formulas() {}

  static Formula entrywise(DoubleUnaryOperator f) {
    return a -> Arrays.stream(a[0]).map(f).toArray();
  }

  static Formula entrywise(DoubleBinaryOperator f) {
    return a ->
        IntStream.range(0, a[0].length)
            .mapToDouble(i -> f.applyAsDouble(a[0][i], a[1][i]))
            .toArray();
  }

  /// One number of one vector.
  interface Reduction {
    double of(double[] x);
  }

  static Formula whole(Reduction f) {
    return a -> new double[] {f.of(a[0])};
  }

  static double norm(double[] x, double p) {
    return Math.pow(Arrays.stream(x).map(v -> Math.pow(Math.abs(v), p)).sum(), 1 / p);
  }

  static double squares(double[] x) {
    return Arrays.stream(x).map(v -> v * v).sum();
  }

  static double huber(double x, double threshold) {
    double size = Math.abs(x);
    return size <= threshold ? x * x : 2 * threshold * size - threshold * threshold;
  }

  static double quadratic(double[] x, double[][] p) {
    double sum = 0;
    for (int i = 0; i < x.length; i++)
      for (int j = 0; j < x.length; j++) sum += x[i] * p[i][j] * x[j];
    return sum;
  }

  static double sumOfLargest(double[] x, int k) {
    double[] ascending = x.clone();
    Arrays.sort(ascending);
    return Arrays.stream(ascending, x.length - k, x.length).sum();
  }

  static double logSumExp(double[] x) {
    return Math.log(Arrays.stream(x).map(Math::exp).sum());
  }

  static double weightedGeometricMean(double[] x, double... weights) {
    double total = Arrays.stream(weights).sum();
    double product = 1;
    for (int i = 0; i < x.length; i++) product *= Math.pow(x[i], weights[i] / total);
    return product;
  }

  static double harmonicMean(double[] x) {
    return x.length / Arrays.stream(x).map(v -> 1 / v).sum();
  }

  static double[] eigenvalues(double[] x) {
    return JacobiEigenvalues.ascending(x, (int) Math.round(Math.sqrt(x.length)));
  }

  static double nuclear(double[] x, int rows, int columns) {
    return Arrays.stream(JacobiEigenvalues.singularValues(x, rows, columns)).sum();
  }

  static double largestSingular(double[] x, int rows, int columns) {
    double[] values = JacobiEigenvalues.singularValues(x, rows, columns);
    return values[values.length - 1];
  }

  /// tr XᵀP⁻¹X, column by column.
  static double matrixFraction(double[] x, double[] p, int n) {
    DenseSolve solve = new DenseSolve(square(p, n));
    int columns = x.length / n;
    double sum = 0;
    for (int c = 0; c < columns; c++) {
      double[] column = new double[n];
      for (int i = 0; i < n; i++) column[i] = x[i * columns + c];
      double[] y = solve.solve(column);
      for (int i = 0; i < n; i++) sum += column[i] * y[i];
    }
    return sum;
  }

  static double[][] square(double[] values, int n) {
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) rows[i] = Arrays.copyOfRange(values, i * n, (i + 1) * n);
    return rows;
  }
}
