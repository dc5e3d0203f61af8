package io.ffolayer.lab.trust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// The gradient of a loss with respect to P, q, A and b, or a weight for each of their entries.
///
/// @param slots P (where there is one), q, A, b, each row by row
record SlotGradients(List<double[]> slots) {
  /// The number of slots of a program with P.
  static final int WITH_P = 4;

  /// ½(dy yᵀ + y dyᵀ), dy, dz yᵀ + z dyᵀ, −dz.
  ///
  /// @param p whether there is a P
  static SlotGradients of(boolean p, double[] y, double[] z, double[] dy, double[] dz) {
    return of(p, y, z, dy, dz, x -> x);
  }

  /// The same of some function of every factor: of the sizes alone for a bound.
  static SlotGradients of(
      boolean p, double[] y, double[] z, double[] dy, double[] dz, DoubleUnaryOperator of) {
    double[] at = mapped(y, of),
        force = mapped(z, of),
        move = mapped(dy, of),
        turn = mapped(dz, of);
    return assembled(p, at, force, move, turn);
  }

  private static double[] mapped(double[] v, DoubleUnaryOperator of) {
    return Arrays.stream(v).map(of).toArray();
  }

  private static SlotGradients assembled(
      boolean p, double[] y, double[] z, double[] dy, double[] dz) {
    int n = y.length, m = z.length;
    double[] quadratic = new double[n * n], rows = new double[m * n], b = new double[m];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) quadratic[i * n + j] = 0.5 * (dy[i] * y[j] + y[i] * dy[j]);
    for (int i = 0; i < m; i++) {
      b[i] = -dz[i];
      for (int j = 0; j < n; j++) rows[i * n + j] = dz[i] * y[j] + z[i] * dy[j];
    }
    List<double[]> slots = new ArrayList<>();
    if (p) slots.add(quadratic);
    slots.add(dy.clone());
    slots.add(rows);
    slots.add(b);
    return new SlotGradients(slots);
  }

  /// Σ |x_k| weight_k of one slot.
  double size(int slot, SlotGradients weights) {
    return sum(slots.get(slot), weights.slots.get(slot));
  }

  /// Σ |x_k − y_k| weight_k of one slot; entries of x that are NaN are not stored and do not count.
  double distance(int slot, SlotGradients other, SlotGradients weights) {
    return sum(difference(slot, other), weights.slots.get(slot));
  }

  /// The Euclidean distance of one slot.
  double distance(int slot, SlotGradients other) {
    double sum = 0;
    for (double x : difference(slot, other)) if (!Double.isNaN(x)) sum = Math.hypot(sum, x);
    return sum;
  }

  /// Entry by entry.
  SlotGradients plus(SlotGradients other) {
    List<double[]> sums = new ArrayList<>();
    for (int k = 0; k < slots.size(); k++) {
      double[] sum = slots.get(k).clone(), y = other.slots.get(k);
      for (int i = 0; i < sum.length; i++) sum[i] += y[i];
      sums.add(sum);
    }
    return new SlotGradients(sums);
  }

  /// A gradient of these slots that is zero.
  SlotGradients zero() {
    return new SlotGradients(slots.stream().map(slot -> new double[slot.length]).toList());
  }

  private double[] difference(int slot, SlotGradients other) {
    double[] x = slots.get(slot).clone(), y = other.slots.get(slot);
    for (int k = 0; k < x.length; k++) x[k] -= y[k];
    return x;
  }

  private static double sum(double[] x, double[] weights) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) if (!Double.isNaN(x[k])) sum += Math.abs(x[k]) * weights[k];
    return sum;
  }
}
