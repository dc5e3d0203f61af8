package io.ffolayer.internal.descent;

import java.util.Arrays;

/// The points of an accelerated method: where it is (y) and where it looks (v).
final class Momentum {
  private double[] y;
  private double[] v;
  private final double[] start;
  private double t = 1;

  Momentum(Landscape landscape, double[] start) {
    this.y = start.clone();
    landscape.project(y);
    this.v = y.clone();
    this.start = y.clone();
  }

  double[] y() {
    return y;
  }

  double[] v() {
    return v;
  }

  /// Whether v is beyond y.
  boolean isRunning() {
    return !Arrays.equals(v, y);
  }

  /// Looks again where it is.
  void stop() {
    t = 1;
    v = y.clone();
  }

  /// Goes back to a point.
  void backTo(double[] point) {
    y = point.clone();
    stop();
  }

  /// How far it has come, relative to where it started.
  double travelled() {
    return Vectors.distance(y, start) / (1 + Vectors.norm(start));
  }

  /// Goes to the next point; whether the momentum led uphill and starts again.
  boolean advance(double[] next) {
    double uphill = 0;
    for (int k = 0; k < y.length; k++) uphill += (v[k] - next[k]) * (next[k] - y[k]);
    boolean restarts = uphill > 0;
    if (restarts) t = 1;
    double larger = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
    double share = (t - 1) / larger;
    double[] beyond = new double[y.length];
    for (int k = 0; k < y.length; k++) beyond[k] = next[k] + share * (next[k] - y[k]);
    t = larger;
    y = next;
    v = beyond;
    return restarts;
  }
}
