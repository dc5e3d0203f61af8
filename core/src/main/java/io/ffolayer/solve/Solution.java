package io.ffolayer.solve;

import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The answers to a batch of programs: struct of arrays, instance i of y at i·n, of s and z at i·m.
///
/// Workers of different instances write to it at the same time; readers come after them.
public final class Solution {
  /// The most memory that the factors of a batch take, 4 GiB; the backward pass of an instance
  /// whose factor is larger than its share factors anew.
  public static final long MOST_FACTOR_BYTES = 1L << 32;

  private final int variables;
  private final int rows;
  private final int batch;
  private final boolean keepsFactors;
  private final double[] y;
  private final double[] s;
  private final double[] z;
  private final Residuals[] residuals;
  private final int[] iterations;
  private final Status[] status;
  private final String[] solver;
  private final @Nullable String[] message;
  private final @Nullable Factor[] factor;
  private final Reduction[] reduction;

  /// Room for the answers to a batch, and for the factors that solvers leave.
  public Solution(ProgramStructure structure, int batch) {
    this(structure, batch, true);
  }

  /// @param keepsFactors whether [#keep] keeps anything
  public Solution(ProgramStructure structure, int batch, boolean keepsFactors) {
    this.keepsFactors = keepsFactors;
    this.variables = structure.variables();
    this.rows = structure.rows();
    this.batch = batch;
    y = new double[batch * variables];
    s = new double[batch * rows];
    z = new double[batch * rows];
    residuals = new Residuals[batch];
    Arrays.fill(residuals, new Residuals(0, 0, 0));
    iterations = new int[batch];
    status = new Status[batch];
    Arrays.fill(status, Status.ITERATION_LIMIT);
    solver = new String[batch];
    Arrays.fill(solver, "");
    message = new String[batch];
    factor = new Factor[batch];
    reduction = new Reduction[batch];
    Arrays.fill(reduction, Reduction.NONE);
  }

  public int batch() {
    return batch;
  }

  /// n.
  public int variables() {
    return variables;
  }

  /// m.
  public int rows() {
    return rows;
  }

  /// Solutions y, [B, n], the array itself. All zero where an instance has none, a ray y with qᵀy =
  /// −1 where it is unbounded.
  public double[] y() {
    return y;
  }

  /// Slacks s ∈ K, [B, m], the array itself; +∞ in absent rows (b = +∞), where z is 0.
  public double[] s() {
    return s;
  }

  /// Duals z ∈ K*, [B, m], the array itself. All zero where an instance has none, a certificate
  /// with bᵀz = −1 where it is infeasible.
  public double[] z() {
    return z;
  }

  public Status status(int instance) {
    return status[instance];
  }

  public boolean isSolved(int instance) {
    return status[instance] == Status.SOLVED;
  }

  /// A copy of (y, s, z) of one instance, as a guess for another solve. O(n + m).
  public WarmStart.Point point(int instance) {
    return new WarmStart.Point(
        Arrays.copyOfRange(y(), instance * variables(), (instance + 1) * variables()),
        Arrays.copyOfRange(s(), instance * rows(), (instance + 1) * rows()),
        Arrays.copyOfRange(z(), instance * rows(), (instance + 1) * rows()));
  }

  /// Whether y, s and z answer the program itself: within the tolerance, or within the looser one.
  public boolean isSolvedOrAlmost(int instance) {
    return isSolved(instance) || status[instance] == Status.ALMOST_SOLVED;
  }

  /// Whether there is an answer to read and to differentiate: a solution, or that of the closest
  /// feasible problem.
  public boolean hasPoint(int instance) {
    return isSolvedOrAlmost(instance) || status[instance] == Status.CLOSEST_FEASIBLE;
  }

  /// Calls an instance that ended at a limit [Status#ALMOST_SOLVED] if its residuals are within a
  /// tolerance.
  public void acceptAlmost(int instance, double tolerance) {
    Status ended = status[instance];
    boolean atLimit =
        ended == Status.ITERATION_LIMIT
            || ended == Status.TIME_LIMIT
            || ended == Status.INTERRUPTED;
    if (atLimit && residuals[instance].within(tolerance)) status[instance] = Status.ALMOST_SOLVED;
  }

  /// Relative primal residual ‖Ay + s − b‖∞ (see [Residuals]); of a certificate, its own residual.
  public double primalResidual(int instance) {
    return residuals[instance].primal();
  }

  /// Relative dual residual ‖Py + q + Aᵀz‖∞.
  public double dualResidual(int instance) {
    return residuals[instance].dual();
  }

  /// Relative duality gap.
  public double gap(int instance) {
    return residuals[instance].gap();
  }

  public int iterations(int instance) {
    return iterations[instance];
  }

  /// The solver that gave the answer, as the automatic choice shows it.
  public String solver(int instance) {
    return solver[instance];
  }

  /// What an unsolved instance has to tell; null where it is solved, or nothing was recorded yet.
  public @Nullable String message(int instance) {
    return message[instance];
  }

  /// The factor of the KKT system on the active rows that the forward pass left, or null. For
  /// adjoints.
  public @Nullable Factor factor(int instance) {
    return factor[instance];
  }

  /// Records the end of one instance whose y, s, z have been written, with the message that belongs
  /// to its status: none of a method that tried before is left. [#explain] may say more afterwards.
  public void record(
      int instance, Status outcome, Residuals measured, int iterationCount, String solverName) {
    status[instance] = outcome;
    residuals[instance] = measured;
    iterations[instance] = iterationCount;
    solver[instance] = solverName;
    message[instance] = messageOf(outcome);
    reduction[instance] = Reduction.NONE;
  }

  /// Says of an instance that was recorded what presolve took out of it.
  public void reduced(int instance, Reduction taken) {
    reduction[instance] = taken;
  }

  /// What presolve took out of an instance before it was solved.
  public Reduction reduction(int instance) {
    return reduction[instance];
  }

  private static @Nullable String messageOf(Status outcome) {
    return switch (outcome) {
      case SOLVED -> null;
      case ALMOST_SOLVED -> "solved to the looser tolerance only";
      case INFEASIBLE -> "no point satisfies the constraints; z is a certificate";
      case CLOSEST_FEASIBLE -> "no point satisfies the constraints; this is the closest answer";
      case UNBOUNDED -> "the objective falls without bound along y";
      case ITERATION_LIMIT -> "the method ended without a solution";
      case TIME_LIMIT -> "the time limit ended the solve";
      case INTERRUPTED -> "the solve was interrupted";
      case INVALID_DATA -> "the data are not those of a convex program";
    };
  }

  /// Takes the answer to an instance of another batch of the same structure: y, s, z and what was
  /// recorded, no factor.
  public void take(int instance, Solution other, int from) {
    System.arraycopy(other.y, from * variables, y, instance * variables, variables);
    System.arraycopy(other.s, from * rows, s, instance * rows, rows);
    System.arraycopy(other.z, from * rows, z, instance * rows, rows);
    residuals[instance] = other.residuals[from];
    iterations[instance] = other.iterations[from];
    status[instance] = other.status[from];
    solver[instance] = other.solver[from];
    message[instance] = other.message[from];
    reduction[instance] = other.reduction[from];
    factor[instance] = null;
  }

  /// Says more than the status does of an instance that was recorded.
  public void explain(int instance, String text) {
    message[instance] = text;
  }

  /// Whether [#keep] keeps anything: where not, nobody needs to make a factor for it.
  public boolean keepsFactors() {
    return keepsFactors;
  }

  /// Leaves a factor for the backward pass, if this solution keeps them. All factors of a batch
  /// together hold at most [#MOST_FACTOR_BYTES]: each its share, so that which are kept depends on
  /// sizes alone.
  public void keep(int instance, Factor left) {
    if (keepsFactors && left.bytes() <= MOST_FACTOR_BYTES / batch) factor[instance] = left;
  }

  /// Clears y, s, z and the factor of one instance, so that no half-finished numbers leave it.
  public void clear(int instance) {
    Arrays.fill(y, instance * variables, (instance + 1) * variables, 0.0);
    Arrays.fill(s, instance * rows, (instance + 1) * rows, 0.0);
    Arrays.fill(z, instance * rows, (instance + 1) * rows, 0.0);
    factor[instance] = null;
  }
}
