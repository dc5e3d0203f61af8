package io.ffolayer.internal.presolve;

import io.ffolayer.internal.scale.CombinationTerms;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.internal.scale.ResidualMeasure;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import org.jspecify.annotations.Nullable;

/// Takes the answer to what is left of an instance as one to the whole, if it passes there: its
/// residuals, or a proof. In the memory of one thread.
final class RestoredAnswer {
  /// Rounding of bᵀz, relative to its terms.
  private static final double CREDIBLE = 1e-10;

  private final double tolerance;
  private @Nullable ResidualMeasure measure;
  private @Nullable ProgramStructure measured;

  /// @param tolerance of the residuals of a point that is taken
  RestoredAnswer(double tolerance) {
    this.tolerance = tolerance;
  }

  /// Takes what was answered, if it answers the whole.
  ///
  /// @param answer a batch of one
  boolean take(Restoration back, Solution answer, ProgramData data, int i, Solution solution) {
    return switch (answer.status(0)) {
      case SOLVED -> takePoint(back, answer, data, i, solution);
      case INFEASIBLE -> takeProof(back, answer, data, i, solution);
      case UNBOUNDED, ITERATION_LIMIT, INVALID_DATA -> false; // another solve may know better
      case TIME_LIMIT, INTERRUPTED, ALMOST_SOLVED, CLOSEST_FEASIBLE ->
          takeEnd(back, answer, data, i, solution);
    };
  }

  private static WarmStart.Point point(Solution answer) {
    return new WarmStart.Point(answer.y(), answer.s(), answer.z());
  }

  private boolean takePoint(
      Restoration back, Solution answer, ProgramData data, int i, Solution solution) {
    WarmStart.Point point = back.restored(point(answer), data, i);
    Residuals residuals = residuals(back, data, i, point);
    if (!residuals.within(tolerance)) return false;
    write(point, i, solution);
    solution.record(i, Status.SOLVED, residuals, answer.iterations(0), answer.solver(0));
    return true;
  }

  /// An answer without a solution.
  private boolean takeEnd(
      Restoration back, Solution answer, ProgramData data, int i, Solution solution) {
    WarmStart.Point point = back.restored(point(answer), data, i);
    Residuals residuals = residuals(back, data, i, point);
    write(point, i, solution);
    solution.record(i, answer.status(0), residuals, answer.iterations(0), answer.solver(0));
    String message = answer.message(0);
    if (message != null) solution.explain(i, message);
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // a worker solves programs of one structure
  private Residuals residuals(Restoration back, ProgramData data, int i, WarmStart.Point restored) {
    if (measure == null || measured != data.structure()) {
      measured = data.structure();
      measure = new ResidualMeasure(measured);
    }
    Point point = Point.of(restored.y(), restored.s(), restored.z());
    if (back.isConnected()) measure.measureConnected(data, i, point);
    else measure.measure(data, i, point);
    return new Residuals(measure.primal(), measure.dual(), measure.gap());
  }

  private static void write(WarmStart.Point point, int i, Solution solution) {
    System.arraycopy(point.y(), 0, solution.y(), i * solution.variables(), point.y().length);
    System.arraycopy(point.s(), 0, solution.s(), i * solution.rows(), point.s().length);
    System.arraycopy(point.z(), 0, solution.z(), i * solution.rows(), point.z().length);
  }

  /// Takes z with bᵀz = −1 and Aᵀz = 0 to rounding in the terms of the whole, if it is that.
  private static boolean takeProof(
      Restoration back, Solution answer, ProgramData data, int i, Solution solution) {
    double[] z = back.restoredProof(answer.z());
    Batched b = data.rhs();
    double sum = 0, sizes = 0;
    for (int k = 0; k < z.length; k++) {
      if (z[k] == 0) continue;
      double term = b.values()[b.offset(i) + k] * z[k];
      sum -= term;
      sizes += Math.abs(term);
    }
    if (!(sum > CREDIBLE * sizes) || !new CombinationTerms(data, i).vanish(z, 0)) return false;
    for (int k = 0; k < z.length; k++) z[k] /= sum;
    solution.clear(i);
    System.arraycopy(z, 0, solution.z(), i * z.length, z.length);
    Residuals residuals =
        new Residuals(answer.primalResidual(0), answer.dualResidual(0), answer.gap(0));
    solution.record(i, Status.INFEASIBLE, residuals, answer.iterations(0), answer.solver(0));
    return true;
  }
}
