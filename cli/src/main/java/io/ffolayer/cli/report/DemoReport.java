package io.ffolayer.cli.report;

import io.ffolayer.io.json.BadInputException;
import io.ffolayer.io.json.RecordFile;
import io.ffolayer.lab.sudoku.SudokuTraining.Settings;
import io.ffolayer.lab.sudoku.TrainingRecord;
import io.ffolayer.lab.sudoku.TrainingRecord.Epoch;
import io.ffolayer.lab.sudoku.TrainingRecord.Example;
import io.ffolayer.lab.sudoku.TrainingRecord.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.style.Styler.LegendPosition;

/// The page that `ffo demo` leaves: one file, no script, nothing loaded from elsewhere.
///
/// @param runs the same training with each adjoint
/// @param machine facts about where it ran
public record DemoReport(
    Settings settings, List<TrainingRecord> runs, List<String> machine, double seconds) {
  private static final Page PAGE = new Page("ffo demo");

  /// A file for the report. One that is there already is written over only if it is a report.
  ///
  /// @throws BadInputException if something else stands there, or nothing can
  public static RecordFile at(Path path) {
    return PAGE.at(path, "--html");
  }

  public void write(OutputStream out) throws IOException {
    out.write(PAGE.bytes("Learning the rules of Sudoku", body()));
  }

  private String body() {
    return introduction()
        + tiles()
        + boards()
        + plots()
        + table()
        + facts()
        + "<footer>Amos and Kolter, OptNet, ICML 2017, §4.4. Zhao, Mo, Ho, Amos and Wang, A Fully"
        + " First-Order Layer for Differentiable Optimization, ICML 2026.</footer>\n";
  }

  private String introduction() {
    return """
    <h1>Learning the rules of Sudoku</h1>
    <p class="lead">A model that knows nothing of Sudoku, but that some linear rules hold, learns them from solved
    boards. It is one layer: the solution of a quadratic program. Its loss is differentiated through that solution.</p>
    <p class="formula">y(p) = argmin 0.05 ‖y‖² − pᵀy &nbsp; subject to &nbsp; A y = A exp(z₀), &nbsp; y ≥ 0</p>
    <p>p is the puzzle, one number for each cell and digit; A (40 × 64) and z₀ are learnt, by Adam in batches of %d from %d
    boards. A board counts as solved if no rule is broken when each cell takes its largest value. The training ran twice from
    the same start: with the <b>first-order</b> gradient and with the <b>exact</b> one, the implicit function theorem on the
    full KKT system.</p>
    """
        .formatted(settings.batch(), settings.puzzles().training());
  }

  private String tiles() {
    TrainingRecord first = runs.getFirst();
    double difference =
        runs.stream()
            .flatMap(run -> run.epochs().stream())
            .mapToDouble(epoch -> epoch.trust().difference())
            .filter(value -> value >= 0)
            .max()
            .orElse(0);
    StringBuilder out = new StringBuilder("<div class=\"tiles\">");
    for (TrainingRecord run : runs)
      tile(
          out,
          "%d of %d".formatted(run.epochs().getLast().test().wrong(), settings.puzzles().test()),
          "test boards wrong after %d epochs, %s"
              .formatted(run.epochs().size(), label(run).toLowerCase(Locale.ROOT)));
    tile(out, scientific(difference), "largest difference of the two gradients, relative");
    tile(
        out,
        String.format(Locale.ROOT, "%.1f s", seconds),
        "for both runs, %d and %d steps"
            .formatted(first.steps().size(), runs.getLast().steps().size()));
    return out.append("</div>\n").toString();
  }

  private static void tile(StringBuilder out, String figure, String text) {
    out.append("<div class=\"tile\"><b>%s</b><span>%s</span></div>".formatted(figure, text));
  }

  private String boards() {
    Example example = runs.getFirst().example();
    var clues = example.puzzle().clues();
    var solution = example.puzzle().solution();
    return """
    <h2>A test board, before and after</h2>
    <div class="boards">
    <figure>%s<figcaption>The puzzle</figcaption></figure>
    <figure>%s<figcaption>Before training</figcaption></figure>
    <figure>%s<figcaption>After training</figcaption></figure>
    </div>
    """
        .formatted(
            new BoardPicture(clues, null, solution).svg("The puzzle"),
            new BoardPicture(clues, example.before(), solution).svg("The board before training"),
            new BoardPicture(clues, example.after(), solution).svg("The board after training"));
  }

  private String plots() {
    int perEpoch = settings.stepsPerEpoch();
    return "<h2>What happened</h2>\n<div class=\"plots\">\n"
        + Page.figure(
            "Loss",
            "Mean square distance of the answers from the solved boards.",
            Plot.overSteps("loss", true, LegendPosition.InsideNE, curves(step -> true, Step::loss)))
        + Page.figure(
            "Boards solved",
            "Lines: of the batch, before its step. Points: of the %d test boards, after each epoch."
                .formatted(settings.puzzles().test()),
            Plot.overSteps("%", false, LegendPosition.InsideSE, solved()))
        + Page.figure(
            "Rows that changed sides",
            "Between active and inactive since the last visit of the same board, mean of the batch.",
            Plot.overSteps(
                "rows",
                false,
                LegendPosition.InsideSE,
                curves(step -> step.number() > perEpoch, Step::changes)))
        + Page.figure(
            "First-order against exact gradient",
            "Relative difference of the gradients of A and z₀ at the same point, every %d steps."
                .formatted(settings.compareEvery()),
            Plot.overSteps(
                "relative difference",
                true,
                LegendPosition.InsideSE,
                curves(step -> step.trust().isCompared(), step -> step.trust().difference())))
        + "</div>\n";
  }

  private List<Plot.Curve> solved() {
    double batch = settings.batch();
    double test = settings.puzzles().test();
    List<Plot.Curve> curves =
        new ArrayList<>(curves(step -> true, step -> 100 * step.solved() / batch));
    for (TrainingRecord run : runs) {
      double[] steps = new double[run.epochs().size() + 1];
      double[] shares = new double[steps.length];
      shares[0] = 100 * (test - run.wrongBefore()) / test;
      for (int k = 1; k < steps.length; k++) {
        steps[k] = k * settings.stepsPerEpoch();
        shares[k] = 100 * (test - run.epochs().get(k - 1).test().wrong()) / test;
      }
      curves.add(new Plot.Curve(label(run) + ", test", true, steps, shares));
    }
    return curves;
  }

  private interface StepTest {
    boolean test(Step step);
  }

  private List<Plot.Curve> curves(StepTest shown, ToDoubleFunction<Step> value) {
    List<Plot.Curve> curves = new ArrayList<>();
    for (TrainingRecord run : runs) {
      List<Step> steps = run.steps().stream().filter(shown::test).toList();
      curves.add(
          new Plot.Curve(
              label(run),
              false,
              steps.stream().mapToDouble(Step::number).toArray(),
              steps.stream().mapToDouble(value).toArray()));
    }
    return curves;
  }

  private String table() {
    StringBuilder out =
        new StringBuilder(
            """
            <h2>Epoch by epoch</h2>
            <div class="scroll"><table>
            <tr><th>gradient</th><th>epoch</th><th>loss</th><th>wrong boards</th><th>row changes</th>\
            <th>gradient difference</th><th>forward, s</th><th>backward, s</th></tr>
            """);
    for (TrainingRecord run : runs) for (Epoch epoch : run.epochs()) row(out, run, epoch);
    return out.append("</table></div>\n").toString();
  }

  private static void row(StringBuilder out, TrainingRecord run, Epoch epoch) {
    out.append(
        String.format(
            Locale.ROOT,
            "<tr><td>%s</td><td>%d</td><td>%.5f</td><td>%d</td><td>%s</td><td>%s</td>"
                + "<td>%.2f</td><td>%.2f</td></tr>%n",
            label(run),
            epoch.number(),
            epoch.loss(),
            epoch.test().wrong(),
            epoch.number() == 1
                ? "–"
                : String.format(Locale.ROOT, "%.1f", epoch.changes().perVisit()),
            scientific(epoch.trust().difference()),
            epoch.seconds().forward(),
            epoch.seconds().backward()));
  }

  private String facts() {
    StringBuilder out = new StringBuilder("<h2>Settings</h2>\n<ul class=\"facts\">");
    var puzzles = settings.puzzles();
    out.append(
        "<li>%d boards to learn from, %d to test, %d to %d clues, each with one solution; seed %d</li>"
            .formatted(
                puzzles.training(),
                puzzles.test(),
                puzzles.fewestClues(),
                puzzles.mostClues(),
                puzzles.seed()));
    out.append(
        "<li>Adam with learning rate %s, times %s after each epoch; %d steps an epoch</li>"
            .formatted(settings.learningRate(), settings.decay(), settings.stepsPerEpoch()));
    for (String fact : machine) out.append("<li>%s</li>".formatted(Page.escaped(fact)));
    return out.append("</ul>\n").toString();
  }

  private static String label(TrainingRecord run) {
    return run.adjoint().equals("Implicit") ? "Exact" : "First-order";
  }

  private static String scientific(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.0e", value);
  }
}
