package io.ffolayer.internal.cone;

import java.util.ArrayList;
import java.util.List;

/// What the oracles of the exponential and the power cone share.
interface NonsymmetricOracle extends ConeOracle {
  double[] inner();

  boolean contains(double[] s);

  boolean dualContains(double[] z);

  @Override
  default int degree() {
    return 3;
  }

  @Override
  default boolean symmetric() {
    return false;
  }

  /// The largest t with s − t·inner ∈ K.
  @Override
  default double depth(double[] s) {
    return Decimals.bisect(
        t -> contains(ConeHarness.plus(s, -t, inner())) ? -1 : 1, -bound(s), bound(s));
  }

  @Override
  default double dualDepth(double[] z) {
    return Decimals.bisect(
        t -> dualContains(ConeHarness.plus(z, -t, inner())) ? -1 : 1, -bound(z), bound(z));
  }

  private static double bound(double[] v) {
    return 1e3 * ConeHarness.norm(v) + 1e-300;
  }

  static double[][] axes() {
    return new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  }

  static double[] unit(double[] v) {
    double norm = ConeHarness.norm(v);
    return new double[] {v[0] / norm, v[1] / norm, v[2] / norm};
  }

  static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  /// A pair on the curved boundary, and its two ends, where only one of s and z is there.
  static List<ConeOracle.Face> curved(
      String name, double[] s, double[] z, double weight, double margin) {
    double inf = Double.POSITIVE_INFINITY;
    double[] ray = unit(s), dualRay = unit(z), zero = new double[3];
    double[][] rows = {ray, dualRay, unit(cross(ray, dualRay))};
    List<ConeOracle.Face> faces = new ArrayList<>();
    faces.add(new ConeOracle.Face(name, s, z, rows, new double[] {0, inf, weight}, margin));
    faces.add(
        new ConeOracle.Face(name + ", z = 0", s, zero, rows, new double[] {0, Double.NaN, 0}, 0));
    faces.add(
        new ConeOracle.Face(
            name + ", s = 0", zero, z, rows, new double[] {Double.NaN, inf, inf}, 0));
    return faces;
  }
}
