package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Factor;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// The ghost problem by factorisation: the factor that the forward pass left where it stands on the
/// same rows, otherwise a new one; and where the pivots of either are doubtful, an orthogonal one
/// beside it, which answers in its place. Rows that are almost active or almost inactive, as on the
/// edges of a power cone with weights of 1e±130, are taken as such: beside P they would leave
/// nothing.
final class FactoredGhost implements GhostSystem {
  private final KktSystem kkt;
  private final boolean reuse;
  private final Rotation rotation;
  private double[] work = new double[0];
  private @Nullable KktFactor kept;
  private @Nullable OrthogonalGhost orthogonal;
  private boolean doubtful;
  private @Nullable Watch asked;

  FactoredGhost(ProgramStructure structure, KktSystem kkt, boolean reuse) {
    this.kkt = kkt;
    this.reuse = reuse;
    rotation = new Rotation(ConeBlock.of(structure));
  }

  @Override
  public boolean open(Visited visited, ActiveRows rows) {
    orthogonal = null;
    if (!openFactor(visited, rows)) return false;
    doubtful = kept == null ? kkt.isDoubtful() : kept.isDoubtful();
    if (!doubtful || !OrthogonalGhost.fits(rows, visited.data.structure().variables())) return true;
    OrthogonalGhost exact = new OrthogonalGhost(visited.data.structure());
    if (exact.open(visited, rows)) orthogonal = exact;
    return true;
  }

  private boolean openFactor(Visited visited, ActiveRows rows) {
    kept = null;
    ask(visited.watch);
    Factor left = reuse ? visited.solution.factor(visited.instance) : null;
    if (left instanceof KktFactor factor && standsOn(factor.keptRows(), rows.l)) {
      kept = factor;
      if (work.length < factor.workSize()) work = new double[factor.workSize()];
      return true;
    }
    if (left instanceof KeptFactor factor && factor.standsNear(rows.l, rows.rotation)) {
      Rotation turned = factor.rotation();
      rotation.set(turned == null ? rows.rotation : turned);
      kkt.resume(factor);
      return true;
    }
    rotation.set(rows.rotation);
    kkt.load(visited.data, visited.instance);
    return kkt.factor(rows.clearL(), 0, rotation);
  }

  /// Lets the watch of this call, and no longer that of an earlier one, stop factorisations and
  /// refinements.
  @SuppressWarnings("ReferenceEquality") // one watch or another
  private void ask(Watch watch) {
    if (watch == asked) return;
    asked = watch;
    kkt.stopWhen(watch::isStopped);
  }

  private static boolean standsOn(int[] rows, double[] l) {
    int count = 0;
    for (double weight : l) count += weight == 0 ? 1 : 0;
    boolean all = count == rows.length;
    for (int row : rows) all &= l[row] == 0;
    return all;
  }

  @Override
  public void solve(double[] y, double[] z) {
    if (orthogonal != null) {
      orthogonal.solve(y, z);
      return;
    }
    if (kept != null) {
      kept.solve(y, 0, z, 0, work);
      return;
    }
    rotation.apply(z, 0);
    kkt.solve(y, 0, z, 0);
    rotation.applyTransposed(z, 0);
  }

  @Override
  public void release() {
    kept = null;
    orthogonal = null;
  }

  @Override
  public @Nullable NullSpace nullSpace() {
    return orthogonal == null ? null : orthogonal.nullSpace();
  }

  @Override
  public boolean maybeSingular() {
    return doubtful;
  }
}
