package io.ffolayer.internal.descent;

/// The curvature of a function along the path of a method, ⟨Δ∇, Δv⟩/‖Δv‖², as far as it is above
/// rounding errors.
final class PathCurvature {
  private static final double ROUNDING = 1e-13;

  private final double[] lastPoint;
  private final double[] lastGradient;
  private boolean isFirst = true;
  private boolean isConcave;
  private double last;
  private double leastNow = Double.POSITIVE_INFINITY;
  private double leastBefore = Double.POSITIVE_INFINITY;

  PathCurvature(int size) {
    lastPoint = new double[size];
    lastGradient = new double[size];
  }

  /// The path is at this point.
  ///
  /// @param largest the largest curvature, for what rounding may do
  void see(double[] point, double[] gradient, double largest) {
    if (!isFirst) {
      double product = 0;
      double square = 0;
      for (int k = 0; k < point.length; k++) {
        double d = point[k] - lastPoint[k];
        product += (gradient[k] - lastGradient[k]) * d;
        square += d * d;
      }
      double moved = Math.sqrt(square);
      double noise = ROUNDING * (Vectors.norm(gradient) + largest * Vectors.norm(point)) * moved;
      isConcave |= product < -100 * noise && product < -1e-9 * largest * square;
      last = Math.abs(product) > 10 * noise ? product / square : 0;
      if (last != 0) leastNow = Math.min(leastNow, last);
    }
    isFirst = false;
    System.arraycopy(point, 0, lastPoint, 0, point.length);
    System.arraycopy(gradient, 0, lastGradient, 0, point.length);
  }

  /// The momentum starts again.
  void startAgain() {
    if (leastNow == Double.POSITIVE_INFINITY) return;
    leastBefore = leastNow;
    leastNow = Double.POSITIVE_INFINITY;
  }

  /// That of the last step, 0 if it is lost in rounding errors.
  double last() {
    return last;
  }

  /// The least since the last restart but one; +∞ if nothing was seen.
  double least() {
    return Math.max(Math.min(leastNow, leastBefore), 0);
  }

  /// Whether the gradient turned the wrong way, beyond rounding errors.
  boolean isConcave() {
    return isConcave;
  }
}
