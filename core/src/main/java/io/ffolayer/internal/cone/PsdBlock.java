package io.ffolayer.internal.cone;

/// Not written yet.
record PsdBlock(int index, int first, int order) implements ConeBlock {
  @Override
  public int end() {
    return first + order * (order + 1) / 2;
  }

  @Override
  public int degree() {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  public void start(double[] s, double[] z) {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  public boolean scale(double[] s, double[] z, double mu, double[] l, Rotation rotation) {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  public void affineShift(double[] s, double[] shift) {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  public void combinedShift(
      double[] s,
      double[] z,
      double[] ds,
      double[] dz,
      double centering,
      boolean secondOrder,
      double[] shift) {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  public double longestStep(double[] s, double[] ds, double[] z, double[] dz) {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  public void snap(
      double[] s,
      double[] z,
      double[] slackScale,
      double[] dualScale,
      double[] l,
      Rotation rotation,
      double[] distance) {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  public void takePart(double[] s, double[] z, double floor, double[] l, Rotation rotation) {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  public void project(double[] s) {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  public void projectDual(double[] z) {
    throw new UnsupportedOperationException("not written yet");
  }
}
