package io.ffolayer.internal.descent;

/// Sums over arrays of the same length.
public final class Vectors {
  private Vectors() {}

  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) sum += a[k] * b[k];
    return sum;
  }

  public static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  public static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) sum += (a[k] - b[k]) * (a[k] - b[k]);
    return Math.sqrt(sum);
  }

  /// out ← a + t b.
  public static void combine(double[] a, double t, double[] b, double[] out) {
    for (int k = 0; k < a.length; k++) out[k] = a[k] + t * b[k];
  }

  public static boolean areFinite(double[] a) {
    for (double value : a) if (!Double.isFinite(value)) return false;
    return true;
  }
}
