package io.ffolayer.internal.descent;

import io.ffolayer.solve.Watch;
import java.util.function.UnaryOperator;

/// The shortest v with least ‖M v + r‖, by conjugate gradients on the normal equations in a form
/// that keeps the residual (CGLS; Hestenes & Stiefel 1952; Björck, *Numerical Methods for Least
/// Squares Problems*, §7.4). M is known by its products with v and, transposed, with r alone.
///
/// @param product v ↦ M v
/// @param transposed r ↦ Mᵀ r
public record ConjugateLeastSquares(
    UnaryOperator<double[]> product, UnaryOperator<double[]> transposed) {
  /// Squares of what rounding errors leave.
  private static final double ROUNDING = 1e-31;

  /// @param v the answer
  /// @param residual M v + r
  public record Answer(double[] v, double[] residual) {}

  /// @param size the length of v
  /// @param most products
  public Answer solve(double[] r, int size, int most, Watch watch) {
    double[] v = new double[size];
    double[] residual = r.clone();
    double[] s = transposed.apply(residual);
    double[] p = s.clone();
    double square = Vectors.dot(s, s);
    double first = square;
    double largest = 0;
    for (int k = 0; k < most && square > ROUNDING * first && !watch.isStopped(); k++) {
      double[] q = product.apply(p);
      double length = Vectors.dot(q, q);
      largest = Math.max(largest, length / Vectors.dot(p, p));
      boolean isLeast = square <= ROUNDING * largest * Vectors.dot(residual, residual);
      if (isLeast || !(length > 0)) break;
      double step = square / length;
      Vectors.combine(v, -step, p, v);
      Vectors.combine(residual, -step, q, residual);
      s = transposed.apply(residual);
      double next = Vectors.dot(s, s);
      double share = next / square;
      Vectors.combine(s, share, p, p);
      square = next;
    }
    return new Answer(v, residual);
  }
}
