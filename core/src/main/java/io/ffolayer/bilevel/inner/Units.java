package io.ffolayer.bilevel.inner;

import io.ffolayer.bilevel.function.ScaledFunction;
import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.bilevel.set.ScaledSet;
import io.ffolayer.internal.descent.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The units in which an inner problem is solved: a length of y that counts as 1, and a factor for
/// each row by which its gradient gets a length near 1. All are powers of two, so that nothing is
/// rounded, and 1 where the user's units are within a factor of eight. Whoever states y in metres
/// or in micrometres, g in cents or in billions, or one row in other units than the next, gets the
/// same answer in his units.
///
/// @param length > 0
/// @param inequalities factors of the rows of h, > 0
/// @param equalities factors of the rows of e, > 0
public record Units(double length, double[] inequalities, double[] equalities) {
  private static final double[] ONE = {1};
  private static final int SAMPLES = 8;
  private static final int MOST_TRIES = 12;
  private static final double NEAR_ONE = 8;
  private static final double NOTHING = 1e-9;

  /// The units that a problem suggests where a method starts: as long as y, as a gradient step, as
  /// y is from a row that it breaks. A few gradients and values; factors of rows from differences
  /// of values in eight directions.
  static Units atStart(InnerProblem problem, double[] x, double[] y) {
    double length = Math.max(typical(y), Vectors.norm(gradientStep(problem, x, y)));
    Slopes slopes = Slopes.at(problem, x, y, length);
    double[] h = value(problem.inequalities(), x, y);
    for (int i = 0; i < h.length; i++) length = reached(length, h[i], slopes.inequalities[i]);
    double[] e = value(problem.equalities(), x, y);
    for (int i = 0; i < e.length; i++)
      length = reached(length, Math.abs(e[i]), slopes.equalities[i]);
    return slopes.unitsOf(length);
  }

  /// The units for a solution: as long as y, or, where y is shorter, as a gradient step, but not
  /// longer than 1 for that.
  public static Units atSolution(InnerProblem problem, double[] x, double[] y) {
    double step = typical(gradientStep(problem, x, y));
    double length = Math.max(typical(y), step > 0 ? Math.min(step, 1) : 0);
    return Slopes.at(problem, x, y, length).unitsOf(length);
  }

  /// About the lengths of the gradients of the rows, as far around a point as a length.
  private record Slopes(double[] inequalities, double[] equalities) {
    static Slopes at(InnerProblem problem, double[] x, double[] y, double length) {
      double probe = length > 0 ? length : 1;
      return new Slopes(
          lengths(problem.inequalities(), x, y, probe), lengths(problem.equalities(), x, y, probe));
    }

    Units unitsOf(double length) {
      double unit = isNearOne(length) ? 1 : power(length);
      return new Units(unit, factors(inequalities, unit), factors(equalities, unit));
    }
  }

  private static double reached(double length, double excess, double slope) {
    double distance = excess / slope;
    return distance > length && Double.isFinite(distance) ? distance : length;
  }

  /// The length of a vector all of whose entries are as large as the median of those of v that are
  /// not 0: a few entries of another size do not decide.
  private static double typical(double[] v) {
    double[] sizes = Arrays.stream(v).map(Math::abs).sorted().toArray();
    double least = NOTHING * sizes[sizes.length - 1];
    int zeros = 0;
    while (zeros < sizes.length && sizes[zeros] <= least) zeros++;
    if (zeros == sizes.length) return 0;
    return sizes[(zeros + sizes.length) / 2] * Math.sqrt(sizes.length - zeros);
  }

  /// A gradient step 1/L that stays in the set, L the curvature along the gradient; 0 if that is
  /// not known.
  private static double[] gradientStep(InnerProblem problem, double[] x, double[] y) {
    double[] gradient = gradient(problem, x, y);
    double norm = Vectors.norm(gradient);
    double[] moved = new double[y.length];
    if (!(norm > 0) || Double.isInfinite(norm)) return moved;
    double probe = 1e-3 * (Vectors.norm(y) > 0 ? Vectors.norm(y) : 1);
    for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
      Vectors.combine(y, -probe / norm, gradient, moved);
      double change = Vectors.distance(gradient(problem, x, moved), gradient);
      boolean isTold = change > 1e-10 * norm;
      double step = probe * norm / change;
      boolean isLocal = probe < step / 4 && probe > step * 1e-6;
      if (isTold && isLocal) {
        Vectors.combine(y, -step / norm, gradient, moved);
        problem.set().project(moved);
        Vectors.combine(moved, -1, y, moved);
        return moved;
      }
      if (!Double.isFinite(change)) probe /= 64;
      else probe = isTold ? step / 64 : probe * 64;
    }
    return new double[y.length];
  }

  private static double[] gradient(InnerProblem problem, double[] x, double[] y) {
    double[] gradient = new double[y.length];
    problem.objective().addProductY(x, y, ONE, gradient);
    return gradient;
  }

  private static double[] value(SmoothFunction rows, double[] x, double[] y) {
    double[] out = new double[rows.rows()];
    if (out.length > 0) rows.value(x, y, out);
    return out;
  }

  /// About the lengths of the gradients of the rows around y: root mean squares of differences.
  private static double[] lengths(SmoothFunction rows, double[] x, double[] y, double probe) {
    double[] squares = new double[rows.rows()];
    if (squares.length == 0) return squares;
    double[] atY = value(rows, x, y);
    int[] counts = new int[squares.length];
    SplittableRandom random = new SplittableRandom(29);
    double[] moved = new double[y.length];
    double step = probe / 4 / Math.sqrt(y.length);
    for (int sample = 0; sample < SAMPLES; sample++) {
      for (int k = 0; k < moved.length; k++)
        moved[k] = y[k] + (random.nextBoolean() ? step : -step);
      double[] there = value(rows, x, moved);
      for (int i = 0; i < squares.length; i++) {
        double slope = (there[i] - atY[i]) / step;
        if (!Double.isFinite(slope)) continue;
        squares[i] += slope * slope;
        counts[i]++;
      }
    }
    for (int i = 0; i < squares.length; i++) squares[i] = Math.sqrt(squares[i] / counts[i]);
    return squares;
  }

  /// 1 for all if no length is far from 1, else the inverse of each.
  private static double[] factors(double[] lengths, double unit) {
    boolean areNear = Arrays.stream(lengths).allMatch(length -> isNearOne(length * unit));
    return Arrays.stream(lengths).map(length -> areNear ? 1 : 1 / power(length * unit)).toArray();
  }

  private static boolean isNearOne(double size) {
    return size > 1 / NEAR_ONE && size < NEAR_ONE;
  }

  /// The power of two below a size; 1 for what is no size.
  private static double power(double size) {
    boolean isSize = size > 0 && size < Double.POSITIVE_INFINITY;
    return isSize ? Math.scalb(1.0, Math.clamp(Math.getExponent(size), -300, 300)) : 1;
  }

  private static double[] times(double factor, double[] v) {
    return Arrays.stream(v).map(value -> factor * value).toArray();
  }

  /// Whether these are the user's units.
  public boolean areOne() {
    return length == 1
        && Arrays.stream(inequalities).allMatch(factor -> factor == 1)
        && Arrays.stream(equalities).allMatch(factor -> factor == 1);
  }

  /// Whether a length or a factor differs by more than 8.
  boolean differFrom(Units other) {
    boolean differ = isFar(length, other.length);
    for (int i = 0; i < inequalities.length; i++)
      differ |= isFar(length * inequalities[i], other.length * other.inequalities[i]);
    for (int i = 0; i < equalities.length; i++)
      differ |= isFar(length * equalities[i], other.length * other.equalities[i]);
    return differ;
  }

  private static boolean isFar(double a, double b) {
    return Math.max(a, b) > NEAR_ONE * Math.min(a, b);
  }

  /// The problem in these units.
  public InnerProblem inward(InnerProblem problem) {
    if (areOne()) return problem;
    SmoothFunction g = new ScaledFunction(problem.objective(), ONE, length);
    InnerProblem scaled = InnerProblem.minimize(g, problem.outer(), problem.inner());
    if (length == 1) scaled = scaled.within(problem.set());
    else scaled = scaled.within(new ScaledSet(problem.set(), length));
    if (inequalities.length > 0)
      scaled = scaled.subjectTo(new ScaledFunction(problem.inequalities(), inequalities, length));
    if (equalities.length > 0)
      scaled = scaled.equalTo(new ScaledFunction(problem.equalities(), equalities, length));
    double modulus = problem.strongConvexity() * length * length;
    return modulus > 0 ? scaled.stronglyConvex(modulus) : scaled;
  }

  /// A point in these units.
  public InnerPoint inward(InnerPoint point) {
    if (areOne()) return point;
    return new InnerPoint(
        times(1 / length, point.y()),
        divided(point.inequalityDuals(), inequalities),
        divided(point.equalityDuals(), equalities));
  }

  private static double @Nullable [] divided(double @Nullable [] duals, double[] factors) {
    if (duals == null || duals.length != factors.length) return duals;
    double[] scaled = duals.clone();
    for (int i = 0; i < scaled.length; i++) scaled[i] /= factors[i];
    return scaled;
  }

  private static double @Nullable [] multiplied(double @Nullable [] duals, double[] factors) {
    if (duals == null || duals.length != factors.length) return duals;
    double[] scaled = duals.clone();
    for (int i = 0; i < scaled.length; i++) scaled[i] *= factors[i];
    return scaled;
  }

  /// A solution in these units.
  public InnerSolution inward(InnerSolution solution) {
    if (areOne()) return solution;
    return solution.with(inward(solution.point()), in(solution.accuracy(), length));
  }

  /// A solution in these units, in the user's.
  public InnerSolution outward(InnerSolution solution) {
    if (areOne()) return solution;
    return solution.with(outward(solution.point()), outward(solution.accuracy()));
  }

  /// A point in these units, in the user's.
  InnerPoint outward(InnerPoint point) {
    if (areOne()) return point;
    return new InnerPoint(
        times(length, point.y()),
        multiplied(point.inequalityDuals(), inequalities),
        multiplied(point.equalityDuals(), equalities));
  }

  InnerSolution.Accuracy outward(InnerSolution.Accuracy accuracy) {
    return areOne() ? accuracy : in(accuracy, 1 / length);
  }

  private static InnerSolution.Accuracy in(InnerSolution.Accuracy accuracy, double length) {
    return new InnerSolution.Accuracy(
        accuracy.residual() * length,
        accuracy.distance() / length,
        accuracy.smallestCurvature() * length * length,
        accuracy.largestCurvature() * length * length);
  }
}
