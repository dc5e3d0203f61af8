package io.ffolayer.internal.closest;

import io.ffolayer.adjoint.Adjoint;
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
import org.jspecify.annotations.Nullable;

/// Answers infeasible instances with the closest feasible program, by the layer's solver: see
/// [ElasticProgram]. Immutable and thread-safe.
public final class ClosestFeasible {
  private final double price;
  private final ProgramStructure plain;
  private final ElasticProgram program;
  private final Analysis analysis;
  private final Solver.Prepared solver;

  /// @param price κ > 0
  /// @throws UnsupportedProgramException if the program has curved cones or operators, or the
  ///   solver does not take programs with shifted rows
  public ClosestFeasible(ProgramStructure plain, Solver solver, double price) {
    if (!(price > 0) || Double.isInfinite(price))
      throw new IllegalArgumentException("the price of a shift must be > 0, got " + price);
    UnsupportedProgramException.unlessPolyhedral(plain, "the closest feasible program");
    UnsupportedProgramException.unlessEntries(plain, "the closest feasible program");
    this.plain = plain;
    this.price = price;
    program = new ElasticProgram(plain, price);
    analysis = new Analysis(program.structure);
    this.solver = solver.prepare(analysis);
  }

  /// The same with another solver.
  public ClosestFeasible with(Solver other) {
    return new ClosestFeasible(plain, other, price);
  }

  /// A worker for [#answer].
  public Solver.Worker worker() {
    return solver.worker();
  }

  /// The shift of a right-hand side by its dual, 1/κ.
  public double shiftPerDual() {
    return 1 / price;
  }

  /// Writes the closest feasible answer in place of a proof of infeasibility; where there is none –
  /// the objective falls without bound, or the solver ends without an answer –, the proof stays,
  /// and the message says why.
  public void answer(
      Solver.Worker worker, ProgramData data, int instance, Watch watch, Solution solution) {
    Solution lifted = new Solution(program.structure, 1, false);
    worker.solve(program.at(data, instance), 0, 1, WarmStart.NONE, watch, lifted);
    if (!lifted.isSolved(0)) {
      solution.explain(instance, withoutAnswer(solution.message(instance), lifted));
      return;
    }
    int n = plain.variables(), m = plain.rows();
    solution.clear(instance);
    System.arraycopy(lifted.y(), 0, solution.y(), instance * n, n);
    System.arraycopy(lifted.s(), 0, solution.s(), instance * m, m);
    System.arraycopy(lifted.z(), 0, solution.z(), instance * m, m);
    double shift = 0;
    for (int i = 0; i < m; i++) shift = Math.max(shift, Math.abs(lifted.z()[i]) / price);
    solution.record(
        instance,
        Status.CLOSEST_FEASIBLE,
        residuals(lifted, 0),
        lifted.iterations(0),
        lifted.solver(0));
    solution.explain(
        instance,
        "no point satisfies the constraints; this is the answer with right-hand sides shifted by up to %.3g"
            .formatted(shift));
  }

  private static String withoutAnswer(@Nullable String infeasible, Solution lifted) {
    return "%s; there is no closest feasible answer: with shifts, %s ends with %s, %s"
        .formatted(infeasible, lifted.solver(0), lifted.status(0), lifted.message(0));
  }

  static Residuals residuals(Solution solution, int i) {
    return new Residuals(solution.primalResidual(i), solution.dualResidual(i), solution.gap(i));
  }

  /// An adjoint that differentiates such answers, too.
  ///
  /// @param inner made ready for the program itself
  public Adjoint.Prepared adjoint(Adjoint adjoint, Adjoint.Prepared inner) {
    Adjoint.Prepared elastic = adjoint.prepare(analysis, solver);
    return new Adjoint.Prepared() {
      @Override
      public int grain() {
        return inner.grain();
      }

      @Override
      public Adjoint.Worker worker() {
        return new ClosestAdjoint(plain, program, inner.worker(), elastic, inner.grain());
      }
    };
  }
}
