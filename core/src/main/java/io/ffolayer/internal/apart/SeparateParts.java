package io.ffolayer.internal.apart;

import io.ffolayer.internal.scale.Parts;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// Solves the parts of an instance one by one where the whole was not solved: beside a variable of
/// 1e8 with which a block of ordinary size has nothing in common, the steps and the units of an
/// interior point are those of the larger one.
public final class SeparateParts implements Solver.Worker {
  /// Of more parts each would be too small to be told from the others by its size alone.
  private static final int MOST_PARTS = 64;

  private final Solver solver;
  private final double tolerance;
  private final ProgramStructure structure;
  private final Solver.Worker whole;
  private @Nullable Parts parts;

  /// @param solver of parts
  /// @param tolerance of the residuals of a solved instance
  /// @param structure of the whole
  /// @param whole the worker for it
  public SeparateParts(
      Solver solver, double tolerance, ProgramStructure structure, Solver.Worker whole) {
    this.solver = solver;
    this.tolerance = tolerance;
    this.structure = structure;
    this.whole = whole;
  }

  @Override
  public void solve(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    whole.solve(data, from, to, guess, watch, solution);
    for (int i = from; i < to; i++)
      if (solution.status(i) == Status.ITERATION_LIMIT && !watch.isStopped())
        solveParts(data, i, watch, solution);
  }

  private void solveParts(ProgramData data, int instance, Watch watch, Solution solution) {
    Parts found = parts == null ? new Parts(structure) : parts;
    parts = found;
    int count = found.find(data, instance);
    if (count == 1 || count > MOST_PARTS) return;
    Joined joined = new Joined(solution.iterations(instance));
    for (int k = 0; k < count; k++) {
      PartProgram part = PartProgram.of(found, k, data, instance);
      Solution answer = new Solution(part.data().structure(), 1, false);
      Solver.Worker worker = solver.prepare(part.data().structure()).worker();
      worker.solve(part.data(), 0, 1, WarmStart.NONE, watch, answer);
      if (!joined.add(part, answer)) return;
      if (answer.status(0) == Status.INFEASIBLE) break;
    }
    if (joined.isProved(data, instance)) solution.take(instance, joined.answer, 0);
  }

  /// The answers of the parts as one: a proof that one of them has no point is a proof for all, a
  /// ray of one leads all of them away if each of the others has a point.
  private final class Joined {
    private final Solution answer = new Solution(structure, 1, false);
    private int iterations;
    private Status status = Status.SOLVED;
    private Residuals residuals = Residuals.UNKNOWN;

    Joined(int iterations) {
      this.iterations = iterations;
    }

    /// @return false if there is no answer
    boolean add(PartProgram part, Solution found) {
      iterations += found.iterations(0);
      switch (found.status(0)) {
        case SOLVED -> {
          if (status == Status.SOLVED) part.write(found, answer, 0);
        }
        case INFEASIBLE -> takeProof(part, found);
        case UNBOUNDED -> {
          if (status == Status.SOLVED) takeProof(part, found);
        }
        case ALMOST_SOLVED,
            CLOSEST_FEASIBLE,
            ITERATION_LIMIT,
            TIME_LIMIT,
            INTERRUPTED,
            INVALID_DATA -> {
          return false;
        }
      }
      return true;
    }

    private void takeProof(PartProgram part, Solution found) {
      answer.clear(0);
      part.write(found, answer, 0);
      status = found.status(0);
      residuals = new Residuals(found.primalResidual(0), found.dualResidual(0), found.gap(0));
    }

    /// Records the answer, of a solution with the residuals of the whole.
    boolean isProved(ProgramData data, int instance) {
      if (status == Status.SOLVED) {
        residuals = Residuals.of(data, instance, answer.point(0));
        if (!residuals.within(tolerance)) return false;
      }
      answer.record(0, status, residuals, iterations, solver.name());
      return true;
    }
  }

  @Override
  public void release() {
    whole.release();
  }
}
