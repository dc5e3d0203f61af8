package io.ffolayer.lab.experiment;

import static io.ffolayer.model.Affine.diag;
import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.adjoint.Scheme;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Ghost;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.solve.interior.InteriorPoint.Polishing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;

/// How the error of the literal oracle depends on its step δ (E9).
///
/// The perturbed problems are solved by [Inexact], whose answers are off by the tolerance as the
/// theorems have it, and by an interior point method that stops at the tolerance. For each δ either
/// the tolerance is fixed, or it is δ², as the theorem asks. The forward solution is exact.
final class StepSize implements Experiment {
  private static final double[] TOLERANCES = {1e-4, 1e-6, 1e-8, 1e-11};
  private static final int CASES = 3;

  /// A slope that is none.
  private static final double FLAT = 0.3;

  private static final double TIGHTEST = 1e-12;
  private static final double LOOSEST = 1e-2;

  @Override
  public String name() {
    return "step-size";
  }

  @Override
  public String about() {
    return "the error of the literal oracle over its step δ, tolerance fixed or δ² (E9)";
  }

  @Override
  public String question() {
    return "Algorithm 1 differences two solutions, ±δ apart. A large δ leaves the curvature of the"
        + " constraints, O(δ) one-sided and O(δ²) central; a small one divides what the solver leaves,"
        + " tol/δ. Which branch is seen where? A quadratic program (the paper's, where there is no"
        + " curvature) and a program with the variables in a ball; a solver with independent errors"
        + " of the size of its tolerance, and an interior point method that stops at it.";
  }

  @Override
  public int steps(Setting setting) {
    return CASES * Scheme.values().length;
  }

  /// A gradient, and how the perturbed problems are solved.
  ///
  /// @param solver of the perturbed problems, by tolerance
  /// @param isCurved whether there is an error of truncation
  private record Case(
      String name, GradientTask task, DoubleFunction<Solver> solver, boolean isCurved) {
    double error(double delta, Scheme scheme, double tolerance) {
      Ghost ghost = new Ghost.Perturbed(delta, scheme, solver.apply(tolerance));
      return task.error(new FirstOrder().withGhost(ghost));
    }
  }

  @Override
  public Findings run(Setting setting, Consumer<String> step) {
    Findings.Draft draft = new Findings.Draft();
    int points = setting.pick(5, 33);
    List<Row> rows = new ArrayList<>();
    for (Case problem : cases(setting))
      for (Scheme scheme : Scheme.values()) {
        String title = problem.name + (scheme == Scheme.CENTRAL ? ", central" : ", one-sided");
        chart(draft, title, problem, scheme, grid(-8, 0, points));
        chart(draft, title + ", the range of the paper", problem, scheme, grid(-4, -1, points));
        rows.addAll(branches(title, problem, scheme));
        step.accept(title);
      }
    draft.table(
        "Slopes of log error over log δ, fitted over a decade and a half",
        List.of("branch", "slope", "expected"),
        rows);
    return draft
        .say(
            "A quadratic program has no error of truncation: with an exact solver every δ is right,"
                + " and only the noise branch tol/δ is seen.")
        .say(
            "In the ball the error falls with δ until what the solver leaves, divided by δ, takes"
                + " over; central differences reach it later and lower. In the range of the paper,"
                + " 10⁻⁴ to 10⁻¹, both branches are seen only with loose tolerances.")
        .say(interior(rows))
        .done();
  }

  private static String interior(List<Row> rows) {
    double slope =
        rows.stream()
            .filter(row -> row.name().contains("interior") && row.name().contains("leaves"))
            .mapToDouble(row -> row.values()[0])
            .average()
            .orElse(Double.NaN);
    String seen =
        "What an interior point method leaves moves the gradient like δ^%.2f.".formatted(slope);
    if (!(Math.abs(slope) < FLAT)) return seen;
    return seen
        + " It is a bias that both solves share, not noise: it cancels in the difference, and the"
        + " error is flat in δ down to where rounding begins.";
  }

  private static List<Case> cases(Setting setting) {
    DoubleFunction<Solver> noisy = tolerance -> new Inexact(tolerance, setting.seed());
    DoubleFunction<Solver> interior =
        tolerance -> new InteriorPoint().withTolerance(tolerance).withPolish(Polishing.NEVER);
    GradientTask ball = ball(setting);
    return List.of(
        new Case("quadratic", quadratic(setting), noisy, false),
        new Case("ball", ball, noisy, true),
        new Case("ball, interior point", ball, interior, true));
  }

  private static void chart(
      Findings.Draft draft, String title, Case problem, Scheme scheme, double[] deltas) {
    draft.chart(
        title,
        new Axis("δ", true),
        new Axis("relative error of the gradient", true),
        curves(problem, scheme, deltas));
  }

  private static double[] grid(int from, int to, int points) {
    double[] grid = new double[points];
    Arrays.setAll(grid, k -> Math.pow(10, from + (to - from) * k / (points - 1.0)));
    return grid;
  }

  private static List<Curve> curves(Case problem, Scheme scheme, double[] deltas) {
    List<Curve> curves = new ArrayList<>();
    for (double tolerance : TOLERANCES)
      curves.add(
          new Curve(
              "tolerance %.0e".formatted(tolerance),
              true,
              deltas,
              Arrays.stream(deltas).map(d -> problem.error(d, scheme, tolerance)).toArray()));
    curves.add(
        new Curve(
            "tolerance δ²",
            false,
            deltas,
            Arrays.stream(deltas)
                .map(d -> problem.error(d, scheme, Math.clamp(d * d, TIGHTEST, LOOSEST)))
                .toArray()));
    return curves;
  }

  /// The slopes of the branch of truncation, where there is one, and of that of noise.
  private static List<Row> branches(String title, Case problem, Scheme scheme) {
    List<Row> rows = new ArrayList<>();
    if (problem.isCurved) {
      double expected = scheme == Scheme.CENTRAL ? 2 : 1;
      rows.add(new Row(title + ": truncation", fitted(problem, scheme, -1.5, 1e-11), expected));
    }
    double noise = title.contains("interior") ? Double.NaN : -1; // it leaves a bias
    rows.add(
        new Row(title + ": what the solver leaves", fitted(problem, scheme, -6.5, 1e-6), noise));
    return rows;
  }

  private static double fitted(Case problem, Scheme scheme, double from, double tolerance) {
    double[] deltas = new double[7];
    Arrays.setAll(deltas, k -> Math.pow(10, from + 1.5 * k / (deltas.length - 1.0)));
    double[] errors = Arrays.stream(deltas).map(d -> problem.error(d, scheme, tolerance)).toArray();
    return Statistics.slope(deltas, errors).slope();
  }

  private static GradientTask quadratic(Setting setting) {
    int n = setting.pick(20, 200);
    SplittableRandom random = new SplittableRandom(setting.seed());
    Variable z = Variable.vector("z", n);
    Parameter q = Parameter.vector("q", n);
    Problem problem =
        Problem.minimize(sumSquares(z).times(0.5).plus(dot(q, z)))
            .subjectTo(z.ge(-1), z.le(0), sum(z).le(3));
    return GradientTask.of(
        problem, Map.of(q, normal(random, n, 0.5, 1.15)), Map.of(z, normal(random, n, 0, 1)));
  }

  private static GradientTask ball(Setting setting) {
    int n = setting.pick(10, 60);
    SplittableRandom random = new SplittableRandom(setting.seed() + 1);
    Variable z = Variable.vector("z", n);
    Parameter q = Parameter.vector("q", n), shift = Parameter.vector("shift", n);
    Tensor weights = normal(random, n, 0, 1);
    for (int i = 0; i < n; i++) weights.values()[i] = 0.5 + Math.abs(weights.values()[i]);
    Problem problem =
        Problem.minimize(sumSquares(z.minus(1)).times(0.5).plus(dot(q, z)))
            .subjectTo(norm2(diag(constant(weights)).times(z).plus(shift)).le(1), z.ge(-0.2));
    return GradientTask.of(
        problem,
        Map.of(q, normal(random, n, 0, 0.5), shift, normal(random, n, 0, 0.02)),
        Map.of(z, normal(random, n, 0, 1)));
  }

  private static Tensor normal(SplittableRandom random, int n, double mean, double deviation) {
    return Tensor.of(Vectors.normal(random, n, mean, deviation), n);
  }
}
