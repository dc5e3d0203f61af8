package io.ffolayer.solve;

import io.ffolayer.internal.kkt.EquilibratedKkt;
import io.ffolayer.internal.kkt.Equilibration;
import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.InteriorPoint.Polishing;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One thread's interior point: equilibration, iterations, stopping, and the way back to the user's
/// units.
final class InteriorPointWorker implements Solver.Worker {
  /// Residuals at which the active set is tried first, and their decrease until the next try.
  private static final double FIRST_TRY = 1e-3;

  private static final double NEXT_TRY = 1e-2;

  /// Residuals that a polished point must have to end the solve early.
  private static final double EXACT = 1e-11;

  /// How well a certificate must hold while iterations remain, and when nothing better can come.
  private static final double CERTIFICATE = 1e-8;

  private static final double LAST_CERTIFICATE = 1e-6;

  /// With smaller residuals there is a solution, and no certificate is looked for.
  private static final double ALMOST = 1e-5;

  private final InteriorPoint options;
  private final EquilibratedKkt kkt;
  private final Convexity convexity;
  private final Equilibration equilibration;
  private final Embedding embedding;
  private final Accuracy accuracy;
  private final Polish polish;
  private final Iterate best;
  private final double[] residualWork;
  private double bestError;
  private double polishError;
  private boolean factorIsOfPolish;
  private int iterations;

  InteriorPointWorker(
      InteriorPoint options,
      ProgramStructure structure,
      EquilibratedKkt kkt,
      Convexity convexity,
      List<ConeBlock> cones) {
    this.options = options;
    this.convexity = convexity;
    this.kkt = kkt;
    equilibration = kkt.equilibration();
    embedding = new Embedding(equilibration.scaled(), kkt.scaled(), cones);
    accuracy = new Accuracy(equilibration);
    polish = new Polish(equilibration.scaled(), kkt.scaled(), cones, accuracy);
    int n = structure.variables(), m = structure.rows();
    best = new Iterate(n, m);
    residualWork = new double[2 * n + m];
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
    iterations = 0;
    bestError = Double.POSITIVE_INFINITY;
    if (!convexity.holds(data, instance)) {
      reject(instance, solution, Status.INVALID_DATA, Convexity.MESSAGE);
      return;
    }
    kkt.load(data, instance);
    if (!kkt.isUsable()) {
      reject(
          instance,
          solution,
          Status.ITERATION_LIMIT,
          "the data span more orders of magnitude than numbers can. Maybe rescale");
    } else {
      accuracy.use(equilibration, data, instance);
      polish.use(equilibration.rowLength());
      embedding.start();
      if (guess == null || !polishGuess(guess, data, instance, solution))
        iterate(data, instance, watch, solution);
    }
  }

  private void reject(int instance, Solution solution, Status status, String message) {
    solution.clear(instance);
    solution.record(instance, status, Residuals.UNKNOWN, 0, options.name());
    solution.explain(instance, message);
  }

  private void iterate(ProgramData data, int instance, Watch watch, Solution solution) {
    double nextTry = options.polish() == Polishing.EARLY ? FIRST_TRY : 0;
    double goal = options.tolerance();
    for (; ; iterations++) {
      double error = measure();
      if (error <= nextTry) {
        nextTry = error * NEXT_TRY;
        if (tryPolish(embedding.at, embedding.tau) <= Math.min(EXACT, options.tolerance())
            && finish(polish.best, data, instance, solution)) return;
      }
      if (error <= goal) {
        if (finishWithPolish(data, instance, solution)) return;
        goal = error / 10;
      }
      if (certify(CERTIFICATE, instance, solution)) return;
      Status stop = watch.stop();
      if (stop != null) {
        giveUp(stop, "stopped", data, instance, solution);
        return;
      }
      factorIsOfPolish = false;
      if (iterations == options.maxIterations() || !embedding.step()) break;
    }
    endWithoutGoal(data, instance, solution);
  }

  /// The error of the iterate, which becomes the best one if it is.
  private double measure() {
    double error = accuracy.error(embedding.at, embedding.tau);
    if (error < bestError) {
      bestError = error;
      polishError = Double.POSITIVE_INFINITY;
      best.set(embedding.at, embedding.tau);
    }
    return error;
  }

  private double tryPolish(Iterate from, double tau) {
    polishError = polish.run(from, tau);
    factorIsOfPolish = true;
    return polishError;
  }

  /// Neither the tolerance nor a certificate was reached: out of iterations, or stuck.
  private void endWithoutGoal(ProgramData data, int instance, Solution solution) {
    if (bestError <= FIRST_TRY && finishWithPolish(data, instance, solution)) return;
    if (bestError > ALMOST && certify(LAST_CERTIFICATE, instance, solution)) return;
    if (proveInfeasible(instance, solution)) return;
    String why =
        iterations == options.maxIterations() ? "out of iterations" : "no further progress";
    giveUp(Status.ITERATION_LIMIT, why, data, instance, solution);
  }

  /// Ends with the best iterate, or the polished one where that is better.
  ///
  /// @return whether it was within the tolerance
  private boolean finishWithPolish(ProgramData data, int instance, Solution solution) {
    if (options.polish() != Polishing.NEVER && bestError > EXACT) {
      if (polishError == Double.POSITIVE_INFINITY) tryPolish(best, 1);
      if (polishError < bestError && finish(polish.best, data, instance, solution)) return true;
    }
    return finish(best, data, instance, solution);
  }

  /// Ends with this point if its residuals in the user's units are within the tolerance.
  private boolean finish(Iterate point, ProgramData data, int instance, Solution solution) {
    Residuals residuals = write(point, data, instance, solution);
    if (!residuals.within(options.tolerance())) return false;
    solution.record(instance, Status.SOLVED, residuals, iterations, options.name());
    if (factorIsOfPolish && point == polish.best && polish.factorBelongsToBest()) {
      KktFactor factor = kkt.keep();
      if (factor != null) solution.keep(instance, factor);
    }
    return true;
  }

  private void giveUp(
      Status status, String why, ProgramData data, int instance, Solution solution) {
    if (bestError == Double.POSITIVE_INFINITY) {
      reject(instance, solution, status, why + " before the first iterate");
      return;
    }
    Residuals residuals = write(best, data, instance, solution);
    if (residuals.largest() == Double.POSITIVE_INFINITY) solution.clear(instance);
    solution.record(instance, status, residuals, iterations, options.name());
    solution.explain(
        instance,
        String.format(
            Locale.ROOT,
            "%s after %d iterations at residuals %.1e (primal), %.1e (dual), %.1e (gap)",
            why,
            iterations,
            residuals.primal(),
            residuals.dual(),
            residuals.gap()));
  }

  /// Tries the active set of a guess.
  private boolean polishGuess(
      WarmStart.Point guess, ProgramData data, int instance, Solution solution) {
    return takeGuess(guess)
        && tryPolish(best, 1) <= options.tolerance()
        && finish(polish.best, data, instance, solution);
  }

  /// Takes a guess into `best`, in equilibrated units.
  ///
  /// @return false if it is not one for this program
  private boolean takeGuess(WarmStart.Point guess) {
    if (guess.y().length != best.y.length
        || guess.s().length != best.s.length
        || guess.z().length != best.z.length) return false;
    double f = equilibration.solutionScale(), c = equilibration.objectiveScale();
    double[] column = equilibration.column(), row = equilibration.row();
    double sum = 0;
    for (int j = 0; j < best.y.length; j++) {
      best.y[j] = guess.y()[j] / (f * column[j]);
      sum += 0 * best.y[j];
    }
    for (int i = 0; i < best.s.length; i++) {
      boolean absent = equilibration.absent()[i];
      best.s[i] = absent ? 1 : guess.s()[i] * row[i] / f;
      best.z[i] = absent ? 0 : guess.z()[i] * c / row[i];
      sum += 0 * best.s[i] + 0 * best.z[i];
    }
    return sum == 0;
  }

  /// Writes a point in the user's units.
  private Residuals write(Iterate point, ProgramData data, int instance, Solution solution) {
    double f = equilibration.solutionScale(), c = equilibration.objectiveScale();
    double[] column = equilibration.column(), row = equilibration.row();
    int n = point.y.length, m = point.s.length, yAt = instance * n, rowAt = instance * m;
    for (int j = 0; j < n; j++) solution.y()[yAt + j] = f * column[j] * point.y[j];
    for (int i = 0; i < m; i++) {
      boolean absent = equilibration.absent()[i];
      solution.s()[rowAt + i] = absent ? Double.POSITIVE_INFINITY : f * point.s[i] / row[i];
      solution.z()[rowAt + i] = absent ? 0 : row[i] * point.z[i] / c;
    }
    return Residuals.of(
        data, instance, solution.y(), yAt, solution.s(), solution.z(), rowAt, residualWork);
  }

  /// Ends with a certificate that there is no solution, if the iterate is one.
  ///
  /// z with bᵀz < 0, Aᵀz ≈ 0 says that no y with ‖ŷ‖₁ < |bᵀz|/‖Aᵀz‖∞ is feasible; y with qᵀy < 0,
  /// Py ≈ 0, Ay + s ≈ 0 that the objective falls along y. The iterates are interior, so that z ∈ K*
  /// and s ∈ K hold exactly.
  private boolean certify(double tolerance, int instance, Solution solution) {
    if (!(embedding.tau < embedding.kappa)) return false;
    Iterate at = embedding.at;
    if (certifyInfeasible(at, tolerance, instance, solution)) return true;
    double descent = -embedding.linearTerm();
    double error =
        Math.max(
            embedding.largestHomogeneousResidual(),
            Math.max(1, equilibration.unconstrainedSize()) * largest(at.py));
    if (!(descent > 0 && error <= tolerance * descent)) return false;
    writeUnbounded(descent, error / descent, instance, solution);
    return true;
  }

  /// Looks for a proof on the active set of the best iterate: rows that contradict each other by
  /// little leave the iterates near a point that almost satisfies them.
  private boolean proveInfeasible(int instance, Solution solution) {
    factorIsOfPolish = false;
    return bestError < Double.POSITIVE_INFINITY
        && polish.findContradiction(best)
        && certifyInfeasible(polish.best, LAST_CERTIFICATE, instance, solution);
  }

  private boolean certifyInfeasible(Iterate at, double tolerance, int instance, Solution solution) {
    double decrease = -presentRhsTerm(at.z);
    if (!(decrease > 0 && largest(at.atz) <= tolerance * decrease)) return false;
    writeInfeasible(at.z, decrease, largest(at.atz) / decrease, instance, solution);
    return true;
  }

  /// bᵀz over the rows that are there.
  private double presentRhsTerm(double[] z) {
    double sum = 0;
    double[] b = equilibration.scaled().rhs().values();
    for (int i = 0; i < z.length; i++) if (!equilibration.absent()[i]) sum += b[i] * z[i];
    return sum;
  }

  private void writeInfeasible(
      double[] z, double decrease, double residual, int instance, Solution solution) {
    solution.clear(instance);
    double f = equilibration.solutionScale();
    int m = best.s.length, rowAt = instance * m;
    for (int i = 0; i < m; i++)
      if (!equilibration.absent()[i])
        solution.z()[rowAt + i] = equilibration.row()[i] * z[i] / (f * decrease);
    solution.record(
        instance,
        Status.INFEASIBLE,
        new Residuals(residual, residual, 0),
        iterations,
        options.name());
    solution.explain(instance, "no point satisfies the constraints; z is a certificate");
  }

  private void writeUnbounded(double descent, double residual, int instance, Solution solution) {
    solution.clear(instance);
    double c = equilibration.objectiveScale();
    int n = best.y.length, m = best.s.length, yAt = instance * n, rowAt = instance * m;
    for (int j = 0; j < n; j++)
      solution.y()[yAt + j] = c * equilibration.column()[j] * embedding.at.y[j] / descent;
    for (int i = 0; i < m; i++)
      solution.s()[rowAt + i] = c * embedding.at.s[i] / (equilibration.row()[i] * descent);
    solution.record(
        instance,
        Status.UNBOUNDED,
        new Residuals(residual, residual, 0),
        iterations,
        options.name());
    solution.explain(instance, "the objective falls without bound along y");
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) largest = Math.max(largest, Math.abs(value));
    return largest;
  }
}
