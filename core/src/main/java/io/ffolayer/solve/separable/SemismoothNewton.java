package io.ffolayer.solve.separable;

import io.ffolayer.internal.kkt.separable.SeparableFactor;
import io.ffolayer.internal.kkt.separable.SeparableProgram;
import io.ffolayer.internal.kkt.separable.SeparableStructure;
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
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Semismooth Newton on the multipliers of the general rows of a separable program: P diagonal and
/// positive, bounds on single variables, few rows that couple them, and at most one second-order
/// cone over single variables, a [Ball] – Sudoku, budgets, projections on a simplex or a ball.
///
/// Given multipliers ν of the general rows G y ≤ b (or = b), every variable has a closed form,
///
/// ```
/// x_j(ν) = clip( r_j / d_j, l_j, u_j ),      r = −q − Gᵀν,
/// ```
///
/// and ν minimises a convex, piecewise quadratic φ with ∇φ = b − G x(ν), over ν ≥ 0 at the
/// inequalities. Newton's matrix is G_I D_I⁻¹ G_Iᵀ, I the variables between their bounds. Close to
/// the solution one step is exact: the active set is identified, not approached.
///
/// Far from it the matrix is singular wherever |I| is less than the number of rows, as it is again
/// and again when the solution is (nearly) a vertex, and then Newton crawls from breakpoint to
/// breakpoint. Our remedy: a variable that stands at a bound takes part with the weight
///
/// ```
/// w_j = e² / (e² + out_j²),      out_j = √d_j · distance of r_j/d_j from [l_j, u_j],      e = κ · max out · (relative violation of the rows)
/// ```
///
/// so that the model sees the breakpoints that are near compared with the distance still to go, as
/// an interior point does, and becomes Newton's own as the violation vanishes. The step is then
/// searched exactly along the true φ.
///
/// Where there are many rows, nearly all of the time goes to factorisations of this matrix S. So
/// Newton's step is only the first of a series with one factor: conjugate gradient steps on φ,
/// preconditioned by S, follow while they make progress (Polak, Ribière 1969, with restarts where
/// the formula turns negative). With 249 rows a step costs a tenth of a factorisation, and five to
/// ten of them save every second one.
///
/// The step and its globalisation follow Qi, Sun 1993 (*A nonsmooth version of Newton's method*),
/// Li, Fukushima, Qi, Yamashita 2004 (regularised Newton methods for convex minimisation with
/// singular solutions), Bertsekas 1982 (*Projected Newton methods*).
///
/// A structure that cannot be separable is refused ([UnsupportedProgramException]). Dense data that
/// turn out not to be, and a P with a zero on its diagonal, end with [Status#ITERATION_LIMIT] and a
/// message: they need another solver.
///
/// @param tolerance bound on the relative primal, dual and gap residual of a solved instance, in
///   (0, 1e-2]; default 1e-9
/// @param maxIterations factorisations per instance, ≥ 1; default 100
public record SemismoothNewton(double tolerance, int maxIterations) implements Solver {
  public SemismoothNewton {
    if (!(tolerance > 0 && tolerance <= 1e-2))
      throw new IllegalArgumentException("tolerance must be in (0, 1e-2], got " + tolerance);
    if (maxIterations < 1)
      throw new IllegalArgumentException("maxIterations must be ≥ 1, got " + maxIterations);
  }

  public SemismoothNewton() {
    this(1e-9, 100);
  }

  public SemismoothNewton withTolerance(double newTolerance) {
    return new SemismoothNewton(newTolerance, maxIterations);
  }

  public SemismoothNewton withMaxIterations(int newMaxIterations) {
    return new SemismoothNewton(tolerance, newMaxIterations);
  }

  @Override
  public Prepared prepare(Analysis analysis) {
    ProgramStructure structure = analysis.structure();
    UnsupportedProgramException.unlessEntries(structure, "SemismoothNewton");
    Ball.unlessAtMostOne(structure, "SemismoothNewton");
    SeparableStructure separable = SeparableStructure.of(structure);
    if (separable == null)
      throw new UnsupportedProgramException(
          "SemismoothNewton needs a diagonal P and few rows with more than one entry. Maybe use another solver");
    return () -> new SeparableWorker(this, new SeparableProgram(separable));
  }
}

/// One thread of [SemismoothNewton]: reads an instance, iterates, certifies.
final class SeparableWorker implements Solver.Worker {
  private final SemismoothNewton options;
  private final SeparableProgram program;
  private final DualPoint point;
  private final @Nullable Ball ball;
  private final DualNewton newton;
  private final SeparableAnswer answer;

  SeparableWorker(SemismoothNewton options, SeparableProgram program) {
    this.options = options;
    this.program = program;
    point = new DualPoint(program);
    newton = new DualNewton(point);
    ball = Ball.of(program);
    answer = new SeparableAnswer(point, ball);
  }

  @Override
  public void solve(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    for (int i = from; i < to; i++) {
      newton.factorisations = 0;
      String failure = solve(data, i, guess.at(i), watch, solution);
      if (failure != null) {
        solution.clear(i);
        Status stop = watch.stop();
        Status outcome = stop != null ? stop : Status.ITERATION_LIMIT;
        solution.record(i, outcome, Residuals.UNKNOWN, newton.factorisations, options.name());
        if (stop == null) solution.explain(i, failure);
      }
    }
  }

  @Override
  public void release() {
    program.release();
    point.phi.release();
    if (ball != null) ball.release();
  }

  /// Solves one instance, or says why not.
  private @Nullable String solve(
      ProgramData data,
      int instance,
      WarmStart.@Nullable Point guess,
      Watch watch,
      Solution solution) {
    if (!program.read(data, instance)) return "the program is not separable";
    if (!point.phi.bounds.read(program, data, instance)) return "a bound is too large";
    if (point.phi.bounds.firstConflict >= 0) {
      boolean proved = answer.conflict(data, instance, solution, options.name());
      return proved ? null : "two bounds contradict each other by no more than rounding";
    }
    String noBall = ball == null ? null : ball.read(data, instance, point.phi.bounds);
    if (noBall != null) return noBall;
    double[] d = program.diagonal();
    for (int j = 0; j < d.length; j++)
      if (!(d[j] > 0) && (ball == null || j != ball.head()))
        return d[j] < 0 ? "P has a negative entry on its diagonal" : "P has a zero on its diagonal";
    point.load(data, instance);
    if (guess != null) {
      start(guess);
      if (iterate(data, instance, watch, solution) == null) return null;
      Arrays.fill(point.nu, 0);
      if (ball != null) ball.restart(point);
    }
    return iterate(data, instance, watch, solution);
  }

  /// Iterates from the ν that the point holds.
  private @Nullable String iterate(ProgramData data, int instance, Watch watch, Solution solution) {
    double target = 1e-12;
    while (true) {
      point.refresh();
      point.evaluate();
      DualNewton.Outcome outcome = newton.iterate(target, options.maxIterations(), watch);
      if (outcome == DualNewton.Outcome.UNBOUNDED
          && answer.infeasible(
              data, instance, newton.direction(), newton.factorisations, solution, options.name()))
        return null;
      if (outcome == DualNewton.Outcome.STOPPED) return "stopped";
      boolean settled = newton.finish(watch);
      if (ball != null && outcome == DualNewton.Outcome.CONVERGED && !ball.isReached(point)) {
        if (!ball.step(point, newton)) return "no multiplier brings the point into the ball";
        continue;
      }
      if (answer.write(
          data, instance, newton.factorisations, options.tolerance(), solution, options.name())) {
        if (settled && ball == null && solution.keepsFactors())
          solution.keep(
              instance,
              new SeparableFactor(
                  program, newton.freeWeights().clone(), answer.activeRows(), newton.exact()));
        return null;
      }
      if (outcome != DualNewton.Outcome.CONVERGED)
        return "no convergence within %d factorisations".formatted(newton.factorisations);
      target *= 1e-2;
      if (target < 1e-17) return "the residuals stay above the tolerance";
    }
  }

  private void start(WarmStart.Point guess) {
    if (ball != null) ball.start(guess.z(), point);
    for (int i = 0; i < point.phi.p; i++) {
      double z = guess.z()[program.generalRow(i)];
      point.nu[i] = Double.isFinite(z) ? (point.phi.isFree[i] ? z : Math.max(z, 0)) : 0;
    }
  }
}
