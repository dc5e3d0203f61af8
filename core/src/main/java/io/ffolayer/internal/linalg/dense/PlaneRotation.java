package io.ffolayer.internal.linalg.dense;

/// Rotates two rows of a matrix into each other.
final class PlaneRotation {
  private PlaneRotation() {}

  /// (x, y) ← (c x + s y, c y − s x) for two rows of n entries.
  static void apply(int n, double c, double s, double[] a, int x, int y) {
    for (int j = 0; j < n; j++) {
      double first = a[x + j], second = a[y + j];
      a[x + j] = c * first + s * second;
      a[y + j] = c * second - s * first;
    }
  }
}
