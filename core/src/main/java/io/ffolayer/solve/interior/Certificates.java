package io.ffolayer.solve.interior;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.Equilibration;
import io.ffolayer.internal.proof.RowRelations;
import io.ffolayer.internal.scale.CombinationTerms;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Proofs that a program has no solution, from the iterates of its embedding.
///
/// z ∈ K* with bᵀz < 0 and Aᵀz ≈ 0 says that no y with ‖ŷ‖₁ < |b̂ᵀẑ|/‖Âᵀẑ‖∞ is feasible; y with qᵀy
/// < 0, Py ≈ 0, Ay + s ≈ 0, s ∈ K that the objective falls along y. The iterates are interior, so
/// that membership of the cones holds exactly. All is measured in equilibrated units; a proof that
/// has been found is sharpened ([ProofPolish]) before it is given away.
///
/// A direction of small curvature is a ray only if it is one on the scale of the minimiser of the
/// objective alone, which may be large beside the unit of the right sides: Py is measured on the
/// larger of the two. And a bᵀz that is small beside its terms may be their rounding errors: then
/// it proves nothing. Nor does an Aᵀz that is small only because the rows are: the equilibration
/// leaves short rows behind where the data differ by more than its limits. So Aᵀz has to be small
/// beside its terms. Where rows without coefficients contradict themselves, there may be no terms
/// that cancel; then Aᵀz has to be far smaller beside the shortest row: b̂ of size 1 asks for a ŷ
/// of size 1/‖â_i‖, and what the proof does not exclude is far beyond that. What is small by these
/// measures must also exclude the points that the data suggest ([NearestEscape]), and where all
/// rows that take part are flat it must vanish to rounding ([CombinationTerms]): rows ε apart would
/// otherwise contradict each other by a z of 1/ε.
final class Certificates {
  /// bᵀz, relative to the sum of its terms, has to be larger.
  private static final double CREDIBLE = 1e-10;

  /// How much smaller Aᵀz has to be where nothing cancels in it.
  private static final double FAR = 1e-5;

  /// The part of a contradiction that a point of the nearest size in the data may take away.
  private static final double NEAREST = 1e-4;

  /// An iterate that proves infeasibility so well is sharpened, and once more after each gain by a
  /// factor of ten: where the embedding nears a proof its linear systems lose their digits, and it
  /// may get no nearer. Likewise a ray without curved cones, which vanishes to rounding if it is
  /// one; along curved cones what looks like a ray may end far out.
  private static final double CANDIDATE = 1e-4;

  private final Equilibration equilibration;
  private final UserUnits units;
  private final NearestEscape escape;
  private final ProofPolish polish;
  private final boolean[] equality;
  private final boolean[] curved;
  private final boolean isFlat;
  private double error;
  private double candidate;
  private double rayCandidate;

  Certificates(Equilibration equilibration, UserUnits units, ProofPolish polish) {
    this.equilibration = equilibration;
    this.units = units;
    this.polish = polish;
    escape = new NearestEscape(equilibration);
    ProgramStructure structure = equilibration.scaled().structure();
    isFlat = structure.isPolyhedral();
    equality = structure.equalities();
    curved = new boolean[equality.length];
    for (ProgramStructure.ConeRows part : structure.cones())
      Arrays.fill(curved, part.first(), part.end(), !part.cone().isPolyhedral());
  }

  /// Forgets the candidates of an earlier instance.
  void start() {
    candidate = 10 * CANDIDATE;
    rayCandidate = candidate;
  }

  /// Writes a proof that there is no solution if the iterate is one.
  ///
  /// @return what it proves, or null
  @Nullable Status find(
      HomogeneousPoint point, double tolerance, ProgramData data, int instance, Solution solution) {
    error = Double.POSITIVE_INFINITY;
    if (!(point.tau < point.kappa)) return null;
    Iterate at = point.iterate;
    double infeasibility = infeasibilityError(at);
    double unboundedness = unboundednessError(at);
    error = Math.min(infeasibility, unboundedness);
    boolean isCandidate = infeasibility <= candidate / 10;
    if (isCandidate) candidate = infeasibility;
    if ((isCandidate || infeasibility <= tolerance)
        && findMultipliers(at, infeasibility, tolerance, data, instance, solution))
      return Status.INFEASIBLE;
    boolean isRayCandidate = isFlat && unboundedness <= rayCandidate / 10;
    if (isRayCandidate) rayCandidate = unboundedness;
    if ((isRayCandidate || unboundedness <= tolerance)
        && findRay(at, unboundedness, tolerance, data, instance, solution)) return Status.UNBOUNDED;
    return null;
  }

  /// @param before the error of the iterate
  private boolean findMultipliers(
      Iterate at,
      double before,
      double tolerance,
      ProgramData data,
      int instance,
      Solution solution) {
    double goal = Math.min(before, tolerance);
    boolean sharper = polish.sharpenMultipliers(at) && infeasibilityError(polish.result) <= goal;
    if (sharper && writeMultipliers(polish.result, data, instance, solution)) return true;
    error = before;
    if (before > tolerance) return false;
    return writeMultipliers(at, data, instance, solution)
        || (polish.projectMultipliers(at)
            && infeasibilityError(polish.result) <= tolerance
            && writeMultipliers(polish.result, data, instance, solution));
  }

  /// @param before the error of the iterate
  private boolean findRay(
      Iterate at,
      double before,
      double tolerance,
      ProgramData data,
      int instance,
      Solution solution) {
    double goal = Math.min(before, tolerance);
    boolean sharper = polish.sharpenRay(at) && unboundednessError(polish.result) <= goal;
    if (sharper && writeRay(polish.result, data, instance, solution)) return true;
    error = before;
    if (before > tolerance) return false;
    return writeRay(at, data, instance, solution)
        || (polish.projectRay(at)
            && unboundednessError(polish.result) <= tolerance
            && writeRay(polish.result, data, instance, solution));
  }

  /// Whether the iterate looks like a direction along which the objective falls without bound.
  boolean isRay(HomogeneousPoint point, double tolerance) {
    return point.tau < point.kappa && unboundednessError(point.iterate) <= tolerance;
  }

  /// Looks for a proof on a set of active rows, l = 0: rows that contradict each other by little
  /// leave the iterates near a point that almost satisfies them.
  boolean findContradiction(
      double[] l,
      Rotation rotation,
      double tolerance,
      ProgramData data,
      int instance,
      Solution solution) {
    if (!polish.findContradiction(l, rotation) || !(infeasibilityError(polish.result) <= tolerance))
      return false;
    return writeMultipliers(polish.result, data, instance, solution);
  }

  /// The error of the last proof, or the smaller one of the last two candidates; infinite where
  /// there was none.
  double error() {
    return error;
  }

  /// @return whether it is a proof
  private boolean writeMultipliers(
      Iterate point, ProgramData data, int instance, Solution solution) {
    int row = impossibleRow();
    if (row >= 0) {
      Arrays.fill(point.z, 0);
      Arrays.fill(point.atz, 0);
      point.z[row] = equilibration.scaled().rhs().values()[row] > 0 ? -1 : 1;
    }
    if (row < 0 && !vanish(point)) {
      error = Double.POSITIVE_INFINITY;
      return false;
    }
    if (!isFar(escape.ofMultipliers(point))) return false;
    error = infeasibilityError(point);
    units.writeMultipliers(point.z, data, instance, solution);
    if (row >= 0 || RowRelations.bear(data, instance, solution.z(), instance * point.z.length))
      return true;
    solution.clear(instance);
    error = Double.POSITIVE_INFINITY;
    return false;
  }

  /// Whether Aᵀz is 0 to rounding. The multipliers of curved cones need not be so exact: on a
  /// curved face the last digits of a proof are not found by one linear system.
  private boolean vanish(Iterate point) {
    for (int i = 0; i < curved.length; i++) if (curved[i] && point.z[i] != 0) return true;
    return new CombinationTerms(equilibration.scaled(), 0).vanish(point.z, 0, point.atz);
  }

  /// @return whether it is a proof
  private boolean writeRay(Iterate point, ProgramData data, int instance, Solution solution) {
    if (!new CombinationTerms(equilibration.scaled(), 0).isRay(point.y, point.py, point.ay)) {
      error = Double.POSITIVE_INFINITY;
      return false;
    }
    if (!isFar(escape.ofRay(point))) return false;
    error = unboundednessError(point);
    units.writeRay(point, data, instance, solution);
    return true;
  }

  /// Whether all that is not excluded is far away; if not, that is the error of the candidate.
  private boolean isFar(double part) {
    error = part;
    return part <= NEAREST;
  }

  /// The row 0ᵀy = b or 0ᵀy ≤ b that is most wrong by itself, or −1: the simplest of all proofs.
  private int impossibleRow() {
    double[] b = equilibration.scaled().rhs().values();
    double[] length = equilibration.rowLength();
    int worst = -1;
    double most = 0;
    for (int i = 0; i < b.length; i++) {
      double excess = length[i] > 0 || curved[i] ? 0 : equality[i] ? Math.abs(b[i]) : -b[i];
      if (excess > most) {
        most = excess;
        worst = i;
      }
    }
    return worst;
  }

  private double infeasibilityError(Iterate point) {
    double sum = 0, size = 0;
    double[] b = equilibration.scaled().rhs().values(), z = point.z;
    boolean[] absent = equilibration.absent();
    double terms = 0, shortest = 1;
    double[] length = equilibration.rowLength();
    for (int i = 0; i < z.length; i++) {
      if (absent[i]) continue;
      sum -= b[i] * z[i];
      size += Math.abs(b[i] * z[i]);
      terms = Math.max(terms, length[i] * Math.abs(z[i]));
      if (length[i] > 0) shortest = Math.min(shortest, length[i]);
    }
    if (!(sum > CREDIBLE * size)) return Double.POSITIVE_INFINITY;
    double left = largest(point.atz);
    return left == 0 ? 0 : left / Math.max(Math.min(sum, terms), FAR * shortest * sum);
  }

  private double unboundednessError(Iterate point) {
    double sum = 0, size = 0, leaving = 0;
    double[] q = equilibration.scaled().linear().values();
    for (int j = 0; j < q.length; j++) {
      sum -= q[j] * point.y[j];
      size += Math.abs(q[j] * point.y[j]);
    }
    double[] length = equilibration.rowLength();
    for (int i = 0; i < point.s.length; i++) {
      double left = Math.abs(point.ay[i] + point.s[i]);
      if (left > 0) leaving = Math.max(leaving, left / shortness(length[i]));
    }
    double curvature = Math.max(1, equilibration.unconstrainedSize()) * largest(point.py);
    return sum > CREDIBLE * size ? Math.max(leaving, curvature) / sum : Double.POSITIVE_INFINITY;
  }

  /// The unit of a row's error: rows that the equilibration left short, its factors being limited,
  /// are measured by their own length; that of a row of zeros is 1.
  private static double shortness(double length) {
    return length > 0 ? Math.min(1, length) : 1;
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) largest = Math.max(largest, Math.abs(value));
    return largest;
  }
}
