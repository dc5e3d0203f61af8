package io.ffolayer.solve.interior;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProgramStructure;

/// How far a [HomogeneousPoint] may go along a [Direction].
///
/// Some cones ask for shorter steps than their boundaries allow, or cannot tell their distance: a
/// step is shortened by 5 % until all accept it.
final class StepLength {
  /// What is left of a step that some cone did not accept, and the step at which this ends.
  private static final double SHORTER = 0.95;

  private static final double HOPELESS_STEP = 1e-9;

  /// What is taken of the longest step, and what by one who is careful.
  private static final double FRACTION = 0.99;

  private static final double CAREFUL_FRACTION = 0.8;

  /// Whether to take shorter steps, which stay nearer to the middle of the path.
  boolean isCareful;

  private final ConeBlock[] cones;
  private final boolean needsTrials;
  private final boolean areForgiving;
  private int strictest;

  StepLength(ConeBlock[] cones, ProgramStructure structure) {
    this.cones = cones;
    needsTrials = structure.cones().stream().anyMatch(part -> needsTrials(part.cone()));
    areForgiving = needsTrials || structure.isPolyhedral();
  }

  /// Whether a cone's own step length is not exact, so that steps have to be tried.
  private static boolean needsTrials(Cone cone) {
    return cone instanceof ExponentialCone || cone instanceof PowerCone;
  }

  /// Whether steps have to be tried at all.
  boolean needsTrials() {
    return needsTrials;
  }

  /// Whether no cone asks for directions to all digits.
  boolean areForgiving() {
    return areForgiving;
  }

  double fraction() {
    return isCareful ? CAREFUL_FRACTION : FRACTION;
  }

  /// The longest step that the cones know of.
  double longest(HomogeneousPoint from, Direction direction) {
    double step = Math.min(ratio(from.tau, direction.tau), ratio(from.kappa, direction.kappa));
    Iterate at = from.iterate;
    for (ConeBlock cone : cones)
      step = Math.min(step, cone.longestStep(at.s, direction.s, at.z, direction.z));
    return step;
  }

  private static double ratio(double value, double change) {
    return change >= 0 ? Double.POSITIVE_INFINITY : -value / change;
  }

  /// The step, shortened until it ends in the interior of every cone; 0 if none does. Cones are
  /// convex: each one is asked once, about what the ones before it have left.
  double interior(Iterate at, Direction direction, double longest) {
    double step = longest;
    if (!needsTrials) return step;
    for (ConeBlock cone : cones)
      while (step > HOPELESS_STEP && !cone.contains(at.s, direction.s, at.z, direction.z, step))
        step *= SHORTER;
    return step > HOPELESS_STEP ? step : 0;
  }

  /// The step, shortened until every cone accepts it; 0 if none does.
  double accepted(Iterate at, Direction direction, double longest) {
    double step = interior(at, direction, longest);
    if (!needsTrials) return step;
    while (step > HOPELESS_STEP && !isAccepted(at, direction, step)) step *= SHORTER;
    return step > HOPELESS_STEP ? step : 0;
  }

  /// The cone that refused the last step is asked first: it will refuse the next one, and spares
  /// the others a look.
  private boolean isAccepted(Iterate at, Direction direction, double step) {
    for (int k = 0; k < cones.length; k++) {
      int cone = (strictest + k) % cones.length;
      if (!cones[cone].accepts(at.s, direction.s, at.z, direction.z, step)) {
        strictest = cone;
        return false;
      }
    }
    return true;
  }
}
