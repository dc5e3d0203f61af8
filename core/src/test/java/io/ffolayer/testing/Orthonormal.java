package io.ffolayer.testing;

import java.util.SplittableRandom;

/// Orthonormal rows by Gram and Schmidt's process, each step twice.
public final class Orthonormal {
  private Orthonormal() {}

  static double[] unit(double[] v) {
    double[] u = v.clone();
    double length = ConicPair.norm(v);
    for (int i = 0; i < u.length; i++) u[i] /= length;
    return u;
  }

  public static double[][] random(int order, SplittableRandom random) {
    double[][] rows = new double[order][];
    for (int i = 0; i < order; i++) rows[i] = rest(ConicPair.gaussian(order, random), rows, i);
    return rows;
  }

  /// The given rows, orthonormal already, and others to a full basis.
  static double[][] completed(double[]... given) {
    int order = given[0].length;
    double[][] rows = new double[order][];
    System.arraycopy(given, 0, rows, 0, given.length);
    for (int i = given.length; i < order; i++) {
      double[] best = null;
      double most = -1;
      for (int k = 0; k < order; k++) {
        double[] e = new double[order];
        e[k] = 1;
        double left = 1;
        for (int r = 0; r < i; r++) left -= rows[r][k] * rows[r][k];
        if (left > most) {
          most = left;
          best = e;
        }
      }
      rows[i] = rest(best, rows, i);
    }
    return rows;
  }

  private static double[] rest(double[] v, double[][] rows, int count) {
    for (int round = 0; round < 2; round++)
      for (int r = 0; r < count; r++) {
        double along = ConicProgram.dot(rows[r], v);
        for (int i = 0; i < v.length; i++) v[i] -= along * rows[r][i];
      }
    return unit(v);
  }
}
