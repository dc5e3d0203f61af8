package io.ffolayer.lab.decision;

import io.ffolayer.lab.Journal;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// An experiment that trains several methods on several seeds and compares one measure of each with
/// that of a baseline. Each pair of a method and a seed is a step that a journal keeps.
public abstract class SeedStudy implements Experiment {
  /// What is compared; less is better.
  protected abstract String measure();

  /// Their names, the baseline first.
  protected abstract List<String> methods();

  /// How many seeds, at least 2.
  protected abstract int seeds(Setting setting);

  /// Trains and tests one method.
  ///
  /// @param method its place in the list
  /// @return the measure, then whatever the pictures need, the same number of each method
  protected abstract double[] train(int method, Setting setting, long seed);

  /// Adds what is to be seen of the first seed, and more words and tables.
  ///
  /// @param found by method, what training gave at the first seed
  protected abstract void pictures(Findings.Draft draft, Setting setting, List<double[]> found);

  @Override
  public int steps(Setting setting) {
    return seeds(setting) * methods().size();
  }

  @Override
  public Findings run(Setting setting, Journal journal, Consumer<String> step) {
    double[][] values = new double[methods().size()][seeds(setting)];
    double[][] seconds = new double[methods().size()][seeds(setting)];
    List<double[]> first = new ArrayList<>();
    for (int s = 0; s < seeds(setting); s++)
      for (int m = 0; m < methods().size(); m++) {
        long seed = setting.seed() + s;
        int method = m;
        String name = "%s, seed %d".formatted(methods().get(m), seed);
        double[] timed = journal.of(name, () -> timed(method, setting, seed));
        seconds[m][s] = timed[0];
        values[m][s] = timed[1];
        if (s == 0) first.add(Arrays.copyOfRange(timed, 1, timed.length));
        step.accept(name);
      }
    Findings.Draft draft = new Findings.Draft();
    new MethodComparison(measure(), methods(), values, seconds).report(draft, setting.seed());
    pictures(draft, setting, first);
    return draft.done();
  }

  private double[] timed(int method, Setting setting, long seed) {
    long start = System.nanoTime();
    double[] found = train(method, setting, seed);
    double[] timed = new double[found.length + 1];
    timed[0] = (System.nanoTime() - start) * 1e-9;
    System.arraycopy(found, 0, timed, 1, found.length);
    return timed;
  }

  /// Arrays one after the other.
  protected static double[] joined(double[]... parts) {
    return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
  }

  /// Numbers of a picture: those of an array from a place on.
  public record Marks(String name, double[] values, int from) {}

  /// Adds a chart of marks over the same places.
  protected static void marks(
      Findings.Draft draft, String title, String x, String y, double[] at, List<Marks> curves) {
    draft.chart(title, new Axis(x, false), new Axis(y, false), curves(at, false, curves));
  }

  /// The same, joined by lines.
  protected static void lines(
      Findings.Draft draft, String title, String x, String y, double[] at, List<Marks> curves) {
    draft.chart(title, new Axis(x, false), new Axis(y, false), curves(at, true, curves));
  }

  private static List<Curve> curves(double[] at, boolean isLine, List<Marks> curves) {
    return curves.stream()
        .map(c ->
            new Curve(c.name, isLine, at, Arrays.copyOfRange(c.values, c.from, c.from + at.length)))
        .toList();
  }
}
