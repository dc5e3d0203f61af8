package io.ffolayer.lab.experiment;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Ghost;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.lab.Adam;
import io.ffolayer.lab.Journal;
import io.ffolayer.lab.experiment.DecisionTask.Kind;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.solve.interior.InteriorPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Whether first-order gradients can take the place of exact ones (E5): the same problem, start and
/// data, Adam.
final class DropIn implements Experiment {
  private static final Kind[] LAYERS = Kind.values();
  private static final double LEARNING_RATE = 0.03;
  private static final double START = 0.3;
  private static final double WITHIN = 1e-3;

  /// Differences below this are rounding.
  private static final double ROUNDING = 1e-16;

  private static final Adjoint EXACT = new Implicit();
  private static final List<Oracle> ORACLES =
      List.of(
          new Oracle("factored", new Ghost.Factored()),
          new Oracle("products", new Ghost.Products(1e-10, 10_000)),
          new Oracle("literal", new Ghost.Perturbed(new InteriorPoint())));

  private record Oracle(String name, Adjoint adjoint) {
    Oracle(String name, Ghost ghost) {
      this(name, new FirstOrder().withGhost(ghost));
    }
  }

  @Override
  public String name() {
    return "drop-in";
  }

  @Override
  public String about() {
    return "training with first-order in place of exact gradients (E5)";
  }

  @Override
  public String question() {
    return "Does it change what is learnt if first-order gradients take the place of exact ones? A"
        + " linear model is trained by Adam through three layers – a quadratic program with a box"
        + " and a budget, one in a ball, a softmax with bounded shares –, from the same start on"
        + " the same data, with exact gradients (implicit function theorem on the full KKT system)"
        + " and with the first-order oracle: by factorisation, by products alone, and literally,"
        + " by two perturbed problems. Along the exact run the gradients are compared as well.";
  }

  @Override
  public int steps(Setting setting) {
    return LAYERS.length * seeds(setting);
  }

  private static int seeds(Setting setting) {
    return setting.pick(2, 5);
  }

  private static int iterations(Setting setting) {
    return setting.pick(25, 100);
  }

  /// What one seed of one layer gave.
  ///
  /// @param losses of the exact run, then of each oracle: before every step and after the last
  /// @param differences of the gradients of each oracle along the exact run, relative
  /// @param check relative error of the exact gradient at the start, against central differences
  private record Runs(
      Kind layer, long seed, double[][] losses, double[][] differences, double check) {
    /// As numbers, which a journal keeps: losses, differences, check.
    double[] numbers() {
      return Stream.of(losses, differences, new double[][] {{check}})
          .flatMap(Arrays::stream)
          .flatMapToDouble(Arrays::stream)
          .toArray();
    }

    static Runs of(Kind layer, long seed, double[] numbers) {
      int oracles = ORACLES.size(), iterations = (numbers.length - oracles - 2) / (2 * oracles + 1);
      double[][] losses = new double[oracles + 1][], differences = new double[oracles][];
      int at = 0;
      for (int k = 0; k <= oracles; k++, at += iterations + 1)
        losses[k] = Arrays.copyOfRange(numbers, at, at + iterations + 1);
      for (int k = 0; k < oracles; k++, at += iterations)
        differences[k] = Arrays.copyOfRange(numbers, at, at + iterations);
      return new Runs(layer, seed, losses, differences, numbers[at]);
    }

    double finalLoss(int run) {
      return losses[run][losses[run].length - 1];
    }

    /// The relative difference of the loss of an oracle from that of the exact run.
    double apart(int oracle, int iteration) {
      double exact = losses[0][iteration];
      return Math.abs(losses[oracle + 1][iteration] - exact) / exact;
    }

    double finallyApart(int oracle) {
      return apart(oracle, losses[0].length - 1);
    }

    double everApart(int oracle) {
      return IntStream.range(0, losses[0].length)
          .mapToDouble(t -> apart(oracle, t))
          .max()
          .orElse(0);
    }

    double largestDifference(int oracle) {
      return Arrays.stream(differences[oracle]).max().orElse(0);
    }
  }

  /// The gradients at W = 0, where many rows are weakly active.
  ///
  /// @param flagged part of the samples of which the exact gradient says so
  /// @param differences of the oracles, relative
  private record Kink(Kind layer, double flagged, double[] differences) {
    static Kink of(Kind layer, Setting setting) {
      DecisionTask task = task(layer, setting, new SplittableRandom(setting.seed()));
      DecisionTask.Visit visit = task.visit(new double[task.weights()], task.everySample());
      double[] exact = task.gradient(visit, EXACT);
      double[] differences =
          ORACLES.stream()
              .mapToDouble(o -> Vectors.error(task.gradient(visit, o.adjoint), exact))
              .toArray();
      return new Kink(layer, task.flagged(visit, EXACT, Flag.WEAKLY_ACTIVE), differences);
    }

    boolean isOne() {
      return flagged > 0 && Arrays.stream(differences).anyMatch(v -> v > WITHIN);
    }

    Row row() {
      double[] values = Arrays.copyOf(differences, differences.length + 1);
      values[differences.length] = flagged;
      return new Row(layer.title, values);
    }
  }

  @Override
  public Findings run(Setting setting, Journal journal, Consumer<String> step) {
    List<Runs> all = new ArrayList<>();
    for (Kind layer : LAYERS)
      for (int k = 0; k < seeds(setting); k++) {
        long seed = setting.seed() + k;
        String name = "%s, seed %d".formatted(layer.title, seed);
        double[] numbers = journal.of(name, () -> train(layer, setting, seed).numbers());
        all.add(Runs.of(layer, seed, numbers));
        step.accept(name);
      }
    Findings.Draft draft = new Findings.Draft();
    say(draft, all);
    draft.table("Loss after the last step", columns(), all.stream().map(DropIn::row).toList());
    kinks(draft, Arrays.stream(LAYERS).map(layer -> Kink.of(layer, setting)).toList());
    for (int k = 0; k < all.size(); k += seeds(setting)) chart(draft, all.get(k));
    return draft.done();
  }

  private static Runs train(Kind layer, Setting setting, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DecisionTask task = task(layer, setting, random);
    // Not 0: there many rows are weakly active, and every oracle may choose another side.
    double[] start = Vectors.normal(random, task.weights(), 0, START);
    double[][] differences = new double[ORACLES.size()][iterations(setting)];
    double[][] losses = new double[ORACLES.size() + 1][];
    losses[0] =
        descend(
            task,
            EXACT,
            start,
            iterations(setting),
            (t, at) -> {
              double[] exact = task.gradient(at, EXACT);
              for (int k = 0; k < differences.length; k++)
                differences[k][t] = Vectors.error(task.gradient(at, ORACLES.get(k).adjoint), exact);
            });
    for (int k = 0; k < ORACLES.size(); k++)
      losses[k + 1] =
          descend(task, ORACLES.get(k).adjoint, start, iterations(setting), (t, at) -> {});
    double check = task.errorAgainstDifferences(start, EXACT, random);
    return new Runs(layer, seed, losses, differences, check);
  }

  /// The losses before every step and after the last.
  private static double[] descend(
      DecisionTask task,
      Adjoint adjoint,
      double[] start,
      int iterations,
      BiConsumer<Integer, DecisionTask.Visit> listener) {
    double[] w = start.clone();
    Adam adam = new Adam(w.length, LEARNING_RATE);
    double[] losses = new double[iterations + 1];
    for (int t = 0; t < iterations; t++) {
      DecisionTask.Visit visit = task.visit(w, task.everySample());
      losses[t] = visit.loss();
      listener.accept(t, visit);
      adam.step(w, task.gradient(visit, adjoint));
    }
    losses[iterations] = task.visit(w, task.everySample()).loss();
    return losses;
  }

  private static DecisionTask task(Kind layer, Setting setting, SplittableRandom random) {
    return DecisionTask.of(layer, setting.pick(10, 40), setting.pick(6, 24), random);
  }

  private static List<String> columns() {
    return Stream.of(
            Stream.of("layer", "exact"),
            ORACLES.stream().map(Oracle::name),
            Stream.of("largest difference", "in the run", "of gradients", "exact – central diff."))
        .flatMap(s -> s)
        .toList();
  }

  private static Row row(Runs runs) {
    double[] values = new double[ORACLES.size() + 5];
    for (int k = 0; k <= ORACLES.size(); k++) values[k] = runs.finalLoss(k);
    int at = ORACLES.size() + 1;
    for (int k = 0; k < ORACLES.size(); k++) {
      values[at] = Math.max(values[at], runs.finallyApart(k));
      values[at + 1] = Math.max(values[at + 1], runs.everApart(k));
      values[at + 2] = Math.max(values[at + 2], runs.largestDifference(k));
    }
    values[at + 3] = runs.check;
    return new Row("%s, seed %d".formatted(runs.layer.title, runs.seed), values);
  }

  private static void say(Findings.Draft draft, List<Runs> all) {
    for (int k = 0; k < ORACLES.size(); k++) {
      int oracle = k;
      double finals = all.stream().mapToDouble(r -> r.finallyApart(oracle)).max().orElse(0);
      double ever = all.stream().mapToDouble(r -> r.everApart(oracle)).max().orElse(0);
      double gradients = all.stream().mapToDouble(r -> r.largestDifference(oracle)).max().orElse(0);
      draft.say(
          ("%s: the final losses are %s 0.1 %% of those with exact gradients; the largest "
                  + "difference is %.1e, during the runs %.1e, of the gradients at the same point "
                  + "%.1e, all relative.")
              .formatted(
                  ORACLES.get(k).name,
                  finals <= WITHIN ? "within" : "NOT within",
                  finals,
                  ever,
                  gradients));
    }
    double check = all.stream().mapToDouble(Runs::check).max().orElse(0);
    draft.say(
        ("The exact gradients themselves differ from central differences of a tight solve, "
                + "along a drawn direction, by at most %.1e.")
            .formatted(check));
  }

  private static void kinks(Findings.Draft draft, List<Kink> kinks) {
    List<String> columns = new ArrayList<>(List.of("layer"));
    ORACLES.forEach(o -> columns.add(o.name));
    columns.add("flagged samples");
    draft.table(
        "At W = 0: relative differences from the exact gradient, and the part of the "
            + "samples with weakly active rows",
        columns,
        kinks.stream().map(Kink::row).toList());
    List<String> layers = kinks.stream().filter(Kink::isOne).map(kink -> kink.layer.title).toList();
    if (!layers.isEmpty())
      draft.say(
          ("This is no law at a kink: at W = 0 rows of %s are weakly active, there is no "
                  + "gradient, and the oracles give the derivatives of different sides, flagged "
                  + "WEAKLY_ACTIVE. The runs start elsewhere.")
              .formatted(String.join(" and ", layers)));
  }

  private static void chart(Findings.Draft draft, Runs runs) {
    String title = "%s, seed %d".formatted(runs.layer.title, runs.seed);
    List<Curve> losses = new ArrayList<>(), differences = new ArrayList<>();
    losses.add(curve("exact", true, runs.losses[0]));
    for (int k = 0; k < ORACLES.size(); k++) {
      losses.add(curve(ORACLES.get(k).name, false, runs.losses[k + 1]));
      differences.add(curve(ORACLES.get(k).name, true, runs.differences[k]));
    }
    Axis iterations = new Axis("iteration", false);
    draft
        .chart(title, iterations, new Axis("loss", true), losses)
        .chart(
            title + ": gradients along the exact run",
            iterations,
            new Axis("relative difference", true),
            differences);
  }

  private static Curve curve(String name, boolean isLine, double[] values) {
    double[] x = IntStream.range(0, values.length).asDoubleStream().toArray();
    return new Curve(
        name, isLine, x, Arrays.stream(values).map(v -> Math.max(v, ROUNDING)).toArray());
  }
}
