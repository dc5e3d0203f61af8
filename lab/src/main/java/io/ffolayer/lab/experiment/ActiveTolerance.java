package io.ffolayer.lab.experiment;

import io.ffolayer.ForwardPass;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.experiment.GroupedPortfolios.Answers;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.solve.interior.InteriorPoint.Polishing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// How gradients depend on the tolerance by which rows are called active, and on that of the
/// forward solve (E7).
final class ActiveTolerance implements Experiment {
  private static final double[] ACTIVE = decades(-12, -2);
  private static final double[] FORWARD = decades(-12, -4);
  private static final int DEFAULT = Arrays.binarySearch(ACTIVE, 1e-8);
  private static final double PLATEAU = 1e-6;
  private static final int NAMED = 3;

  /// Errors below this are rounding.
  private static final double ROUNDING = 1e-16;

  @Override
  public String name() {
    return "active-tolerance";
  }

  @Override
  public String about() {
    return "gradients over the tolerance of active rows and that of the forward solve (E7)";
  }

  @Override
  public String question() {
    return "Which rows are active is read from an inexact solution. How wide is the range of"
        + " tolerances in which the gradient is right, and what happens at its edges? Portfolios of"
        + " 40 shares with 120 limits, solved by an interior point method that stops at its"
        + " tolerance, 10⁻⁴ to 10⁻¹²; active tolerance 10⁻¹² to 10⁻², the largest that the oracle"
        + " takes (the paper goes to 10⁻¹); with and without the correction of the forward solution.";
  }

  private static double[] decades(int from, int to) {
    double[] decades = new double[to - from + 1];
    Arrays.setAll(decades, k -> Double.parseDouble("1e" + (from + k)));
    return decades;
  }

  @Override
  public int steps(Setting setting) {
    return FORWARD.length;
  }

  /// What one pair of tolerances gave.
  ///
  /// @param error the largest relative one of a portfolio
  /// @param cosine the smallest
  /// @param misjudged rows, as (portfolio, row), that were held and should not be, or the reverse
  /// @param wrong portfolios whose error is above that of the plateau
  /// @param silent those of them whose report has no flag and an error estimate that is too small
  private record Cell(double error, double cosine, List<int[]> misjudged, int wrong, int silent) {
    static Cell of(Answers found, Answers exact, int count) {
      double error = ROUNDING, cosine = 1;
      List<int[]> misjudged = new ArrayList<>();
      int wrong = 0, silent = 0;
      for (int k = 0; k < count; k++) {
        if (!found.isSolved(k) || !exact.isSolved(k)) continue;
        double own = Vectors.error(found.gradient(k), exact.gradient(k));
        error = Math.max(error, own);
        cosine = Math.min(cosine, Vectors.cosine(found.gradient(k), exact.gradient(k)));
        wrong += own > PLATEAU ? 1 : 0;
        silent += own > PLATEAU && found.isSilent(k, exact) ? 1 : 0;
        for (int row = 0; row < GroupedPortfolios.ROWS; row++)
          if (found.isHeld(k, row) != exact.isHeld(k, row)) misjudged.add(new int[] {k, row});
      }
      return new Cell(error, cosine, misjudged, wrong, silent);
    }
  }

  /// All pairs of tolerances.
  ///
  /// @param cells by forward, then by active tolerance
  private record Grid(String name, boolean isCorrected, Cell[][] cells) {
    /// The active tolerances around the default at which every gradient is right: first and last,
    /// or null.
    int[] plateau(int forward) {
      if (!isRight(forward, DEFAULT)) return new int[0];
      int first = DEFAULT, last = DEFAULT;
      while (first > 0 && isRight(forward, first - 1)) first--;
      while (last + 1 < ACTIVE.length && isRight(forward, last + 1)) last++;
      return new int[] {first, last};
    }

    double[] atDefault() {
      return Arrays.stream(cells).mapToDouble(row -> row[DEFAULT].error).toArray();
    }

    private boolean isRight(int forward, int active) {
      return cells[forward][active].error <= PLATEAU;
    }
  }

  @Override
  public Findings run(Setting setting, Consumer<String> step) {
    GroupedPortfolios portfolios = new GroupedPortfolios(setting.pick(3, 30), setting.seed());
    Answers exact = portfolios.exact();
    Grid corrected = new Grid("Corrected", true, new Cell[FORWARD.length][]);
    Grid uncorrected = new Grid("Uncorrected", false, new Cell[FORWARD.length][]);
    int unsolved = 0;
    for (int f = 0; f < FORWARD.length; f++) {
      ForwardPass pass =
          portfolios.solve(
              new InteriorPoint().withTolerance(FORWARD[f]).withPolish(Polishing.NEVER));
      for (int k = 0; k < portfolios.count; k++) unsolved += pass.isSolved(k) ? 0 : 1;
      for (Grid grid : List.of(corrected, uncorrected))
        grid.cells[f] =
            Arrays.stream(ACTIVE)
                .mapToObj(
                    a -> new FirstOrder().withActiveTolerance(a).withCorrection(grid.isCorrected))
                .map(oracle -> Cell.of(portfolios.answers(pass, oracle), exact, portfolios.count))
                .toArray(Cell[]::new);
      step.accept("forward tolerance %.0e".formatted(FORWARD[f]));
    }
    Findings.Draft draft = new Findings.Draft();
    draft.say(
        ("The exact gradients differ from central differences of a tight solve by %.1e; %d "
                + "of %d forward solves did not reach their tolerance and are left out.")
            .formatted(
                portfolios.errorAgainstDifferences(new SplittableRandom(setting.seed())),
                unsolved,
                FORWARD.length * portfolios.count));
    for (Grid grid : List.of(corrected, uncorrected)) {
      new Edges(portfolios, exact, grid).say(draft);
      report(draft, grid);
    }
    draft.chart(
        "Active tolerance 1e-8: relative error",
        new Axis("forward tolerance", true),
        new Axis("relative error, worst portfolio", true),
        Stream.of(corrected, uncorrected)
            .map(grid -> new Curve(grid.name, true, FORWARD, grid.atDefault()))
            .toList());
    return draft.done();
  }

  /// Where the plateau ends, and why.
  private record Edges(GroupedPortfolios portfolios, Answers exact, Grid grid) {
    void say(Findings.Draft draft) {
      int loosest = FORWARD.length - 1;
      while (loosest >= 0 && grid.plateau(loosest).length == 0) loosest--;
      if (loosest < 0) {
        draft.say(
            "%s, no forward tolerance brings all gradients within %.0e."
                .formatted(grid.name, PLATEAU));
        return;
      }
      int[] plateau = grid.plateau(loosest);
      draft.say(
          ("%s, every gradient is right to %.0e with forward tolerances up to %.0e; with "
                  + "that one, for active tolerances from %.0e to %.0e.")
              .formatted(
                  grid.name, PLATEAU, FORWARD[loosest], ACTIVE[plateau[0]], ACTIVE[plateau[1]]));
      if (plateau[0] > 0) edge(draft, loosest, plateau[0] - 1);
      if (plateau[1] + 1 < ACTIVE.length) edge(draft, loosest, plateau[1] + 1);
      if (loosest + 1 < FORWARD.length) edge(draft, loosest + 1, DEFAULT);
    }

    /// Says what is wrong just beyond.
    private void edge(Findings.Draft draft, int forward, int active) {
      Cell cell = grid.cells[forward][active];
      int near = 0;
      for (int k = 0; k < portfolios.count; k++) near += exact.margin(k) <= ACTIVE[active] ? 1 : 0;
      String text =
          ("%s, just beyond, at active tolerance %.0e and forward tolerance %.0e, the error "
                  + "is %.1e and the cosine %.4f; in %d of %d portfolios a row is nearer to changing "
                  + "side than that tolerance, %d gradients are wrong, %d of them without a flag or "
                  + "an estimate that says so; %d rows are misjudged")
              .formatted(
                  grid.name,
                  ACTIVE[active],
                  FORWARD[forward],
                  cell.error,
                  cell.cosine,
                  near,
                  portfolios.count,
                  cell.wrong,
                  cell.silent,
                  cell.misjudged.size());
      List<String> named =
          cell.misjudged.stream()
              .limit(NAMED)
              .map(at -> portfolios.describe(exact, at[0], at[1]))
              .toList();
      draft.say(named.isEmpty() ? text + "." : text + ": " + String.join("; ", named) + ".");
    }
  }

  private static void report(Findings.Draft draft, Grid grid) {
    table(draft, grid, "largest relative error", Cell::error);
    table(draft, grid, "smallest cosine", Cell::cosine);
    table(draft, grid, "misjudged rows of all portfolios", cell -> cell.misjudged.size());
    table(
        draft,
        grid,
        "wrong gradients without a flag or an estimate that says so",
        cell -> cell.silent);
    chart(draft, grid, "relative error", Cell::error);
    chart(draft, grid, "1 − cosine", cell -> Math.max(1 - cell.cosine, ROUNDING));
    List<Row> rows = new ArrayList<>();
    for (int f = 0; f < FORWARD.length; f++) {
      int[] range = grid.plateau(f);
      rows.add(
          range.length == 0
              ? new Row(tolerance(FORWARD[f]), Double.NaN, Double.NaN)
              : new Row(tolerance(FORWARD[f]), ACTIVE[range[0]], ACTIVE[range[1]]));
    }
    draft.table(
        grid.name + ": active tolerances at which every gradient is right to 1e-6",
        List.of("forward tolerance", "from", "to"),
        rows);
  }

  private static String tolerance(double value) {
    return "%.0e".formatted(value);
  }

  private static void table(
      Findings.Draft draft, Grid grid, String what, ToDoubleFunction<Cell> of) {
    List<String> columns = new ArrayList<>(List.of("forward \\ active tolerance"));
    for (double active : ACTIVE) columns.add(tolerance(active));
    List<Row> rows = new ArrayList<>();
    for (int f = 0; f < FORWARD.length; f++)
      rows.add(
          new Row(tolerance(FORWARD[f]), Arrays.stream(grid.cells[f]).mapToDouble(of).toArray()));
    draft.table(grid.name + ": " + what, columns, rows);
  }

  private static void chart(
      Findings.Draft draft, Grid grid, String what, ToDoubleFunction<Cell> of) {
    List<Curve> curves = new ArrayList<>();
    for (int f = 0; f < FORWARD.length; f += 2)
      curves.add(
          new Curve(
              "forward tolerance " + tolerance(FORWARD[f]),
              true,
              ACTIVE,
              Arrays.stream(grid.cells[f]).mapToDouble(of).toArray()));
    draft.chart(
        grid.name + ": " + what,
        new Axis("active tolerance", true),
        new Axis(what + ", worst portfolio", true),
        curves);
  }
}
