package io.ffolayer.solve.interior;

/// A change of a [HomogeneousPoint]: Δy, Δs, Δz, Δτ, Δκ.
final class Direction {
  final double[] y;
  final double[] s;
  final double[] z;
  double tau;
  double kappa;

  Direction(int variables, int rows) {
    y = new double[variables];
    s = new double[rows];
    z = new double[rows];
  }
}
