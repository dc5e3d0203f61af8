package io.ffolayer.bilevel.set;

import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.internal.descent.ConjugateLeastSquares;
import io.ffolayer.internal.descent.Vectors;
import io.ffolayer.solve.Watch;

/// The projection onto {y: e(x, y) = 0}, e affine in y, by products alone: with the matrix E of e,
/// that of y is y + v, v the shortest with E v + e(x, y) = 0. E v is a difference of values, which
/// for an affine function is exact to rounding.
public final class AffineProjection {
  private static final double INCONSISTENT = 1e-7;

  private final SmoothFunction rows;
  private final double[] x;
  private final int size;
  private final double[] atZero;
  private final Watch watch;
  private final ConjugateLeastSquares system;

  /// @param rows e, affine in y
  /// @param size the length of y
  public AffineProjection(SmoothFunction rows, double[] x, int size, Watch watch) {
    this.rows = rows;
    this.x = x;
    this.size = size;
    this.watch = watch;
    this.atZero = value(new double[size]);
    this.system = new ConjugateLeastSquares(this::forward, this::backward);
  }

  private double[] value(double[] y) {
    double[] out = new double[rows.rows()];
    if (out.length > 0) rows.value(x, y, out);
    return out;
  }

  /// E v.
  private double[] forward(double[] v) {
    double norm = Vectors.norm(v);
    double scale = norm > 0 ? (1 + Vectors.norm(atZero)) / norm : 1;
    double[] moved = new double[size];
    for (int k = 0; k < size; k++) moved[k] = scale * v[k];
    double[] out = value(moved);
    for (int i = 0; i < out.length; i++) out[i] = (out[i] - atZero[i]) / scale;
    return out;
  }

  /// Eᵀ w.
  private double[] backward(double[] w) {
    double[] out = new double[size];
    if (w.length > 0) rows.addProductY(x, new double[size], w, out);
    return out;
  }

  /// Replaces y by the nearest point with e = 0, or with least ‖e‖ where there is none.
  public void project(double[] y) {
    for (int pass = 0; pass < 2; pass++) {
      double[] residual = value(y);
      if (Vectors.norm(residual) == 0) return;
      double[] v = system.solve(residual, size, most(), watch).v();
      Vectors.combine(y, 1, v, y);
    }
  }

  private int most() {
    return 4 * Math.min(size, rows.rows()) + 20;
  }

  /// Whether weights w = e(y) at a projected y prove that there is no point with e = 0: Eᵀw is
  /// (almost) 0, so that wᵀe is (almost) the same number ‖w‖² > 0 everywhere.
  public boolean isInconsistent(double[] y) {
    double[] w = value(y);
    double square = Vectors.dot(w, w);
    double slope = Vectors.norm(backward(w));
    boolean isLarge = Math.sqrt(square) > INCONSISTENT * (Vectors.norm(atZero) + 1e-300);
    return isLarge && square > 1e6 * slope * Math.max(1, Vectors.norm(y));
  }

  /// The multipliers ν that make ‖gradient + Eᵀν‖ least.
  public double[] multipliers(double[] gradient) {
    ConjugateLeastSquares transposed = new ConjugateLeastSquares(this::backward, this::forward);
    return transposed.solve(gradient, rows.rows(), most(), watch).v();
  }
}
