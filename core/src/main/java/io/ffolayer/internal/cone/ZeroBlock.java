package io.ffolayer.internal.cone;

import java.util.Arrays;

/// {0}ᵖ: s = 0, z free, no barrier.
///
/// @param first the first row
/// @param end one past the last row
record ZeroBlock(int first, int end) implements ConeBlock {
  @Override
  public int degree() {
    return 0;
  }

  @Override
  public void start(double[] s, double[] z) {
    Arrays.fill(s, first, end, 0);
    Arrays.fill(z, first, end, 0);
  }

  @Override
  public boolean scale(double[] s, double[] z, double mu, double[] l, Rotation rotation) {
    Arrays.fill(l, first, end, 0);
    return true;
  }

  @Override
  public void affineShift(double[] s, double[] shift) {
    Arrays.fill(shift, first, end, 0);
  }

  @Override
  public void centeringShift(double[] s, double[] z, double target, double[] shift) {
    Arrays.fill(shift, first, end, 0);
  }

  @Override
  public void combinedShift(
      double[] s, double[] z, double[] ds, double[] dz, double target, double[] shift) {
    Arrays.fill(shift, first, end, 0);
  }

  @Override
  public double longestStep(double[] s, double[] ds, double[] z, double[] dz) {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public void snap(double[] s, double[] z, FaceScales scales, FaceRows face) {
    Arrays.fill(s, first, end, 0);
    Arrays.fill(face.l, first, end, 0);
    Arrays.fill(face.distance, first, end, Double.POSITIVE_INFINITY);
  }

  @Override
  public void takePart(double[] s, double[] z, double floor, double[] l, Rotation rotation) {
    Arrays.fill(l, first, end, 0);
  }

  @Override
  public void project(double[] s) {
    Arrays.fill(s, first, end, 0);
  }

  @Override
  public void projectDual(double[] z) {}
}
