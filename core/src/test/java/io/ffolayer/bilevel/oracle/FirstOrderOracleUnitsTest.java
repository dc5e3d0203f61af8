package io.ffolayer.bilevel.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.bilevel.function.ScaledFunction;
import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.bilevel.inner.AugmentedLagrangian;
import io.ffolayer.bilevel.inner.GivenSolver;
import io.ffolayer.bilevel.inner.InnerPoint;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.inner.InnerSolution;
import io.ffolayer.bilevel.set.Box;
import io.ffolayer.bilevel.set.ScaledSet;
import io.ffolayer.bilevel.set.SimpleSet;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whoever changes the units of y, of g, of x or of single rows gets the same gradient in his
/// units, clean as before; nor does a variable matter that has nothing to do with the others.
class FirstOrderOracleUnitsTest {
  private static final int PROBLEMS = 6;
  private static final double FAR_FROM_KINK = 5e-3;
  private static final List<OracleCase.Place> PLACES = List.of(OracleCase.Place.values());

  /// @param y one old unit of y in new ones
  /// @param g one old unit of g in new ones
  /// @param rows by up to this many decades the rows are multiplied, up or down
  private record Change(double y, double g, double rows) {}

  private static final List<Change> CHANGES =
      List.of(
          new Change(1e-3, 1, 0),
          new Change(1e3, 1, 0),
          new Change(1e-6, 1, 0),
          new Change(1e6, 1, 0),
          new Change(1, 1e-6, 0),
          new Change(1, 1e9, 0),
          new Change(1, 1, 2),
          new Change(1, 1, 4),
          new Change(1e3, 1e-6, 3),
          new Change(1e-4, 1e5, 2));

  @ParameterizedTest
  @EnumSource(OracleCase.Family.class)
  void theGradientIsTheSameInOtherUnits(OracleCase.Family family) {
    int seen = 0;
    for (long seed = 0; seen < PROBLEMS; seed++) {
      OracleCase.Place place = PLACES.get((int) (seed % 4));
      OracleCase example = OracleCase.of(family, place, seed);
      Hypergradient known = known(example);
      if (known == null) continue;
      seen++;
      for (Change change : CHANGES) {
        InnerProblem problem = changed(example.problem(), change, new SplittableRandom(seed));
        double[] start = times(change.y, example.guess().y());
        OracleVisit visit = visit(problem, example.x(), start);
        Hypergradient found = visit.pullBack(example.cotangent(), Watch.unlimited());
        double[] expected = times(change.y, known.byX());
        assertThat(distance(found.byX(), expected))
            .as("%s %s %d %s: %s", family, place, seed, change, visit.solution())
            .isLessThan(1e-4 * Math.max(norm(expected), 1e-3 * change.y));
        assertThat(found.report().isClean())
            .as("%s %s %d %s", family, place, seed, change)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = OracleCase.Family.class,
      names = {"QUADRATIC", "NONLINEAR"})
  void aVariableOfAnotherSizeBesideDoesNotMatter(OracleCase.Family family) {
    int seen = 0;
    for (long seed = 0; seen < PROBLEMS; seed++) {
      OracleCase example = OracleCase.of(family, OracleCase.Place.ALL, seed);
      Hypergradient known = known(example);
      if (known == null) continue;
      seen++;
      int size = example.problem().inner();
      InnerProblem beside = withNeighbour(example.problem(), 1e3);
      double[] start = Arrays.copyOf(example.guess().y(), size + 1);
      Hypergradient found =
          visit(beside, example.x(), start)
              .pullBack(Arrays.copyOf(example.cotangent(), size + 1), Watch.unlimited());
      assertThat(distance(found.byX(), known.byX()))
          .as("%s %d", family, seed)
          .isLessThan(1e-4 * Math.max(norm(known.byX()), 1e-3));
      assertThat(found.report().isClean()).isTrue();
    }
  }

  /// ½‖y − x‖² in a box, whose gradient is 1 where y is inside and 0 where it is not.
  @Test
  void simpleSetsHaveUnitsToo() {
    double[] x = {.3, -.4, 2, -3};
    SmoothFunction half =
        SmoothFunction.ofNumber(
            (p, y) -> Math.pow(distance(p, y), 2) / 2,
            (p, y, out) -> Arrays.setAll(out, k -> out[k] + p[k] - y[k]),
            (p, y, out) -> Arrays.setAll(out, k -> out[k] + y[k] - p[k]));
    for (double unit : new double[] {1e-6, 1e-3, 1, 1e3, 1e6}) {
      SimpleSet set = new ScaledSet(Box.of(4, -1, 1), 1 / unit);
      InnerProblem problem =
          InnerProblem.minimize(new ScaledFunction(half, new double[] {1}, 1 / unit), 4, 4)
              .within(set);
      Hypergradient found =
          visit(problem, x, new double[4]).pullBack(new double[] {1, 2, 3, 4}, Watch.unlimited());
      assertThat(times(1 / unit, found.byX()))
          .as("unit %s", unit)
          .containsExactly(new double[] {1, 2, 0, 0}, org.assertj.core.data.Offset.offset(1e-8));
      assertThat(found.report().isClean()).isTrue();
    }
  }

  /// A solver of the user's own gets the user's problem, and answers in his units.
  @Test
  void aSolverOfTheUsersOwnIsCheckedInUnitsOfTheProblem() {
    OracleCase example =
        OracleCase.of(OracleCase.Family.QUADRATIC, OracleCase.Place.INEQUALITIES, 1);
    Hypergradient known = known(example);
    Change change = new Change(1e-5, 1, 3);
    InnerProblem problem = changed(example.problem(), change, new SplittableRandom(1));
    InnerSolution tight =
        new AugmentedLagrangian()
            .withAccuracy(1e-13)
            .solve(problem, example.x(), null, Watch.unlimited());
    var method = new GivenSolver((p, x, guess, watch) -> InnerPoint.of(tight.y()), 1e-9);
    Hypergradient found =
        FirstOrderOracle.with(method)
            .visit(problem, example.x(), null, Watch.unlimited())
            .pullBack(example.cotangent(), Watch.unlimited());
    assertThat(known).isNotNull();
    assertThat(distance(found.byX(), times(change.y, known.byX())))
        .isLessThan(1e-4 * change.y * norm(known.byX()));
  }

  private static OracleVisit visit(InnerProblem problem, double[] x, double[] start) {
    return FirstOrderOracle.of(problem).visit(problem, x, InnerPoint.of(start), Watch.unlimited());
  }

  /// The precise gradient, away from kinks; else null.
  private static @org.jspecify.annotations.Nullable Hypergradient known(OracleCase example) {
    OracleVisit visit =
        FirstOrderOracle.with(new AugmentedLagrangian())
            .withAccuracy(1e-12)
            .withRichardson()
            .visit(example.problem(), example.x(), example.guess(), Watch.unlimited());
    if (!visit.solution().isSolved()) return null;
    Hypergradient found = visit.pullBack(example.cotangent(), Watch.unlimited());
    return found.report().margin() < FAR_FROM_KINK ? null : found;
  }

  private static InnerProblem changed(
      InnerProblem problem, Change change, SplittableRandom random) {
    SmoothFunction g =
        new ScaledFunction(problem.objective(), new double[] {change.g}, 1 / change.y);
    InnerProblem changed = InnerProblem.minimize(g, problem.outer(), problem.inner());
    if (problem.inequalities().rows() > 0)
      changed = changed.subjectTo(changed(problem.inequalities(), change, random));
    if (problem.equalities().rows() > 0)
      changed = changed.equalTo(changed(problem.equalities(), change, random));
    return changed;
  }

  private static SmoothFunction changed(
      SmoothFunction rows, Change change, SplittableRandom random) {
    double[] factors =
        random
            .doubles(rows.rows(), -change.rows, Math.nextUp(change.rows))
            .map(decades -> Math.pow(10, decades))
            .toArray();
    return new ScaledFunction(rows, factors, 1 / change.y);
  }

  /// One more variable at the end, with ½(z − size)² in g.
  private static InnerProblem withNeighbour(InnerProblem problem, double size) {
    SmoothFunction g = first(problem.objective(), problem.inner());
    SmoothFunction sum =
        SmoothFunction.ofNumber(
            (x, y) -> g.number(x, y) + Math.pow(y[y.length - 1] - size, 2) / 2,
            (x, y, out) -> g.addProductX(x, y, new double[] {1}, out),
            (x, y, out) -> {
              g.addProductY(x, y, new double[] {1}, out);
              out[y.length - 1] += y[y.length - 1] - size;
            });
    InnerProblem wider = InnerProblem.minimize(sum, problem.outer(), problem.inner() + 1);
    return wider
        .subjectTo(first(problem.inequalities(), problem.inner()))
        .equalTo(first(problem.equalities(), problem.inner()));
  }

  /// The same rows, of the first entries of y.
  private static SmoothFunction first(SmoothFunction rows, int size) {
    return SmoothFunction.ofRows(
        rows.rows(),
        (x, y, out) -> rows.value(x, Arrays.copyOf(y, size), out),
        (x, y, w, out) -> rows.addProductX(x, Arrays.copyOf(y, size), w, out),
        (x, y, w, out) -> {
          double[] own = new double[size];
          rows.addProductY(x, Arrays.copyOf(y, size), w, own);
          for (int k = 0; k < size; k++) out[k] += own[k];
        });
  }

  private static double[] times(double factor, double[] v) {
    return Arrays.stream(v).map(value -> factor * value).toArray();
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) sum = Math.hypot(sum, a[k] - b[k]);
    return sum;
  }

  private static double norm(double[] v) {
    return distance(v, new double[v.length]);
  }
}
