package io.ffolayer.internal.cone;

import java.util.Arrays;

/// What slacks and duals are compared with, so that which face a pair (s, z) is near does not
/// depend on units: v = s/σ_s − z/σ_z. All numbers are 1 until the owner writes those of a point
/// (`internal.face.TermScales` computes them).
///
/// Rows of a polyhedral cone have scales of their own. Those of a curved cone share σ_s and σ_z,
/// which keeps σ_s K = K; the sizes of its single rows tell the three-dimensional cones in which
/// coordinates to measure.
public final class FaceScales {
  private final double[] slack;
  private final double[] dual;
  private final double[] size;

  public FaceScales(int rows) {
    slack = new double[rows];
    dual = new double[rows];
    size = new double[rows];
    Arrays.fill(slack, 1);
    Arrays.fill(dual, 1);
    Arrays.fill(size, 1);
  }

  /// σ_s of every row, the array itself: written by the owner only.
  public double[] slack() {
    return slack;
  }

  /// σ_z of every row, likewise.
  public double[] dual() {
    return dual;
  }

  /// The size of the terms of every row by itself, likewise.
  public double[] size() {
    return size;
  }
}
