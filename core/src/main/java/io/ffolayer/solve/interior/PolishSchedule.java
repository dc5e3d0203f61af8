package io.ffolayer.solve.interior;

import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.matrix.Layout;

/// When the active set of an iterate is tried: first at these residuals, again at this part of the
/// last ones. Where a cone is curved, that is earlier: its rows need no guess of a side.
/// Exponential and power cones make a try cheap beside an iteration.
///
/// Tried without gain: tries from the start, or from one regularised solve, for exponential cones
/// (a softmax is found in six steps, a logistic regression not at all); starts of half or twice the
/// size; steps shortened by 2 % instead of 5.
enum PolishSchedule {
  POLYHEDRAL(1e-3, 1e-3, 1e-2),
  CURVED(3e-2, 3e-2, 3e-2),
  CHEAP(3, 3, 0.1),

  /// A strictly convex program over semidefinite matrices: there Newton's method on the faces often
  /// gets by without any iteration of the interior point (Qi, Sun, *A quadratically convergent
  /// Newton method for computing the nearest correlation matrix*, 2006), and a vain try costs less
  /// than one success saves.
  NEAREST_MATRIX(Double.POSITIVE_INFINITY, 3e-2, 3e-2);

  /// Residuals from which on the first try is made.
  final double start;

  private final double first;
  private final double next;

  PolishSchedule(double start, double first, double next) {
    this.start = start;
    this.first = first;
    this.next = next;
  }

  static PolishSchedule of(ProgramStructure structure) {
    if (structure.isPolyhedral()) return POLYHEDRAL;
    boolean matrices = structure.cones().stream().anyMatch(part -> part.cone() instanceof PsdCone);
    if (matrices && isDefinite(structure)) return NEAREST_MATRIX;
    boolean balls =
        structure.cones().stream().anyMatch(part -> part.cone() instanceof SecondOrderCone);
    return matrices || balls ? CURVED : CHEAP;
  }

  private static boolean isDefinite(ProgramStructure structure) {
    return structure.quadratic() instanceof Layout.Sparse p
        && p.isDiagonal()
        && p.size() == structure.variables();
  }

  /// The residuals from which on to try again, after a vain try at `error`.
  double after(double error) {
    return Math.min(first, error * next);
  }

  /// Whether a try may go on where a step has made the point much worse.
  boolean isPatient(int iterations) {
    return iterations == 0 || this == POLYHEDRAL;
  }
}
