package io.ffolayer.solve.interior;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.kkt.Equilibration;
import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.internal.kkt.choice.EquilibratedKkt;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.interior.InteriorPoint.Polishing;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One thread's interior point: equilibration, iterations, stopping, and the way back to the user's
/// units.
final class InteriorPointWorker implements Solver.Worker {
  /// When the active set is tried: first at these residuals, again at this part of the last ones.
  /// Where a cone is curved, that is earlier: its rows need no guess of a side. Exponential and
  /// power cones make a try cheap beside an iteration.
  ///
  /// Tried without gain: tries from the start, or from one regularised solve, for exponential cones
  /// (a softmax is found in six steps, a logistic regression not at all); starts of half or twice
  /// the size; steps shortened by 2 % instead of 5.
  private enum Tries {
    POLYHEDRAL(1e-3, 1e-2),
    CURVED(3e-2, 3e-2),
    CHEAP(3, 0.1);

    final double first;
    final double next;

    Tries(double first, double next) {
      this.first = first;
      this.next = next;
    }

    static Tries of(ProgramStructure structure) {
      if (structure.isPolyhedral()) return POLYHEDRAL;
      boolean cheap =
          structure.cones().stream()
              .noneMatch(
                  part -> part.cone() instanceof SecondOrderCone || part.cone() instanceof PsdCone);
      return cheap ? CHEAP : CURVED;
    }
  }

  /// Residuals above which there is nothing to polish at the end.
  private static final double HOPELESS = 1e-3;

  /// Residuals that a polished point must have to end the solve early.
  private static final double EXACT = 1e-11;

  /// How well a certificate must hold while iterations remain, and when nothing better can come.
  private static final double CERTIFICATE = 1e-8;

  private static final double LAST_CERTIFICATE = 1e-6;

  /// With smaller residuals there is a solution, and no certificate is looked for.
  private static final double ALMOST = 1e-5;

  /// Iterations without progress that end a solve.
  private static final int PATIENCE = 20;

  private final InteriorPoint options;
  private final EquilibratedKkt kkt;
  private final Convexity convexity;
  private final Equilibration equilibration;
  private final Embedding embedding;
  private final Accuracy accuracy;
  private final Polish polish;
  private final Iterate best;
  private final UserUnits units;
  private final Tries tries;
  private final boolean newtonFromStart;
  private final Certificates certificates;
  private double bestError;
  private double polishError;
  private boolean factorIsOfPolish;
  private int iterations;
  private int lastProgress;
  private double milestone;

  InteriorPointWorker(
      InteriorPoint options,
      ProgramStructure structure,
      EquilibratedKkt kkt,
      Convexity convexity,
      ConeBlock[] cones) {
    this.options = options;
    this.convexity = convexity;
    this.kkt = kkt;
    equilibration = kkt.equilibration();
    embedding = new Embedding(equilibration.scaled(), kkt.scaled(), cones);
    accuracy = new Accuracy(equilibration);
    polish = new Polish(equilibration.scaled(), kkt.scaled(), cones, accuracy);
    best = new Iterate(structure);
    tries = Tries.of(structure);
    newtonFromStart = isNearestMatrix(structure);
    units = new UserUnits(equilibration);
    certificates =
        new Certificates(
            equilibration, units, new ProofPolish(equilibration.scaled(), kkt.scaled(), cones));
  }

  /// Whether a strictly convex program over semidefinite matrices: there Newton's method on the
  /// faces often gets by without any iteration of the interior point (Qi, Sun, *A quadratically
  /// convergent Newton method for computing the nearest correlation matrix*, 2006), and a vain try
  /// costs less than one success saves.
  private static boolean isNearestMatrix(ProgramStructure structure) {
    return structure.cones().stream().anyMatch(part -> part.cone() instanceof PsdCone)
        && structure.quadratic() instanceof Layout.Sparse p
        && p.isDiagonal()
        && p.size() == structure.variables();
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
    lastProgress = 0;
    milestone = Double.POSITIVE_INFINITY;
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
    boolean early = options.polish() == Polishing.EARLY;
    double tryAt = !early ? 0 : newtonFromStart ? Double.POSITIVE_INFINITY : tries.first;
    double goal = options.tolerance();
    for (; ; iterations++) {
      double error = measure();
      if (error <= tryAt) {
        tryAt = Math.min(tries.first, error * tries.next);
        boolean patient = iterations == 0 || tries == Tries.POLYHEDRAL;
        if (tryPolish(embedding.at, embedding.tau, patient) <= Math.min(EXACT, options.tolerance())
            && finish(polish.best, data, instance, solution)) return;
        if (!patient) polishError = Double.POSITIVE_INFINITY; // the last try may get further
      }
      if (error <= goal) {
        if (finishWithPolish(data, instance, solution)) return;
        goal = error / 10;
      }
      if (certify(CERTIFICATE, data, instance, solution)) return;
      if (isStuck(Math.min(error, certificates.error()))) break;
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

  /// Whether neither the error nor that of a certificate has halved for many iterations.
  private boolean isStuck(double error) {
    if (error <= milestone / 2) {
      milestone = error;
      lastProgress = iterations;
    }
    return iterations - lastProgress >= PATIENCE;
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

  private double tryPolish(Iterate from, double tau, boolean patient) {
    polishError = polish.run(from, tau, patient);
    factorIsOfPolish = true;
    return polishError;
  }

  /// Neither the tolerance nor a certificate was reached: out of iterations, or stuck.
  private void endWithoutGoal(ProgramData data, int instance, Solution solution) {
    if (bestError <= HOPELESS && finishWithPolish(data, instance, solution)) return;
    if (bestError > ALMOST && certify(LAST_CERTIFICATE, data, instance, solution)) return;
    if (proveInfeasible(data, instance, solution)) return;
    String why =
        iterations == options.maxIterations() ? "out of iterations" : "no further progress";
    giveUp(Status.ITERATION_LIMIT, why, data, instance, solution);
  }

  /// Ends with the best iterate, or the polished one where that is better.
  ///
  /// @return whether it was within the tolerance
  private boolean finishWithPolish(ProgramData data, int instance, Solution solution) {
    if (options.polish() != Polishing.NEVER && bestError > EXACT) {
      if (polishError == Double.POSITIVE_INFINITY) tryPolish(best, 1, true);
      if (polishError < bestError && finish(polish.best, data, instance, solution)) return true;
    }
    return finish(best, data, instance, solution);
  }

  /// Ends with this point if its residuals in the user's units are within the tolerance.
  private boolean finish(Iterate point, ProgramData data, int instance, Solution solution) {
    Residuals residuals = units.write(point, data, instance, solution);
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
    Residuals residuals = units.write(best, data, instance, solution);
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
    return options.polish() != Polishing.NEVER
        && units.read(guess, best)
        && tryPolish(best, 1, true) <= options.tolerance()
        && finish(polish.best, data, instance, solution);
  }

  /// Ends with a certificate if the iterate is one.
  private boolean certify(double tolerance, ProgramData data, int instance, Solution solution) {
    factorIsOfPolish = false; // a candidate is sharpened with a factor of its own
    Status proved = certificates.find(embedding, tolerance, data, instance, solution);
    return proved != null && recordProof(proved, instance, solution);
  }

  private boolean proveInfeasible(ProgramData data, int instance, Solution solution) {
    return bestError < Double.POSITIVE_INFINITY
        && certificates.findContradiction(
            polish.activeRows(best), polish.rotation(), LAST_CERTIFICATE, data, instance, solution)
        && recordProof(Status.INFEASIBLE, instance, solution);
  }

  private boolean recordProof(Status status, int instance, Solution solution) {
    double error = certificates.error();
    solution.record(instance, status, new Residuals(error, error, 0), iterations, options.name());
    return true;
  }
}
