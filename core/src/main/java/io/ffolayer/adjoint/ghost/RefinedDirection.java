package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The direction d of K d = −(u, v), refined with the factor at hand, or by a perturbed problem and
/// then not refined: see [ActiveSetWorker].
final class RefinedDirection {
  private static final int MOST_REFINEMENTS = 4;

  /// A refinement smaller than this part of the direction needs no further one.
  private static final double SMALL = 1e-9;

  /// Noise above this part of a direction is reported.
  private static final double NOISY = 1e-2;

  private static final long SEED = 0xB17L;

  /// The error of a residual, relative to the sizes of its terms.
  private static final double UNSEEN = 16 * Math.ulp(1.0);

  /// What a direction still lacks: the lengths of the parts that another solve would add, and the
  /// relative residual before the last one.
  ///
  /// @param y ‖f_y‖
  /// @param z ‖f_z‖
  /// @param residual ‖K d + rhs‖∞ / ‖rhs‖∞
  record Remainder(double y, double z, double residual) {
    static final Remainder NONE = new Remainder(0, 0, 0);

    static final Remainder UNKNOWN =
        new Remainder(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    Remainder plus(Remainder other) {
      return new Remainder(y + other.y, z + other.z, residual + other.residual);
    }

    boolean isFinite() {
      return y + z + residual < Double.POSITIVE_INFINITY;
    }
  }

  private final GhostSystem ghost;
  private final @Nullable PerturbedProblem perturbed;
  private final ActiveRows rows;
  private final boolean corrected;
  private final int n;
  private final int m;

  /// d.
  final PrimalDual direction;

  /// f, or the residual −(u, v) − K d until it was solved for.
  private final PrimalDual lacking;

  RefinedDirection(
      ProgramStructure structure,
      GhostSystem ghost,
      @Nullable PerturbedProblem perturbed,
      ActiveRows rows,
      boolean corrected) {
    this.ghost = ghost;
    this.perturbed = perturbed;
    this.rows = rows;
    this.corrected = corrected && perturbed == null;
    n = structure.variables();
    m = structure.rows();
    direction = PrimalDual.zeros(structure, 1);
    lacking = PrimalDual.zeros(structure, 1);
  }

  /// Solves for the right-hand side at a position.
  ///
  /// @param correction by which the present point and face were found
  /// @param isWeak whether the face was chosen among several
  Remainder solve(
      Visited visited,
      PrimalDual rightHandSides,
      int position,
      Correction correction,
      boolean isWeak) {
    double[] dy = direction.y(), dz = direction.z(), fy = lacking.y(), fz = lacking.z();
    int uAt = rightHandSides.yAt(position), vAt = rightHandSides.zAt(position);
    for (int j = 0; j < n; j++) dy[j] = -rightHandSides.y()[uAt + j];
    for (int i = 0; i < m; i++) dz[i] = -rightHandSides.z()[vAt + i];
    rows.restrict(dz);
    double size = Math.max(Norms.largest(dy, 0, n), Norms.largest(dz, 0, m));
    lacking.clear(0);
    if (size == 0) return Remainder.NONE;
    Remainder left = Remainder.UNKNOWN;
    if (perturbed == null) ghost.solve(dy, dz);
    else if (!perturbed.solve(visited, rows, correction.at, direction, isWeak)) return left;
    Remainder first = left; // the effect of the last turn of the face
    for (int step = 0; step < MOST_REFINEMENTS; step++) {
      if (step > 0 && visited.watch.isStopped()) return left;
      double residual = residual(visited, rightHandSides, position) / size;
      ghost.solve(fy, fz);
      Remainder next = lengths(residual);
      if (!next.isFinite()) return left; // of the refinement before, if there was one
      left = next;
      if (!corrected) return left;
      for (int j = 0; j < n; j++) dy[j] += fy[j];
      for (int i = 0; i < m; i++) dz[i] += fz[i];
      if (step == 0) first = next;
      if (left.y() <= SMALL * Norms.euclidean(dy, 0, n)
          && left.z() <= SMALL * Norms.euclidean(dz, 0, m)) break;
    }
    if (!correction.isSettled) left = new Remainder(first.y(), first.z(), left.residual());
    if (ghost.maybeSingular()) left = left.plus(unseen(visited));
    if (isWeak || !rows.faces.isDelicate()) return left;
    return left.plus(effectOfRounding(visited, rightHandSides, position, correction.at));
  }

  /// What a residual of the size of the rounding of its terms may stand for: nearly dependent rows
  /// make much of it, and no refinement sees it.
  private Remainder unseen(Visited visited) {
    double[] fy = lacking.y(), fz = lacking.z();
    Arrays.fill(fy, 0.0);
    Arrays.fill(fz, 0.0);
    if (!visited.data.hasEntries()) return Remainder.NONE;
    visited.addSizes(direction.y(), direction.z(), fy, fz);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int j = 0; j < n; j++) fy[j] *= UNSEEN * random.nextDouble(-1, 1);
    for (int i = 0; i < m; i++) fz[i] *= UNSEEN * random.nextDouble(-1, 1);
    rows.restrict(fz);
    ghost.solve(fy, fz);
    return lengths(0);
  }

  /// What the direction lacks on a face that cannot be told from the one that it was made for.
  private Remainder effectOfRounding(
      Visited visited, PrimalDual rightHandSides, int position, Point at) {
    rows.faces.nudge(at.s(), at.z());
    residual(visited, rightHandSides, position);
    ghost.solve(lacking.y(), lacking.z());
    return lengths(0);
  }

  /// Whether what the solver of the perturbed problem leaves is not small beside the direction.
  boolean isInNoise() {
    if (perturbed == null) return false;
    double left = Norms.euclidean(lacking.y(), 0, n) + Norms.euclidean(lacking.z(), 0, m);
    double noise = perturbed.isExact() ? left : Math.min(left, perturbed.noise);
    return noise
        > NOISY * (Norms.euclidean(direction.y(), 0, n) + Norms.euclidean(direction.z(), 0, m));
  }

  /// Forgets what was solved at the last point.
  void leave() {
    if (perturbed != null) perturbed.leave();
  }

  private Remainder lengths(double residual) {
    return new Remainder(
        Norms.euclidean(lacking.y(), 0, n), Norms.euclidean(lacking.z(), 0, m), residual);
  }

  /// Writes −(u, v) − K d on the rows of the face; returns its largest entry. The face may have
  /// turned since K was factored: dz is brought to it first.
  private double residual(Visited visited, PrimalDual rightHandSides, int position) {
    double[] dy = direction.y(), dz = direction.z(), fy = lacking.y(), fz = lacking.z();
    double[] u = rightHandSides.y(), v = rightHandSides.z();
    int uAt = rightHandSides.yAt(position), vAt = rightHandSides.zAt(position);
    Arrays.fill(fy, 0.0);
    Arrays.fill(fz, 0.0);
    visited.addRowProduct(dy, fz);
    for (int i = 0; i < m; i++) fz[i] = -v[vAt + i] - fz[i];
    double largest = rows.settle(fz, dz);
    visited.addQuadraticProduct(dy, fy);
    visited.addTransposedProduct(dz, fy);
    for (int j = 0; j < n; j++) fy[j] = -u[uAt + j] - fy[j];
    return Math.max(Norms.largest(fy, 0, n), largest);
  }
}
