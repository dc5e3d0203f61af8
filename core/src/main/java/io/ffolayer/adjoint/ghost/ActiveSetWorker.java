package io.ffolayer.adjoint.ghost;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.adjoint.ghost.RefinedDirection.Remainder;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.program.Auxiliaries;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Watch;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/// The active-set Lagrangian hypergradient at one solution, whatever solves the ghost problem (Zhao
/// et al. 2026, Algorithm 1; the correction and the error estimate are ours).
///
/// ```
/// snap      (s, z) to the face that scaled slack against scaled dual tells; K = [ P Aᵀ; A −H ] on its active and curved rows
/// correct   K e = −(r₁, r₂):  r₁ = Py + q + Aᵀz,  r₂ = Ay + s − b;   s, z, y move to b − A(y + e_y), z + e_z, y + e_y
///           flat rows:    (y, z) + e is the solution if every row stays on its side (that is the certificate: with K linear it
///                         is then a KKT point); if a row does not, snap there and try again
///           curved cones: snap there, and again until the step is small: Newton's method on the face; the certificate is that
///                         the last step was small and left the face the same
/// direct    K d = −(u, v), then f: what is left of the right-hand side in the system of the last face, solved with the factor
///           at hand
/// report    ∂q ‖f_y‖ · ∂b ‖f_z‖ · ∂P ‖dy‖‖e_y‖ + ‖f_y‖‖y‖ · ∂A ‖dz‖‖e_y‖ + ‖e_z‖‖dy‖ + ‖f_z‖‖y‖ + ‖z‖‖f_y‖, twice
/// ```
///
/// Uncorrected, e and f are the errors of the gradient that is returned; corrected, the last e and
/// f bound what is left. Three back-substitutions and six products with the data per instance where
/// the forward solution is tight.
///
/// Where dense programs spend the time (n = m = 100, 36 µs per instance with all in the cache,
/// beside 96 for the forward pass): half in the back-substitutions, which are four triangular
/// solves each, a quarter in the products. Tried without gain: A·dy on the active rows alone, one
/// row at a time.
final class ActiveSetWorker implements Adjoint.Worker {
  private static final double ROUNDING = 8 * Math.ulp(1.0);

  /// A direction that leaves more of its right-hand side than this solves no system: a weight has
  /// overflown, or the face is none.
  private static final double MOST_LEFT = 0.1;

  private final GhostSystem ghost;
  private final double activeTolerance;
  private final Auxiliaries auxiliaries;
  private final ActiveRows rows;
  private final Correction correction;
  private final RefinedDirection refined;
  private final SideChoice sides;
  private final PrimalDual points;
  private final EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
  private final Visited visited = new Visited();

  /// Whether the visited instance has a direction: it was solved, and the watch lets it be found.
  private boolean answers;

  /// Whether the ghost system could be opened.
  private boolean solvable;

  private double margin;
  private GradientReport report = GradientReport.NONE;

  ActiveSetWorker(
      ProgramStructure structure, GhostSystem ghost, double activeTolerance, boolean corrected) {
    this(structure, ghost, null, activeTolerance, corrected);
  }

  /// @param perturbed gives the directions where the ghost system finds the face and the errors
  ///   only
  ActiveSetWorker(
      ProgramStructure structure,
      GhostSystem ghost,
      @Nullable PerturbedProblem perturbed,
      double activeTolerance,
      boolean corrected) {
    this.ghost = ghost;
    this.activeTolerance = activeTolerance;
    auxiliaries = structure.auxiliaries();
    rows = new ActiveRows(structure);
    correction = new Correction(structure, ghost, rows, activeTolerance, corrected);
    refined = new RefinedDirection(structure, ghost, perturbed, rows, corrected);
    sides = new SideChoice(structure, ghost, rows, activeTolerance, correction);
    points =
        new PrimalDual(
            structure.variables(), structure.rows(), correction.at.y(), correction.at.z());
  }

  @Override
  public PrimalDual points() {
    return points;
  }

  @Override
  public boolean[] active(int k) {
    return rows.active();
  }

  @Override
  public GradientReport report(int k) {
    return report;
  }

  @Override
  public void release() {
    visited.leave();
    refined.leave();
    ghost.release();
  }

  @Override
  public void visit(ProgramData data, Solution solution, int from, int to, Watch watch) {
    if (to != from + 1)
      throw new IllegalArgumentException(
          "this adjoint visits one instance at a time, got %d to %d".formatted(from, to - 1));
    visited.go(data, solution, from, watch);
    answers = solution.isSolvedOrAlmost(from);
    report = GradientReport.NONE;
    if (answers && !stops()) settle();
  }

  /// Asks the watch.
  private boolean stops() {
    if (!visited.watch.isStopped()) return false;
    answers = false;
    report = GradientReport.STOPPED;
    return true;
  }

  /// Finds the face of the solution, and opens the ghost system there.
  private void settle() {
    flags.clear();
    refined.leave();
    correction.start(visited);
    solvable = true;
    sides.forget();
    boolean certain = correction.run(visited);
    if (!certain && stops()) return;
    if (!certain) returnToForward();
    rows.passOverIdle(activeTolerance);
    margin = rows.margin();
    boolean isEdge = margin <= activeTolerance || (solvable && ghost.maybeSingular());
    if (certain && isEdge && !stops()) {
      solvable = sides.choose(visited, flags);
      margin = rows.margin();
    }
    if (certain && !correction.holds()) {
      returnToForward();
      margin = rows.margin();
    }
    if (solvable && ghost.maybeSingular() && !stops()) sides.probe(visited, flags);
  }

  /// No consistent side was found: the gradient is taken at the forward solution itself, and said
  /// to be uncertain.
  private void returnToForward() {
    flags.add(Flag.ACTIVE_SET_UNCERTAIN);
    correction.giveUp(visited);
    solvable = ghost.open(visited, rows);
  }

  @Override
  public void directions(
      PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt) {
    if (answers) direct(rightHandSides, at, directions, directionsAt);
    if (!answers || stops()) directions.clear(directionsAt);
  }

  private void direct(PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt) {
    boolean isWeak = flags.contains(Flag.WEAKLY_ACTIVE);
    flags.remove(Flag.STEP_IN_NOISE); // of the direction before
    Remainder left =
        solvable
            ? refined.solve(visited, rightHandSides, at, correction, isWeak)
            : Remainder.UNKNOWN;
    if (!left.isFinite()) {
      left = Remainder.UNKNOWN;
      flags.add(Flag.ACTIVE_SET_UNCERTAIN);
      refined.direction.clear(0);
    } else if (refined.isInNoise()) {
      flags.add(Flag.STEP_IN_NOISE);
    }
    // Where something else is said already, that is the reason.
    if (left.residual() > MOST_LEFT && flags.isEmpty()) flags.add(Flag.ACTIVE_SET_UNCERTAIN);
    directions.set(directionsAt, refined.direction, 0);
    if (sides.hiddenDirections && asksForHidden(rightHandSides, at)) flags.add(Flag.NON_UNIQUE);
    report = new GradientReport(rows.count(), margin, left.residual(), estimate(left), flags);
  }

  /// Whether a cotangent belongs to an auxiliary variable.
  private boolean asksForHidden(PrimalDual rightHandSides, int at) {
    boolean asks = false;
    for (int j = 0; j < rightHandSides.variables(); j++)
      asks |= auxiliaries.hasVariable(j) && rightHandSides.y()[rightHandSides.yAt(at) + j] != 0;
    return asks;
  }

  /// Twice the largest of the four slots' first-order errors, with the rounding of the assembly as
  /// a floor.
  private double estimate(Remainder left) {
    if (flags.contains(Flag.ACTIVE_SET_UNCERTAIN) || sides.isInexact)
      return Double.POSITIVE_INFINITY;
    int n = points.variables(), m = points.rows();
    // A correction does not see the rounding of what cancels to 0.
    double errorY = correction.errorY + ROUNDING * rows.beyondY();
    double sizeY = Norms.euclidean(points.y(), 0, n);
    double sizeZ = Norms.euclidean(points.z(), 0, m);
    double dy = Norms.euclidean(refined.direction.y(), 0, n);
    double dz = Norms.euclidean(refined.direction.z(), 0, m);
    double quadratic = dy * errorY + left.y() * sizeY;
    double rowsError = dz * errorY + correction.errorZ * dy + left.z() * sizeY + sizeZ * left.y();
    double rounding = ROUNDING * Math.max(dy + dz, Math.max(dy * sizeY, dz * sizeY + sizeZ * dy));
    double estimate =
        2 * Math.max(Math.max(left.y(), left.z()), Math.max(quadratic, rowsError)) + rounding;
    return Double.isNaN(estimate) ? Double.POSITIVE_INFINITY : estimate;
  }
}
