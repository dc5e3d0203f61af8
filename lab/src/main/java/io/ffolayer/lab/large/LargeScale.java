package io.ffolayer.lab.large;

import io.ffolayer.lab.Journal;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.experiment.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/// Time and memory of layers with up to a million variables (E10).
public final class LargeScale implements Experiment {
  private static final int[] SIZES = {10_000, 100_000, 1_000_000};

  private static final List<Family> FAMILIES =
      List.of(
          new Family("budget", 3),
          new Family("band", 3),
          new Family("control", 3),
          new Family("obstacle", 2));

  /// @param sizes how many of the sizes are solved
  private record Family(String name, int sizes) {}

  /// As the lab finds it.
  public LargeScale() {}

  @Override
  public String name() {
    return "large-scale";
  }

  @Override
  public String about() {
    return "time and memory of layers with up to a million variables (E10)";
  }

  @Override
  public String question() {
    return "How do time and memory grow on structured programs? A box and a budget (separable); a band"
        + " of n/2 inequalities with ten entries each; optimal control of a chain with n/6 steps; the"
        + " obstacle problem on a grid, where factors fill up, to 100 000. One instance, gradient of"
        + " q. The first call makes the order of elimination and the workspaces, later ones reuse"
        + " them. Each program has a process of its own; its peak is as the system counts it, the"
        + " virtual machine and garbage that the collector has not met yet included. The gradient is"
        + " compared with central differences along ten entries of q.";
  }

  private static int sizes(Family family, Setting setting) {
    return setting.pick(1, family.sizes);
  }

  @Override
  public int steps(Setting setting) {
    return FAMILIES.stream().mapToInt(family -> sizes(family, setting)).sum();
  }

  /// What one program gave; seconds and megabytes.
  ///
  /// @param forward of the first call, then the median of the later ones; likewise backward
  /// @param error of the slope along a direction, against central differences; NaN at a kink
  private record Point(
      double[] size, double make, double[] forward, double[] backward, double error, double peak) {
    double[] numbers() {
      return new double[] {
        size[0], size[1], make, forward[0], forward[1], backward[0], backward[1], error, peak
      };
    }

    static Point of(double[] n) {
      return new Point(
          new double[] {n[0], n[1]},
          n[2],
          new double[] {n[3], n[4]},
          new double[] {n[5], n[6]},
          n[7],
          n[8]);
    }
  }

  @Override
  public Findings run(Setting setting, Journal journal, Consumer<String> step) {
    Findings.Draft draft = new Findings.Draft();
    List<Row> rows = new ArrayList<>(), slopes = new ArrayList<>();
    List<Curve> times = new ArrayList<>(), peaks = new ArrayList<>();
    for (Family family : FAMILIES) {
      List<Point> points = new ArrayList<>();
      for (int k = 0; k < sizes(family, setting); k++) {
        String name = "%s, n = %d".formatted(family.name, SIZES[k]);
        int n = SIZES[k];
        Point point =
            Point.of(journal.of(name, () -> OwnProcess.measure(family.name, n, setting.seed())));
        points.add(point);
        rows.add(new Row(family.name, point.numbers()));
        step.accept(name);
      }
      if (points.size() > 1) slopes.add(slopes(family, points));
      times.add(curve(family.name + ", forward", points, p -> p.forward[1]));
      times.add(curve(family.name + ", backward", points, p -> p.backward[1]));
      peaks.add(curve(family.name, points, Point::peak));
    }
    say(draft, rows);
    draft.table("Seconds and megabytes", COLUMNS, rows);
    if (!slopes.isEmpty())
      draft.table(
          "Slopes of log time and log memory over log n",
          List.of("program", "forward", "backward", "peak"),
          slopes);
    Axis n = new Axis("n", true);
    return draft
        .chart("Later calls", n, new Axis("seconds", true), times)
        .chart("Peak of the process", n, new Axis("megabytes", true), peaks)
        .done();
  }

  private static final List<String> COLUMNS =
      List.of(
          "program",
          "n",
          "rows",
          "layer made",
          "first forward",
          "later",
          "first backward",
          "later",
          "gradient – central diff.",
          "peak, MB");

  private static void say(Findings.Draft draft, List<Row> rows) {
    double worst = 0;
    for (Row row : rows)
      if (!Double.isNaN(row.values()[7])) worst = Math.max(worst, row.values()[7]);
    draft.say(
        "Every program was solved; gradients agree with central differences to %.1g where no row changes side on the way."
            .formatted(worst));
  }

  private static double[] all(List<Point> points, ToDoubleFunction<Point> of) {
    return points.stream().mapToDouble(of).toArray();
  }

  private static Row slopes(Family family, List<Point> points) {
    double[] n = all(points, p -> p.size[0]);
    return new Row(
        family.name,
        Statistics.slope(n, all(points, p -> p.forward[1])).slope(),
        Statistics.slope(n, all(points, p -> p.backward[1])).slope(),
        Statistics.slope(n, all(points, Point::peak)).slope());
  }

  private static Curve curve(String name, List<Point> points, ToDoubleFunction<Point> of) {
    return new Curve(name, true, all(points, p -> p.size[0]), all(points, of));
  }
}
