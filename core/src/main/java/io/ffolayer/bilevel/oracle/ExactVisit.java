package io.ffolayer.bilevel.oracle;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.adjoint.Scheme;
import io.ffolayer.bilevel.inner.InnerPoint;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.inner.InnerSolution;
import io.ffolayer.bilevel.inner.Units;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The oracle at one outer point of one inner problem.
///
/// @param solution in the user's units
/// @param units in which the perturbed problems are made and solved
/// @param rows the active rows, in these units; null if the inner problem was not solved far enough
///   to have any
record ExactVisit(
    FirstOrderOracle oracle,
    double[] x,
    InnerSolution solution,
    Units units,
    @Nullable FrozenRows rows)
    implements OracleVisit {
  /// Margins below this count as weak.
  private static final double WEAK = 1e-4;

  /// Noise above this part of the gradient is reported.
  private static final double NOISY = 1e-2;

  /// Solvers are nearer to the solution than the bound that they stop at.
  private static final double LIKELY = 0.2;

  static ExactVisit at(
      FirstOrderOracle oracle,
      InnerProblem problem,
      double[] x,
      @Nullable InnerPoint guess,
      Watch watch) {
    InnerSolution solution = oracle.inner().solve(problem, x, guess, watch);
    Units units = Units.atSolution(problem, x, solution.y());
    InnerSolution inside = units.inward(solution);
    boolean isUsable =
        inside.isSolved()
            || (inside.status() == Status.ITERATION_LIMIT
                && inside.accuracy().distance() < WEAK * unit(inside.y()));
    FrozenRows rows =
        isUsable
            ? FrozenRows.at(units.inward(problem), x, inside, oracle.inner().accuracy())
            : null;
    return new ExactVisit(oracle, x.clone(), solution, units, rows);
  }

  private static double unit(double[] y) {
    return Math.max(1, Ghost.norm(y));
  }

  @Override
  public double[] y() {
    return solution.y();
  }

  @Override
  public Hypergradient pullBack(double[] cotangent, Watch watch) {
    double[] none = new double[x.length];
    Status stop = solution.status() == Status.SOLVED ? watch.stop() : solution.status();
    if (stop == Status.TIME_LIMIT || stop == Status.INTERRUPTED)
      return new Hypergradient(none, GradientReport.STOPPED, 0);
    if (rows == null) return new Hypergradient(none, GradientReport.NONE, 0);
    double length = Ghost.norm(cotangent);
    if (length == 0) return new Hypergradient(none, report(0, 0, flags()), 0);
    double[] unit = cotangent.clone();
    for (int k = 0; k < unit.length; k++) unit[k] /= length;
    FirstOrderOracle inside = oracle.withDelta(oracle.delta() * units.length());
    Ghost ghost = new Ghost(inside, x, units.inward(solution), rows, unit, watch);
    return differenced(ghost, length * units.length());
  }

  /// @param length of the cotangent, in these units
  private Hypergradient differenced(Ghost ghost, double length) {
    double delta = ghost.delta();
    Ghost.Difference coarse = ghost.difference(delta, null);
    if (oracle.delta() == 0 && coarse.isSolved()) {
      double better = ghost.rescaled(delta, coarse);
      if (better != delta) coarse = ghost.difference(better, null);
      delta = better;
    }
    Ghost.Difference fine = ghost.difference(delta / 2, coarse);
    if (!coarse.isSolved() || !fine.isSolved()) return failed(coarse.isSolved() ? fine : coarse);
    double order = oracle.scheme() == Scheme.CENTRAL ? 4 : 2;
    double[] gradient = fine.gradient().clone();
    double change = 0;
    for (int k = 0; k < gradient.length; k++) {
      double step = gradient[k] - coarse.gradient()[k];
      change += step * step;
      if (oracle.richardson()) gradient[k] += step / (order - 1);
      gradient[k] *= length;
    }
    double truncation = Math.sqrt(change) * (oracle.richardson() ? 1 / order : 1);
    double size = Ghost.norm(fine.gradient());
    double estimate = truncation + LIKELY * fine.noise() * size + fine.rounding();
    Set<Flag> flags = flags();
    if (fine.noise() * size + fine.rounding() > NOISY * size) flags.add(Flag.STEP_IN_NOISE);
    return new Hypergradient(
        gradient, report(fine.residual(), length * estimate, flags), delta / units.length());
  }

  /// The ghost problem has no solution that was found: stopped, or flat along the cotangent.
  private Hypergradient failed(Ghost.Difference difference) {
    double[] none = new double[x.length];
    if (difference.isStopped()) return new Hypergradient(none, GradientReport.STOPPED, 0);
    Set<Flag> flags = flags();
    flags.add(Flag.NON_UNIQUE);
    return new Hypergradient(
        none, report(difference.residual(), Double.POSITIVE_INFINITY, flags), 0);
  }

  private Set<Flag> flags() {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    if (rows == null) return flags;
    double unsure = units.inward(solution).accuracy().distance();
    if (rows.nearest().margin() < WEAK) flags.add(Flag.WEAKLY_ACTIVE);
    if (!rows.space().isIndependent()) flags.add(Flag.DEPENDENT_ROWS);
    if (!(rows.nearest().distance() > 3 * unsure)) flags.add(Flag.ACTIVE_SET_UNCERTAIN);
    return flags;
  }

  private GradientReport report(double residual, double estimate, Set<Flag> flags) {
    boolean isUncertain = flags.contains(Flag.ACTIVE_SET_UNCERTAIN);
    double bound = isUncertain ? Double.POSITIVE_INFINITY : estimate;
    int active = rows == null ? 0 : rows.count();
    double margin = rows == null ? Double.POSITIVE_INFINITY : rows.nearest().margin();
    return new GradientReport(active, margin, residual, bound, flags);
  }
}
