package io.ffolayer.internal.cone;

/// R₊ᵐ with the barrier −Σ log z: l = s/z, corrector d_s = s + (Δs Δz − σμ)/z (Mehrotra 1992),
/// ratio test.
///
/// @param first the first row
/// @param end one past the last row
record NonnegativeBlock(int first, int end) implements ConeBlock {
  @Override
  public int degree() {
    return end - first;
  }

  @Override
  public void start(double[] s, double[] z) {
    for (int i = first; i < end; i++) {
      s[i] = 1;
      z[i] = 1;
    }
  }

  @Override
  public boolean scale(double[] s, double[] z, double mu, double[] l, Rotation rotation) {
    for (int i = first; i < end; i++) l[i] = s[i] / z[i];
    return true;
  }

  @Override
  public void affineShift(double[] s, double[] shift) {
    System.arraycopy(s, first, shift, first, end - first);
  }

  @Override
  public void centeringShift(double[] s, double[] z, double target, double[] shift) {
    for (int i = first; i < end; i++) shift[i] = s[i] - target / z[i];
  }

  @Override
  public void combinedShift(
      double[] s, double[] z, double[] ds, double[] dz, double target, double[] shift) {
    for (int i = first; i < end; i++) shift[i] = s[i] + (ds[i] * dz[i] - target) / z[i];
  }

  @Override
  public double longestStep(double[] s, double[] ds, double[] z, double[] dz) {
    double fastest = 0;
    for (int i = first; i < end; i++)
      fastest = Math.max(fastest, Math.max(-ds[i] / s[i], -dz[i] / z[i]));
    return 1 / fastest;
  }

  @Override
  public void snap(double[] s, double[] z, FaceScales scales, FaceRows face) {
    double[] slackScale = scales.slack(), dualScale = scales.dual();
    double[] l = face.l, distance = face.distance;
    for (int i = first; i < end; i++) {
      double v = s[i] / slackScale[i] - z[i] / dualScale[i];
      boolean inactive = v > 0;
      s[i] = inactive ? v * slackScale[i] : 0;
      z[i] = inactive ? 0 : -v * dualScale[i];
      l[i] = inactive ? Double.POSITIVE_INFINITY : 0;
      distance[i] = v;
    }
  }

  @Override
  public void takePart(double[] s, double[] z, double floor, double[] l, Rotation rotation) {
    for (int i = first; i < end; i++)
      l[i] = s[i] < z[i] && z[i] > floor ? 0 : Double.POSITIVE_INFINITY;
  }

  @Override
  public void project(double[] s) {
    for (int i = first; i < end; i++) s[i] = Math.max(0, s[i]);
  }

  @Override
  public void projectDual(double[] z) {
    for (int i = first; i < end; i++) z[i] = Math.max(0, z[i]);
  }
}
