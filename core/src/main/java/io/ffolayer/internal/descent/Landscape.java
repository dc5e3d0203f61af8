package io.ffolayer.internal.descent;

/// What an accelerated method sees at one outer point: a smooth convex function over a set with a
/// projection.
public interface Landscape {
  int size();

  /// +∞ or NaN outside the domain.
  double value(double[] y);

  /// out ← ∇, overwritten.
  void gradient(double[] y, double[] out);

  /// Replaces y by the nearest point of the set.
  void project(double[] y);
}
