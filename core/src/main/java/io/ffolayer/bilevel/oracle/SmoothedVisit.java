package io.ffolayer.bilevel.oracle;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.bilevel.inner.InnerPoint;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.inner.InnerSolution;
import io.ffolayer.solve.Watch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The mean of visits with the rows of h shifted at random.
record SmoothedVisit(List<ExactVisit> draws) implements OracleVisit {
  static SmoothedVisit at(
      FirstOrderOracle oracle,
      Smoothing smoothing,
      InnerProblem problem,
      double[] x,
      @Nullable InnerPoint guess,
      Watch watch) {
    SplittableRandom random = new SplittableRandom(smoothing.seed());
    List<ExactVisit> draws = new ArrayList<>();
    InnerPoint start = guess;
    for (int sample = 0; sample < smoothing.samples(); sample++) {
      double[] shift =
          random
              .doubles(problem.inequalities().rows(), -smoothing.radius(), smoothing.radius())
              .toArray();
      InnerProblem shifted = problem.withInequalities(shifted(problem.inequalities(), shift));
      ExactVisit visit = ExactVisit.at(oracle, shifted, x, start, watch);
      start = visit.solution().point();
      draws.add(visit);
    }
    return new SmoothedVisit(List.copyOf(draws));
  }

  /// h + η.
  private static SmoothFunction shifted(SmoothFunction rows, double[] shift) {
    return SmoothFunction.ofRows(
        rows.rows(),
        (x, y, out) -> {
          rows.value(x, y, out);
          for (int i = 0; i < shift.length; i++) out[i] += shift[i];
        },
        rows::addProductX,
        rows::addProductY);
  }

  @Override
  public InnerSolution solution() {
    return draws.getLast().solution();
  }

  @Override
  public double[] y() {
    double[] mean = new double[solution().y().length];
    for (ExactVisit draw : draws)
      for (int k = 0; k < mean.length; k++) mean[k] += draw.y()[k] / draws.size();
    return mean;
  }

  /// The report has the least margin, the mean estimate, and every flag of any draw but
  /// WEAKLY_ACTIVE, which smoothing is for.
  @Override
  public Hypergradient pullBack(double[] cotangent, Watch watch) {
    double[] mean = new double[draws.getFirst().x().length];
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    int active = 0;
    double margin = Double.POSITIVE_INFINITY;
    double residual = 0;
    double estimate = 0;
    double delta = 0;
    for (ExactVisit draw : draws) {
      Hypergradient one = draw.pullBack(cotangent, watch);
      for (int k = 0; k < mean.length; k++) mean[k] += one.byX()[k] / draws.size();
      flags.addAll(one.report().flags());
      active = Math.max(active, one.report().active());
      margin = Math.min(margin, one.report().margin());
      residual = Math.max(residual, one.report().residual());
      estimate += one.report().errorEstimate() / draws.size();
      delta = one.delta();
    }
    flags.remove(Flag.WEAKLY_ACTIVE);
    GradientReport report = new GradientReport(active, margin, residual, estimate, flags);
    return new Hypergradient(mean, report, delta);
  }
}
