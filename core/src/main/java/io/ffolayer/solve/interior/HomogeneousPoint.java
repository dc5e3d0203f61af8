package io.ffolayer.solve.interior;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// A point (y, s, z, τ, κ) of the embedding of a program: with τ > 0 it stands for (y, s, z)/τ.
final class HomogeneousPoint {
  private static final double RANGE = 1e4;

  /// y, s and z.
  final Iterate iterate;

  double tau;
  double kappa;

  HomogeneousPoint(ProgramStructure structure) {
    iterate = new Iterate(structure);
  }

  /// y = 0, s = z = the central points, τ = κ = 1.
  void start(ConeBlock[] cones) {
    Arrays.fill(iterate.y, 0);
    for (ConeBlock cone : cones) cone.start(iterate.s, iterate.z);
    tau = 1;
    kappa = 1;
  }

  /// Moves, and keeps max(τ, κ) near 1: the embedding is homogeneous. The products are left to the
  /// caller.
  void move(Direction direction, double step) {
    double[] y = iterate.y, s = iterate.s, z = iterate.z;
    double[] dy = direction.y, ds = direction.s, dz = direction.z;
    tau += step * direction.tau;
    kappa += step * direction.kappa;
    double larger = Math.max(tau, kappa);
    boolean drifted = larger < 1 / RANGE || larger > RANGE;
    double factor = drifted ? 1 / larger : 1;
    for (int j = 0; j < dy.length; j++) y[j] = factor * (y[j] + step * dy[j]);
    for (int i = 0; i < dz.length; i++) {
      s[i] = factor * (s[i] + step * ds[i]);
      z[i] = factor * (z[i] + step * dz[i]);
    }
    tau *= factor;
    kappa *= factor;
  }
}
