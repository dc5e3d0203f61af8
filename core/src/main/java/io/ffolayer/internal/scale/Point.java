package io.ffolayer.internal.scale;

/// A point (y, s, z) of one instance, where it stands in the arrays of a batch.
///
/// @param y n values at `yAt`
/// @param s m values at `rowAt`
/// @param z m values at `rowAt`
public record Point(double[] y, int yAt, double[] s, double[] z, int rowAt) {
  /// A point whose arrays hold nothing else.
  public static Point of(double[] y, double[] s, double[] z) {
    return new Point(y, 0, s, z, 0);
  }
}
