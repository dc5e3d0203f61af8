package io.ffolayer.lab.experiment;

import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.oracle.FirstOrderOracle;
import io.ffolayer.bilevel.oracle.Hypergradient;
import io.ffolayer.bilevel.oracle.Smoothing;
import io.ffolayer.lab.experiment.Experiment.Setting;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.solve.Watch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The example where no continuous estimator works, y* = a min(1, x), with and without smoothed
/// constraints.
///
/// With h + η ≤ 0 and η uniform in [−ρ, ρ], the mean of y* has the slope a P(η > a(x − 1)).
record KinkedGradients(Setting setting) {
  private static final double A = 2;
  private static final double RADIUS = 0.5;
  private static final double[] COTANGENT = {1};

  void describe(Findings.Draft draft) {
    InnerProblem problem = BilevelPrograms.kinked(A);
    FirstOrderOracle plain = FirstOrderOracle.of(problem);
    FirstOrderOracle smoothed =
        plain.withSmoothing(new Smoothing(RADIUS, setting.pick(100, 1000), setting.seed()));
    double[] x = new double[setting.pick(9, 33)];
    Arrays.setAll(x, k -> 0.6 + 0.8 * k / (x.length - 1.0));
    double[] bare = new double[x.length], mean = new double[x.length], truth = new double[x.length];
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < x.length; k++) {
      Hypergradient found = gradient(plain, problem, x[k]);
      bare[k] = found.byX()[0];
      mean[k] = gradient(smoothed, problem, x[k]).byX()[0];
      truth[k] = slope(x[k]);
      if (Math.abs(x[k] - 1) < 0.11)
        rows.add(new Row("x = %.3f".formatted(x[k]), bare[k], flags(found), mean[k], truth[k]));
    }
    int flagged = 0;
    for (double near : new double[] {1 - 1e-6, 1 + 1e-6}) {
      Hypergradient found = gradient(plain, problem, near);
      flagged += found.report().flags().isEmpty() ? 0 : 1;
      double slope = slope(near);
      double drawn = gradient(smoothed, problem, near).byX()[0];
      rows.add(
          new Row(
              "x = 1 %s 10⁻⁶".formatted(near < 1 ? "−" : "+"),
              found.byX()[0],
              flags(found),
              drawn,
              slope));
    }
    draft.table(
        "At a kink: y* = 2 min(1, x), loss y*",
        List.of("point", "gradient", "flags", "smoothed", "slope of the mean"),
        rows);
    draft.chart(
        "The gradient across a kink",
        new Axis("x", false),
        new Axis("dF/dx", false),
        List.of(
            new Curve("the oracle", false, x, bare),
            new Curve("smoothed constraints", false, x, mean),
            new Curve("slope of the mean, exact", true, x, truth)));
    draft.say(
        "Across the kink the gradient jumps from %.0f to %.0f; 10⁻⁶ away from it %d of 2 sides are flagged."
                .formatted(bare[0], bare[bare.length - 1], flagged)
            + " Smoothed constraints give the slope of the mean over η, within %.2f everywhere."
                .formatted(largestDifference(mean, truth)));
  }

  /// Of the mean over η.
  private static double slope(double x) {
    return A * Math.clamp((RADIUS - A * (x - 1)) / (2 * RADIUS), 0, 1);
  }

  private static Hypergradient gradient(FirstOrderOracle oracle, InnerProblem problem, double x) {
    return oracle
        .visit(problem, new double[] {x}, null, Watch.unlimited())
        .pullBack(COTANGENT, Watch.unlimited());
  }

  private static double flags(Hypergradient found) {
    return found.report().flags().size();
  }

  private static double largestDifference(double[] a, double[] b) {
    double largest = 0;
    for (int k = 0; k < a.length; k++) largest = Math.max(largest, Math.abs(a[k] - b[k]));
    return largest;
  }
}
