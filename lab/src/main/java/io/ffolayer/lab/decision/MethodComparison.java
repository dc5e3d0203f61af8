package io.ffolayer.lab.decision;

import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.experiment.Statistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Methods beside a baseline, over seeds: means with intervals, the differences from the baseline
/// seed by seed, times, and words where a difference is none.
///
/// Intervals are Student's of 95 %, over the seeds taken as independent; those of differences are
/// of the paired differences.
///
/// @param measure what is compared, less is better, for example "normalised regret"
/// @param methods the baseline first
/// @param values methods × seeds
/// @param seconds methods × seeds: of the training
public record MethodComparison(
    String measure, List<String> methods, double[][] values, double[][] seconds) {
  /// Adds a table, a remark for each method, and a chart.
  ///
  /// @param firstSeed the seeds follow each other
  public void report(Findings.Draft draft, long firstSeed) {
    List<Row> rows = new ArrayList<>();
    for (int m = 0; m < methods.size(); m++) {
      rows.add(row(m));
      if (m > 0) draft.say(remark(m));
    }
    draft.table(
        "%s over %d seeds".formatted(capitalised(measure), values[0].length),
        List.of(
            "method",
            measure,
            "from",
            "to",
            "less than " + methods.getFirst() + " by",
            "from",
            "to",
            "better in seeds",
            "seconds"),
        rows);
    double[] seeds = new double[values[0].length];
    Arrays.setAll(seeds, s -> firstSeed + s);
    List<Curve> curves = new ArrayList<>();
    for (int m = 0; m < methods.size(); m++)
      curves.add(new Curve(methods.get(m), m == 0, seeds, values[m]));
    draft.chart(
        capitalised(measure) + ", seed by seed",
        new Axis("seed", false),
        new Axis(measure, false),
        curves);
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private double[] savings(int m) {
    double[] savings = new double[values[m].length];
    Arrays.setAll(savings, s -> values[0][s] - values[m][s]);
    return savings;
  }

  private long betterIn(int m) {
    return Arrays.stream(savings(m)).filter(v -> v > 0).count();
  }

  private Row row(int m) {
    double[] interval = Statistics.studentInterval(values[m]);
    double[] saved = m == 0 ? new double[] {Double.NaN} : savings(m);
    double[] of = Statistics.studentInterval(saved);
    return new Row(
        methods.get(m),
        Statistics.mean(values[m]),
        interval[0],
        interval[1],
        Statistics.mean(saved),
        of[0],
        of[1],
        m == 0 ? Double.NaN : betterIn(m),
        Statistics.mean(seconds[m]));
  }

  private String remark(int m) {
    double[] saved = savings(m), interval = Statistics.studentInterval(saved);
    String found =
        interval[0] > 0
            ? "%s has less %s than %s".formatted(methods.get(m), measure, methods.getFirst())
            : interval[1] < 0
                ? "%s has MORE %s than %s".formatted(methods.get(m), measure, methods.getFirst())
                : "the %s of %s cannot be told from that of %s: the difference is noise"
                    .formatted(measure, methods.get(m), methods.getFirst());
    return capitalised(found)
        + ": less by %.3g, 95 %% interval %.3g to %.3g, better in %d of %d seeds."
            .formatted(Statistics.mean(saved), interval[0], interval[1], betterIn(m), saved.length);
  }
}
