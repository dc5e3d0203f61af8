package io.ffolayer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a solver said of one instance.
///
/// @param residual the largest residual that it claims
/// @param message what an unsolved instance tells, or null
public record Answer(
    Status status,
    double[] y,
    double[] s,
    double[] z,
    double residual,
    String solver,
    @Nullable String message) {

  public static Answer of(Solution solution, int instance) {
    int n = solution.variables();
    int m = solution.rows();
    double residual =
        Math.max(
            solution.primalResidual(instance),
            Math.max(solution.dualResidual(instance), solution.gap(instance)));
    return new Answer(
        solution.status(instance),
        Arrays.copyOfRange(solution.y(), instance * n, (instance + 1) * n),
        Arrays.copyOfRange(solution.s(), instance * m, (instance + 1) * m),
        Arrays.copyOfRange(solution.z(), instance * m, (instance + 1) * m),
        residual,
        solution.solver(instance),
        solution.message(instance));
  }

  /// Solves a batch as a layer does: aligned runs of the solver's grain, one worker.
  public static Solution solve(Solver solver, ProgramData data) {
    return solve(solver, data, WarmStart.NONE, Watch.unlimited());
  }

  public static Solution solve(Solver solver, ProgramData data, WarmStart guess, Watch watch) {
    Solver.Prepared prepared = solver.prepare(data.structure());
    Solver.Worker worker = prepared.worker();
    Solution solution = new Solution(data.structure(), data.batch());
    for (int from = 0; from < data.batch(); from += prepared.grain()) {
      int to = Math.min(data.batch(), from + prepared.grain());
      worker.solve(data, from, to, guess, watch, solution);
    }
    return solution;
  }

  /// A solution as if some solver had found it, for what works on solutions.
  public static Solution solved(ProgramStructure structure, double[] y, double[] s, double[] z) {
    Solution solution = new Solution(structure, 1);
    System.arraycopy(y, 0, solution.y(), 0, y.length);
    System.arraycopy(s, 0, solution.s(), 0, s.length);
    System.arraycopy(z, 0, solution.z(), 0, z.length);
    solution.record(0, Status.SOLVED, new io.ffolayer.solve.Residuals(0, 0, 0), 0, "known");
    return solution;
  }

  /// Asserts that what is claimed is so: a solution satisfies the KKT conditions, a certificate
  /// proves, nothing is NaN.
  ///
  /// @param tolerance of the solver
  public Answer mustBeTrueOf(PlainProgram program, double tolerance) {
    assertThat(hasOnlyNumbers(program)).as("no NaN and no stray infinity in %s", this).isTrue();
    assertThat(residual).as("the claimed residual").isNotNaN();
    switch (status) {
      case SOLVED -> {
        Kkt.Errors errors = Kkt.of(program, y, s, z);
        assertThat(errors.largest())
            .as("residuals %s of a claimed solution %s of %s", errors, this, program)
            .isLessThanOrEqualTo(1.01 * tolerance + 1e-14);
        assertThat(Math.abs(errors.largest() - residual))
            .as("claimed residual %s against %s", residual, errors)
            .isLessThanOrEqualTo(1e-12 + 0.01 * errors.largest());
      }
      case INFEASIBLE ->
          assertThat(Kkt.infeasibilityError(program, z))
              .as("certificate of infeasibility %s of %s", this, program)
              .isLessThanOrEqualTo(1e-6);
      case UNBOUNDED ->
          assertThat(Kkt.unboundednessError(program, y))
              .as("certificate of unboundedness %s of %s", this, program)
              .isLessThanOrEqualTo(1e-6);
      case ALMOST_SOLVED, CLOSEST_FEASIBLE, ITERATION_LIMIT, TIME_LIMIT, INTERRUPTED -> {}
      case INVALID_DATA -> assertThat(message).as("what is invalid").isNotBlank();
    }
    return this;
  }

  private boolean hasOnlyNumbers(PlainProgram program) {
    for (double v : y) if (!Double.isFinite(v)) return false;
    for (double v : z) if (!Double.isFinite(v)) return false;
    for (int i = 0; i < s.length; i++)
      if (!Double.isFinite(s[i])
          && !(s[i] == Double.POSITIVE_INFINITY && program.b()[i] == Double.POSITIVE_INFINITY))
        return false;
    return true;
  }

  /// The numbers, bit for bit, for comparisons that allow no difference.
  public String bits() {
    return status + Arrays.toString(y) + Arrays.toString(s) + Arrays.toString(z);
  }

  @Override
  public String toString() {
    return "%s by %s, y = %s, s = %s, z = %s, residual %s, %s"
        .formatted(
            status,
            solver,
            Arrays.toString(y),
            Arrays.toString(s),
            Arrays.toString(z),
            residual,
            message);
  }
}
