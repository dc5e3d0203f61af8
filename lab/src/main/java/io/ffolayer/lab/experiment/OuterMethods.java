package io.ffolayer.lab.experiment;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.bilevel.Bilevel;
import io.ffolayer.bilevel.outer.Adam;
import io.ffolayer.bilevel.outer.Goldstein;
import io.ffolayer.bilevel.outer.OuterMethod;
import io.ffolayer.bilevel.outer.OuterRecord;
import io.ffolayer.bilevel.outer.PerturbedDescent;
import io.ffolayer.bilevel.outer.ProjectedGradient;
import io.ffolayer.bilevel.outer.SubgradientNorm;
import io.ffolayer.lab.Journal;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.solve.Watch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The outer method (E11): gradient descent, Adam and the method with a guarantee on random bilevel
/// problems, and what smoothed constraints do at a kink.
final class OuterMethods implements Experiment {
  /// Tolerances of the Goldstein method, as parts of the gradient at the start.
  private static final double[] TOLERANCES = {0.7, 0.5, 0.35, 0.25};

  /// δ of the Goldstein subdifferential, a distance in x.
  private static final double RADIUS = 5;

  private static final int SAMPLES = 60;
  private static final double STEP = 0.05;
  private static final String FIRST_ORDER = "Adam, first-order";
  private static final String EXACT = "Adam, exact";

  @Override
  public String name() {
    return "outer-methods";
  }

  @Override
  public String about() {
    return "gradient descent, Adam and the Goldstein method on bilevel problems (E11)";
  }

  @Override
  public String question() {
    return "min over x of cᵀy* + 0.01‖x‖² + 0.01‖y*‖², with y* the solution of a quadratic program whose"
        + " cost is linear in x. Does the Goldstein method reach the radius and tolerance that it"
        + " promises, measured by the least norm in the hull of gradients nearby, and at what"
        + " number of gradients? Does Adam care whether its gradients are first-order or exact?"
        + " And at a kink, where no continuous estimator is right on both sides, what do smoothed"
        + " constraints give?";
  }

  private record Sizes(int outer, int inner, int seeds, int iterations, int tolerances) {
    static Sizes of(Setting setting) {
      return setting.isSmall()
          ? new Sizes(10, 20, 3, 200, 2)
          : new Sizes(100, 200, 10, 1500, TOLERANCES.length);
    }
  }

  /// What one method did from one seed.
  private record Outcome(
      String method, double value, double norm, double wanted, double[] values, int gradients) {
    /// As numbers, which a journal keeps.
    double[] numbers() {
      double[] numbers = new double[values.length + 3];
      numbers[0] = value;
      numbers[1] = norm;
      numbers[2] = wanted;
      System.arraycopy(values, 0, numbers, 3, values.length);
      return numbers;
    }

    static Outcome of(String method, double[] numbers) {
      double[] values = Arrays.copyOfRange(numbers, 3, numbers.length);
      return new Outcome(method, numbers[0], numbers[1], numbers[2], values, values.length);
    }
  }

  @Override
  public int steps(Setting setting) {
    return Sizes.of(setting).seeds + 1;
  }

  @Override
  public Findings run(Setting setting, Journal journal, Consumer<String> step) {
    Sizes sizes = Sizes.of(setting);
    List<List<Outcome>> outcomes =
        IntStream.range(0, sizes.seeds)
            .parallel()
            .mapToObj(k -> {
              List<Outcome> ofSeed = outcomes(sizes, setting.seed() + k, journal);
              step.accept("seed " + (setting.seed() + k));
              return ofSeed;
            })
            .toList();
    Findings.Draft draft = new Findings.Draft();
    methods(draft, sizes, outcomes);
    promises(draft, sizes, outcomes);
    new KinkedGradients(setting).describe(draft);
    step.accept("smoothed constraints at a kink");
    return draft.done();
  }

  private static List<Outcome> outcomes(Sizes sizes, long seed, Journal journal) {
    Bilevel first = BilevelPrograms.random(sizes.outer, sizes.inner, new FirstOrder(), seed);
    Bilevel exact = BilevelPrograms.random(sizes.outer, sizes.inner, new Implicit(), seed);
    double[] start = new double[sizes.outer];
    int n = sizes.iterations;
    List<Outcome> all = new ArrayList<>();
    all.add(outcome(FIRST_ORDER, first, new Adam(STEP, n), seed, journal));
    all.add(outcome(EXACT, exact, new Adam(STEP, n), seed, journal));
    all.add(outcome("gradient descent", first, new ProjectedGradient(1, n), seed, journal));
    all.add(outcome("perturbed descent", first, new PerturbedDescent(1, 0.01, n), seed, journal));
    double length = Vectors.norm(first.at(start, Watch.unlimited()).gradient());
    for (int k = 0; k < sizes.tolerances; k++) {
      double tolerance = TOLERANCES[k] * length;
      Goldstein method =
          Goldstein.estimated(first.run(), start, RADIUS, tolerance, 2 * RADIUS, SAMPLES);
      all.add(outcome(goldstein(k), first, method, seed, journal));
    }
    return all;
  }

  private static String goldstein(int k) {
    return "Goldstein, ε = %s‖∇F(x₀)‖".formatted(TOLERANCES[k]);
  }

  private static Outcome outcome(
      String name, Bilevel problem, OuterMethod method, long seed, Journal journal) {
    String step = "%s, seed %d".formatted(name, seed);
    return Outcome.of(name, journal.of(step, () -> outcome(name, problem, method, seed).numbers()));
  }

  private static Outcome outcome(String name, Bilevel problem, OuterMethod method, long seed) {
    OuterRecord record = problem.solve(method, new double[problem.size()], seed);
    double[] x = record.x();
    double norm = new SubgradientNorm(RADIUS, SAMPLES, seed).at(problem, x, Watch.unlimited());
    double[] values = record.entries().stream().mapToDouble(OuterRecord.Entry::value).toArray();
    double wanted = method instanceof Goldstein goldstein ? goldstein.tolerance() : Double.NaN;
    double value = problem.at(x, Watch.unlimited()).value();
    return new Outcome(name, value, norm, wanted, values, values.length);
  }

  private static double[] of(
      List<List<Outcome>> outcomes, int method, ToDoubleFunction<Outcome> what) {
    return outcomes.stream().mapToDouble(seed -> what.applyAsDouble(seed.get(method))).toArray();
  }

  private static void methods(Findings.Draft draft, Sizes sizes, List<List<Outcome>> outcomes) {
    List<Row> rows = new ArrayList<>();
    List<Curve> curves = new ArrayList<>();
    List<Outcome> first = outcomes.getFirst();
    for (int m = 0; m < first.size(); m++) {
      double[] values = of(outcomes, m, Outcome::value);
      rows.add(
          new Row(
              first.get(m).method,
              Statistics.mean(values),
              Statistics.deviation(values),
              Statistics.mean(of(outcomes, m, Outcome::norm)),
              Statistics.mean(of(outcomes, m, o -> o.gradients))));
      if (m < first.size() - sizes.tolerances) curves.add(curve(first.get(m)));
    }
    draft.table(
        "Over %d seeds, x in R^%d and y in R^%d"
            .formatted(outcomes.size(), sizes.outer, sizes.inner),
        List.of(
            "method",
            "F at the end, mean",
            "deviation of seeds",
            "norm of the Goldstein subgradient, mean",
            "gradients, mean"),
        rows);
    draft.chart(
        "F over gradients, first seed", new Axis("gradients", false), new Axis("F", false), curves);
    compareAdam(draft, of(outcomes, 0, Outcome::value), of(outcomes, 1, Outcome::value));
  }

  private static Curve curve(Outcome outcome) {
    double[] steps = IntStream.rangeClosed(1, outcome.gradients).asDoubleStream().toArray();
    return new Curve(outcome.method, true, steps, outcome.values);
  }

  private static void compareAdam(Findings.Draft draft, double[] first, double[] exact) {
    double largest = 0;
    for (int k = 0; k < first.length; k++)
      largest = Math.max(largest, Math.abs(first[k] - exact[k]));
    double spread = Statistics.deviation(exact);
    draft.say(
        "Adam ends at the same F with first-order as with exact gradients, up to %.1e at the most;"
                .formatted(largest)
            + " the deviation of the seeds is %.1e, so the difference is %s."
                .formatted(spread, largest <= spread ? "within it" : "NOT within it"));
  }

  /// What the theorem promises beside what is measured.
  private static void promises(Findings.Draft draft, Sizes sizes, List<List<Outcome>> outcomes) {
    int from = outcomes.getFirst().size() - sizes.tolerances;
    double[] calls = new double[sizes.tolerances], norms = new double[sizes.tolerances];
    double[] wanted = new double[sizes.tolerances];
    List<Row> rows = new ArrayList<>();
    int kept = 0;
    for (int k = 0; k < sizes.tolerances; k++) {
      calls[k] = Statistics.mean(of(outcomes, from + k, o -> o.gradients));
      norms[k] = Statistics.mean(of(outcomes, from + k, Outcome::norm));
      wanted[k] = Statistics.mean(of(outcomes, from + k, Outcome::wanted));
      kept += norms[k] <= wanted[k] ? 1 : 0;
      rows.add(new Row(goldstein(k), wanted[k], norms[k], calls[k]));
    }
    double[] promised = calls.clone();
    for (int k = 0; k < calls.length; k++) promised[k] = wanted[0] * Math.cbrt(calls[0] / calls[k]);
    draft.table(
        "The Goldstein method, δ = %s".formatted(RADIUS),
        List.of("run", "ε promised, mean", "norm measured, mean", "gradients, mean"),
        rows);
    draft.chart(
        "Norm of the Goldstein subgradient over gradients",
        new Axis("gradients", true),
        new Axis("norm", true),
        List.of(
            new Curve("measured", false, calls, norms),
            new Curve("promised", false, calls, wanted),
            new Curve("slope of ε⁻³ gradients", true, calls, promised)));
    draft.say(
        "The mean norm that was measured is below the promised ε in %d of %d settings; measured norms"
                .formatted(kept, sizes.tolerances)
            + " are %.0f to %.0f %% of it. The promise is for the worst function; the number of"
                .formatted(100 * least(norms, wanted), 100 * most(norms, wanted))
            + " gradients grows like ε^%.2f by the schedule."
                .formatted(Statistics.slope(wanted, calls).slope()));
  }

  private static double least(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(k -> a[k] / b[k]).min().orElse(Double.NaN);
  }

  private static double most(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(k -> a[k] / b[k]).max().orElse(Double.NaN);
  }
}
