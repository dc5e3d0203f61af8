package io.ffolayer.solve.interior;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.kkt.Equilibration;
import io.ffolayer.internal.kkt.choice.EquilibratedKkt;
import io.ffolayer.internal.proof.Convexity;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Factor;
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
  /// Residuals above which there is nothing to polish at the end.
  private static final double HOPELESS = 1e-3;

  /// Residuals that a polished point must have to end the solve early.
  private static final double EXACT = 1e-11;

  /// How well a certificate must hold while iterations remain, and when nothing better can come.
  /// Directions that leave curved cones by little never become rays: they get no better terms.
  private static final double CERTIFICATE = 1e-8;

  private static final double LAST_CERTIFICATE = 1e-6;

  /// With smaller residuals there is a solution, and no certificate is looked for.
  private static final double ALMOST = 1e-5;

  /// Iterations after which a program counts as tried, though the limit was theirs.
  private static final int ENOUGH = 50;

  /// Iterations in a row without progress that a face is worth, below the tolerance.
  private static final int MOST_WORSE = 3;

  private final InteriorPoint options;
  private final EquilibratedKkt kkt;
  private final Convexity convexity;
  private final Embedding embedding;
  private final Accuracy accuracy;
  private final Polish polish;
  private final Iterate best;
  private final UserUnits units;
  private final PolishSchedule schedule;
  private final Certificates certificates;
  private double bestError;
  private double polishError;
  private boolean factorIsOfPolish;
  private int iterations;
  private final Progress progress = new Progress();

  InteriorPointWorker(
      InteriorPoint options,
      ProgramStructure structure,
      EquilibratedKkt kkt,
      Convexity convexity,
      ConeBlock[] cones) {
    this.options = options;
    this.convexity = convexity;
    this.kkt = kkt;
    Equilibration equilibration = kkt.equilibration();
    embedding = new Embedding(equilibration.scaled(), kkt.scaled(), cones);
    accuracy = new Accuracy(equilibration);
    polish = new Polish(equilibration.scaled(), kkt.scaled(), cones, accuracy);
    best = new Iterate(structure);
    schedule = PolishSchedule.of(structure);
    units = new UserUnits(equilibration);
    certificates =
        new Certificates(
            equilibration, units, new ProofPolish(equilibration.scaled(), kkt.scaled(), cones));
  }

  @Override
  public void solve(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    kkt.stopWhen(watch::isStopped);
    for (int instance = from; instance < to; instance++)
      solve(data, instance, guess.at(instance), watch, solution);
  }

  private void solve(
      ProgramData data,
      int instance,
      WarmStart.@Nullable Point guess,
      Watch watch,
      Solution solution) {
    double lack = convexity.lack(data, instance, watch);
    Status stop = watch.stop();
    if (stop != null) reject(instance, solution, stop, "stopped before the first iterate");
    else if (lack == 0) solveConvex(data, instance, guess, watch, solution);
    else if (lack == Double.POSITIVE_INFINITY)
      reject(instance, solution, Status.INVALID_DATA, Convexity.MESSAGE);
    else {
      Solution mended = new Solution(data.structure(), 1, false);
      solveConvex(convexity.mended(data, instance, lack), 0, guess, watch, mended);
      solution.take(instance, mended, 0);
    }
  }

  private void solveConvex(
      ProgramData data,
      int instance,
      WarmStart.@Nullable Point guess,
      Watch watch,
      Solution solution) {
    kkt.load(data, instance);
    if (!kkt.isUsable()) {
      reject(
          instance,
          solution,
          Status.ITERATION_LIMIT,
          "the data span more orders of magnitude than numbers can. Maybe rescale");
    } else {
      begin(data, instance, false);
      if (guess == null || !polishGuess(guess, data, instance, solution)) {
        iterate(data, instance, watch, solution);
        if (isLost(instance, solution)) tryOtherUnits(data, instance, watch, solution);
        if (isLost(instance, solution)) tryCarefully(data, instance, watch, solution);
      }
    }
  }

  private void begin(ProgramData data, int instance, boolean careful) {
    iterations = 0;
    progress.start();
    certificates.start();
    bestError = Double.POSITIVE_INFINITY;
    accuracy.use(kkt.equilibration(), data, instance);
    embedding.start(careful);
  }

  /// Whether a solve ended without an answer, and not just by the limit of its iterations: one that
  /// has gone on for long has reached it, too.
  private boolean isLost(int instance, Solution solution) {
    boolean hadEnough = iterations < options.maxIterations() || iterations >= ENOUGH;
    return hadEnough && solution.status(instance) == Status.ITERATION_LIMIT;
  }

  /// A second try, with factors that begin with those of the columns
  /// ([Equilibration#applyColumnsFirst]): what stops a solve may be the units that the first ones
  /// have chosen.
  private void tryOtherUnits(ProgramData data, int instance, Watch watch, Solution solution) {
    kkt.loadColumnsFirst(data, instance);
    if (kkt.isUsable()) tryAgain(data, instance, false, watch, solution);
  }

  /// A third try, by shorter steps that stay nearer to the middle of the path: what stops a solve
  /// may be where a long step has ended. Only a solution counts: what proves that there is none is
  /// not found later by those.
  private void tryCarefully(ProgramData data, int instance, Watch watch, Solution solution) {
    kkt.load(data, instance);
    tryAgain(data, instance, true, watch, solution);
  }

  private void tryAgain(
      ProgramData data, int instance, boolean careful, Watch watch, Solution solution) {
    Solution first = new Solution(data.structure(), 1, false);
    first.take(0, solution, instance);
    int outer = progress.earlier;
    progress.earlier += iterations;
    begin(data, instance, careful);
    iterate(data, instance, watch, solution);
    boolean ended = solution.status(instance) != Status.ITERATION_LIMIT;
    boolean counts = careful ? solution.isSolved(instance) : ended;
    if (!counts) solution.take(instance, first, 0);
    progress.earlier = outer;
  }

  /// Iterations of this try and of those before.
  private int tried() {
    return progress.earlier + iterations;
  }

  private void reject(int instance, Solution solution, Status status, String message) {
    solution.clear(instance);
    solution.record(instance, status, Residuals.UNKNOWN, 0, options.name());
    solution.explain(instance, message);
  }

  private void iterate(ProgramData data, int instance, Watch watch, Solution solution) {
    boolean early = options.polish() == Polishing.EARLY;
    double tryAt = early ? schedule.start : 0;
    double goal = options.tolerance();
    for (; ; iterations++) {
      double error = measure();
      if (error <= tryAt) {
        tryAt = schedule.after(error);
        boolean patient = schedule.isPatient(iterations);
        HomogeneousPoint at = embedding.at;
        if (tryPolish(at.iterate, at.tau, patient) <= Math.min(EXACT, options.tolerance())
            && finish(polish.best, data, instance, solution)) return;
        if (!patient) polishError = Double.POSITIVE_INFINITY; // the last try may get further
      }
      if (error <= goal) {
        if (finishWithPolish(data, instance, solution)) {
          if (!isOnFace(data)) lookForFace(data, instance, watch, solution);
          return;
        }
        goal = error / 10;
      }
      if (isSolvedFarOut(data, instance, solution)) return;
      if (certify(CERTIFICATE, data, instance, watch, solution)) return;
      if (isStuck(error)) break;
      factorIsOfPolish = false;
      if (watch.isStopped() || iterations == options.maxIterations() || !embedding.step()) break;
    }
    if (watch.isStopped() || !endWithoutGoal(data, instance, watch, solution))
      giveUp(watch, data, instance, solution);
  }

  /// Whether a solved point is as exact as a polish makes it, or none can.
  private boolean isOnFace(ProgramData data) {
    boolean mayPolish = options.polish() != Polishing.NEVER && !data.structure().isPolyhedral();
    return !mayPolish || Math.min(bestError, polishError) <= EXACT;
  }

  /// A few iterations below the tolerance, for a program that is solved but for the faces of its
  /// curved cones, without which there is no gradient to trust. What was solved stays so.
  private void lookForFace(ProgramData data, int instance, Watch watch, Solution solution) {
    double solvedTo = bestError;
    factorIsOfPolish = false;
    for (int worse = 0; worse < MOST_WORSE && bestError > EXACT; ) {
      boolean out = watch.isStopped() || iterations == options.maxIterations();
      if (out || !embedding.step()) break;
      iterations++;
      double before = bestError;
      worse = measure() < before / 2 ? 0 : worse + 1;
    }
    if (bestError == solvedTo) return;
    Solution solved = new Solution(data.structure(), 1, false);
    solved.take(0, solution, instance);
    solution.clear(instance);
    if (!finishWithPolish(data, instance, solution)) solution.take(instance, solved, 0);
  }

  private boolean isStuck(double error) {
    double least = Math.min(error, certificates.error());
    return progress.isStuck(iterations, least, embedding.distance());
  }

  /// The error of the iterate, which becomes the best one if it is.
  private double measure() {
    HomogeneousPoint at = embedding.at;
    double error = accuracy.error(at.iterate, at.tau);
    if (error < bestError) {
      bestError = error;
      polishError = Double.POSITIVE_INFINITY;
      best.set(at.iterate, at.tau);
    }
    return error;
  }

  private double tryPolish(Iterate from, double tau, boolean patient) {
    polishError = polish.run(from, tau, patient);
    factorIsOfPolish = true;
    return polishError;
  }

  /// Neither the tolerance nor a certificate was reached: out of iterations, or stuck.
  ///
  /// @return whether a last look found an answer
  private boolean endWithoutGoal(ProgramData data, int instance, Watch watch, Solution solution) {
    if (bestError <= HOPELESS && finishWithPolish(data, instance, solution)) return true;
    double last = data.structure().isPolyhedral() ? LAST_CERTIFICATE : CERTIFICATE;
    if (bestError > ALMOST && certify(last, data, instance, watch, solution)) return true;
    return proveInfeasible(data, instance, solution);
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
    solution.record(instance, Status.SOLVED, residuals, tried(), options.name());
    boolean kept = solution.keepsFactors() && factorIsOfPolish && point == polish.best;
    if (kept && polish.factorServesBest()) {
      Factor factor = kkt.keep(data, instance);
      if (factor != null) solution.keep(instance, factor);
    }
    return true;
  }

  /// Ends with the best iterate, above the tolerance.
  private void giveUp(Watch watch, ProgramData data, int instance, Solution solution) {
    Status stop = watch.stop();
    Status status = stop == null ? Status.ITERATION_LIMIT : stop;
    boolean out = iterations == options.maxIterations();
    String why = stop != null ? "stopped" : out ? "out of iterations" : "no further progress";
    if (bestError == Double.POSITIVE_INFINITY) {
      reject(instance, solution, status, why + " before the first iterate");
      return;
    }
    Residuals residuals = units.write(best, data, instance, solution);
    if (residuals.largest() == Double.POSITIVE_INFINITY) solution.clear(instance);
    solution.record(instance, status, residuals, tried(), options.name());
    solution.explain(
        instance,
        String.format(
            Locale.ROOT,
            "%s after %d iterations: accurate to %.1e, tolerance %.1e (primal %.1e, dual %.1e, gap %.1e)",
            why,
            tried(),
            residuals.largest(),
            options.tolerance(),
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

  /// Before a ray of curved cones is believed the face that it points to is tried: the solution of
  /// x^1.5 − 10⁴x lies at 4·10⁷, and on the way there the iterates look like a ray.
  private boolean isSolvedFarOut(ProgramData data, int instance, Solution solution) {
    HomogeneousPoint at = embedding.at;
    return options.polish() != Polishing.NEVER
        && !data.structure().isPolyhedral()
        && certificates.isRay(at, CERTIFICATE)
        && tryPolish(at.iterate, at.tau, true) <= options.tolerance()
        && finish(polish.best, data, instance, solution);
  }

  /// Ends with a certificate if the iterate is one.
  private boolean certify(
      double tolerance, ProgramData data, int instance, Watch watch, Solution solution) {
    factorIsOfPolish = false; // a candidate is sharpened with a factor of its own
    Status proved = certificates.find(embedding.at, tolerance, data, instance, solution);
    if (proved == Status.UNBOUNDED) recordRay(data, instance, watch, solution);
    else if (proved != null) recordProof(proved, instance, solution);
    return proved != null;
  }

  /// A ray proves that the objective falls without bound only where a point is feasible: that is
  /// asked now, without an objective. A program may be infeasible in both ways.
  private void recordRay(ProgramData data, int instance, Watch watch, Solution solution) {
    double error = certificates.error();
    int count = iterations;
    Solution point = new Solution(data.structure(), 1, false);
    solveConvex(convexity.withoutObjective(data, instance), 0, null, watch, point);
    iterations += count;
    if (point.status(0) == Status.INFEASIBLE) {
      solution.take(instance, point, 0);
    } else if (point.isSolved(0)) {
      Residuals residuals = new Residuals(error, error, 0);
      solution.record(instance, Status.UNBOUNDED, residuals, tried(), options.name());
    } else {
      reject(
          instance,
          solution,
          point.status(0),
          "the objective falls along a ray, but no feasible point was found: " + point.message(0));
    }
  }

  private boolean proveInfeasible(ProgramData data, int instance, Solution solution) {
    return bestError < Double.POSITIVE_INFINITY
        && certificates.findContradiction(
            polish.activeRows(best), polish.rotation(), LAST_CERTIFICATE, data, instance, solution)
        && recordProof(Status.INFEASIBLE, instance, solution);
  }

  private boolean recordProof(Status status, int instance, Solution solution) {
    double error = certificates.error();
    solution.record(instance, status, new Residuals(error, error, 0), tried(), options.name());
    return true;
  }
}
