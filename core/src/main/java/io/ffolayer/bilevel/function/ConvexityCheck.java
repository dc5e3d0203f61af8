package io.ffolayer.bilevel.function;

import java.util.Optional;
import java.util.SplittableRandom;

/// Tries to refute that the rows of a function are convex in y, by points between two others at
/// random. What it finds is a proof; that it finds nothing is none.
///
/// @param samples pairs of points, ≥ 1
/// @param radius half the side of the cube around the given point from which they are drawn, > 0
/// @param seed of the points
public record ConvexityCheck(int samples, double radius, long seed) {
  public ConvexityCheck {
    if (samples < 1) throw new IllegalArgumentException("samples must be ≥ 1, got " + samples);
    if (!(radius > 0)) throw new IllegalArgumentException("radius must be > 0, got " + radius);
  }

  /// A chord that lies below its function.
  ///
  /// @param row which row is not convex
  /// @param from one end in y
  /// @param to the other end
  /// @param excess by how much the value half way exceeds the mean of the ends
  public record Chord(int row, double[] from, double[] to, double excess) {
    @Override
    public String toString() {
      return "row %d is not convex in y: half way between two points it exceeds the mean of their values by %.3g"
          .formatted(row, excess);
    }
  }

  /// The first chord that refutes convexity, if one is found.
  public Optional<Chord> refute(SmoothFunction function, double[] x, double[] y) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int sample = 0; sample < samples; sample++) {
      double[] from = near(y, random);
      double[] to = near(y, random);
      double[] middle = new double[y.length];
      for (int i = 0; i < y.length; i++) middle[i] = (from[i] + to[i]) / 2;
      double[] a = valueAt(function, x, from);
      double[] b = valueAt(function, x, to);
      double[] between = valueAt(function, x, middle);
      for (int row = 0; row < a.length; row++) {
        double excess = between[row] - (a[row] + b[row]) / 2;
        double size = Math.abs(a[row]) + Math.abs(b[row]) + Math.abs(between[row]);
        if (Double.isFinite(size) && excess > 1e-10 * size)
          return Optional.of(new Chord(row, from, to, excess));
      }
    }
    return Optional.empty();
  }

  private double[] near(double[] y, SplittableRandom random) {
    double[] near = y.clone();
    for (int i = 0; i < near.length; i++) near[i] += random.nextDouble(-radius, radius);
    return near;
  }

  private static double[] valueAt(SmoothFunction function, double[] x, double[] y) {
    double[] out = new double[function.rows()];
    function.value(x, y, out);
    return out;
  }
}
