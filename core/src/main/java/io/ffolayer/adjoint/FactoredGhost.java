package io.ffolayer.adjoint;

import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import org.jspecify.annotations.Nullable;

/// The ghost problem by factorisation: the factor that the forward pass left where it stands on the
/// same rows, otherwise a new one.
final class FactoredGhost implements GhostSystem {
  private final KktSystem kkt;
  private final boolean reuse;
  private final double[] weights;
  private double[] work = new double[0];
  private @Nullable KktFactor kept;

  FactoredGhost(ProgramStructure structure, KktSystem kkt, boolean reuse) {
    this.kkt = kkt;
    this.reuse = reuse;
    weights = new double[structure.rows()];
  }

  @Override
  public boolean open(ProgramData data, Solution solution, int instance, boolean[] active) {
    KktFactor left = reuse ? solution.factor(instance) : null;
    kept = left != null && standsOn(left.keptRows(), active) ? left : null;
    if (kept != null) {
      if (work.length < kept.workSize()) work = new double[kept.workSize()];
      return true;
    }
    for (int i = 0; i < weights.length; i++) weights[i] = active[i] ? 0 : Double.POSITIVE_INFINITY;
    return kkt.factor(data, instance, weights, 0);
  }

  private static boolean standsOn(int[] rows, boolean[] active) {
    int count = 0;
    for (boolean row : active) count += row ? 1 : 0;
    boolean all = count == rows.length;
    for (int row : rows) all &= active[row];
    return all;
  }

  @Override
  public void solve(double[] y, double[] z) {
    if (kept != null) kept.solve(y, 0, z, 0, work);
    else kkt.solve(y, 0, z, 0);
  }

  @Override
  public boolean maybeSingular() {
    return kept == null && kkt.dependentRows() + kkt.freeDirections() > 0;
  }
}
