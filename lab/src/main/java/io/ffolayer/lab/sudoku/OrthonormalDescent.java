package io.ffolayer.lab.sudoku;

import io.ffolayer.lab.sudoku.SudokuModel.Slope;

/// Plain gradient steps on A and z₀ that keep the rows of A orthonormal: the layer depends on
/// nothing but the space that they span, and where that space turns into the right one no row is
/// left to shrink or to lie down on another.
///
/// Every few steps A becomes (3/2 I − 1/2 A Aᵀ) A, the iteration of Newton and Schulz for the
/// nearest orthonormal rows: one is enough near them.
final class OrthonormalDescent {
  private static final int EVERY = 5;

  private final double[] a;
  private final double[] z0;
  private final int rules;
  private final int variables;
  private final double rate;

  /// exp(z₀) is about one over the number of digits, and moves by its square where z₀ moves by a
  /// gradient: so much longer are the steps of z₀, for exp(z₀) to move as far as a row of A does.
  private final double stretch;

  private int steps;

  /// @param a rules × variables, row-major, orthonormal rows; overwritten by the steps
  /// @param z0 overwritten by the steps
  /// @param side number of digits
  /// @param rate > 0; a gradient times the rate is subtracted
  OrthonormalDescent(double[] a, double[] z0, int side, double rate) {
    this.a = a;
    this.z0 = z0;
    this.rate = rate;
    variables = z0.length;
    rules = a.length / variables;
    stretch = (double) side * side;
  }

  void step(Slope slope) {
    for (int k = 0; k < a.length; k++) a[k] -= rate * slope.a()[k];
    for (int k = 0; k < z0.length; k++) z0[k] -= rate * stretch * slope.z0()[k];
    if (steps++ % EVERY == 0) tighten();
  }

  private void tighten() {
    double[] old = a.clone();
    for (int i = 0; i < rules; i++)
      for (int k = 0; k < variables; k++) a[i * variables + k] = 1.5 * old[i * variables + k];
    for (int i = 0; i < rules; i++)
      for (int j = 0; j <= i; j++) {
        double half = 0.5 * product(old, i, j);
        subtract(half, old, j, i);
        if (j < i) subtract(half, old, i, j);
      }
  }

  private double product(double[] rows, int i, int j) {
    double sum = 0;
    for (int k = 0; k < variables; k++) sum += rows[i * variables + k] * rows[j * variables + k];
    return sum;
  }

  /// Row `to` of A less a multiple of another row.
  private void subtract(double factor, double[] rows, int from, int to) {
    for (int k = 0; k < variables; k++)
      a[to * variables + k] -= factor * rows[from * variables + k];
  }
}
