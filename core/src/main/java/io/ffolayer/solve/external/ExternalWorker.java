package io.ffolayer.solve.external;

import io.ffolayer.internal.proof.Convexity;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.internal.scale.ResidualMeasure;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.UnsupportedProgramException;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.external.ExternalAnswer.Claim;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Judges the answers of an external solver, one instance after the other.
final class ExternalWorker implements Solver.Worker {
  /// What rounding may take from an eigenvalue of the scaled P.
  private static final double INDEFINITE = 1e-9;

  /// How often what an answer lacks is asked for.
  private static final int ROUNDS = 2;

  private final ExternalSolver solver;
  private final boolean[] equality;
  private final Convexity convexity;
  private final ResidualMeasure measure;
  private Residuals residuals = Residuals.UNKNOWN;

  private ExternalWorker(
      ExternalSolver solver, ProgramStructure structure, Convexity.Prepared convexity) {
    this.solver = solver;
    equality = structure.equalities();
    this.convexity = Convexity.of(convexity, INDEFINITE);
    measure = new ResidualMeasure(structure);
  }

  static Solver.Prepared prepare(ExternalSolver solver, Analysis analysis) {
    ProgramStructure structure = analysis.structure();
    UnsupportedProgramException.unlessPolyhedral(structure, solver.name());
    UnsupportedProgramException.unlessEntries(structure, solver.name());
    Convexity.Prepared convexity = analysis.of(Convexity.Prepared.class, Convexity::prepare);
    return () -> new ExternalWorker(solver, structure, convexity);
  }

  @Override
  public void solve(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    for (int instance = from; instance < to; instance++)
      solve(data, instance, guess.at(instance), watch, solution);
  }

  private void solve(
      ProgramData data,
      int instance,
      WarmStart.@Nullable Point guess,
      Watch watch,
      Solution solution) {
    solution.clear(instance);
    double lack = convexity.lack(data, instance, watch);
    Status stop = watch.stop();
    if (stop != null) {
      solution.record(instance, stop, Residuals.UNKNOWN, 0, solver.name());
      return;
    }
    if (lack > 0) {
      solution.record(instance, Status.INVALID_DATA, Residuals.UNKNOWN, 0, solver.name());
      solution.explain(instance, Convexity.MESSAGE);
      return;
    }
    ExternalProgram program = ExternalProgram.of(data, instance, equality);
    ExternalAnswer answer = CommonUnits.ask(solver, program, guess, watch);
    for (int round = 0; round <= ROUNDS && answer.claim() == Claim.OPTIMAL; round++) {
      if (isSolution(data, instance, program, answer, solution)) return;
      if (watch.isStopped()) break;
      answer = Increments.added(solver, program, answer, watch);
    }
    if (!prove(data, instance, program, answer, watch, solution))
      giveUp(instance, answer, watch.stop(), solution);
  }

  /// Records the answer, if it is one.
  private boolean isSolution(
      ProgramData data,
      int instance,
      ExternalProgram program,
      ExternalAnswer answer,
      Solution solution) {
    residuals = write(data, instance, program, answer, solution);
    if (!residuals.within(solver.tolerance())) return false;
    solution.record(instance, Status.SOLVED, residuals, answer.iterations(), solver.name());
    return true;
  }

  /// Writes (y, s, z) with s ∈ K and z ∈ K*.
  private Residuals write(
      ProgramData data,
      int instance,
      ExternalProgram program,
      ExternalAnswer answer,
      Solution solution) {
    int n = program.variables(), m = program.rowCount();
    if (answer.y().length != n || answer.z().length != m)
      throw new IllegalStateException(
          "%s returned %d and %d numbers for %d variables and %d rows"
              .formatted(solver.name(), answer.y().length, answer.z().length, n, m));
    double[] ay = new double[m];
    data.addRowProduct(instance, answer.y(), 0, ay, 0);
    System.arraycopy(answer.y(), 0, solution.y(), instance * n, n);
    for (int i = 0, at = instance * m; i < m; i++, at++) {
      boolean absent = program.b()[i] == Double.POSITIVE_INFINITY;
      double dual = equality[i] ? answer.z()[i] : Math.max(0, answer.z()[i]);
      double slack = equality[i] ? 0 : Math.max(0, program.b()[i] - ay[i]);
      solution.s()[at] = absent ? Double.POSITIVE_INFINITY : slack;
      solution.z()[at] = absent ? 0 : dual;
    }
    measure.measure(
        data,
        instance,
        new Point(solution.y(), instance * n, solution.s(), solution.z(), instance * m));
    return new Residuals(measure.primal(), measure.dual(), measure.gap());
  }

  /// Asks for a proof of what was claimed; where nothing was, or no solution came, of both.
  private boolean prove(
      ProgramData data,
      int instance,
      ExternalProgram program,
      ExternalAnswer answer,
      Watch watch,
      Solution solution) {
    solution.clear(instance);
    if (watch.isStopped()) return false;
    ProofPrograms proofs = new ProofPrograms(solver, data, instance, program, watch);
    Claim claim = answer.claim();
    Status proved = null;
    if (claim != Claim.UNBOUNDED && proofs.contradiction(solution)) proved = Status.INFEASIBLE;
    else if (claim != Claim.INFEASIBLE && proofs.ray(solution)) proved = Status.UNBOUNDED;
    if (proved == null) return false;
    Residuals left = new Residuals(proofs.error(), proofs.error(), 0);
    solution.record(instance, proved, left, answer.iterations(), solver.name());
    return true;
  }

  private void giveUp(
      int instance, ExternalAnswer answer, @Nullable Status stop, Solution solution) {
    boolean measured = answer.claim() == Claim.OPTIMAL;
    Status status = stop == null ? Status.ITERATION_LIMIT : stop;
    solution.clear(instance);
    solution.record(
        instance,
        status,
        measured ? residuals : Residuals.UNKNOWN,
        answer.iterations(),
        solver.name());
    if (stop == null) solution.explain(instance, reason(answer));
  }

  private String reason(ExternalAnswer answer) {
    return switch (answer.claim()) {
      case OPTIMAL ->
          String.format(
              Locale.ROOT,
              "the answer of %s (%s) leaves residuals %.1e primal, %.1e dual, %.1e gap; the"
                  + " tolerance is %.1e. Maybe rescale the program, or ask for less",
              solver.name(),
              answer.message(),
              residuals.primal(),
              residuals.dual(),
              residuals.gap(),
              solver.tolerance());
      case NONE -> "%s ended without a solution: %s".formatted(solver.name(), answer.message());
      case INFEASIBLE, UNBOUNDED, INFEASIBLE_OR_UNBOUNDED ->
          "%s says %s, and no proof of that was found. Maybe ask InteriorPoint"
              .formatted(solver.name(), answer.message());
    };
  }
}
