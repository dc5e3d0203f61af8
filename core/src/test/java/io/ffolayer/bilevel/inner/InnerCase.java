package io.ffolayer.bilevel.inner;

import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.bilevel.set.Ball;
import io.ffolayer.bilevel.set.Box;
import io.ffolayer.bilevel.set.LinearRows;
import io.ffolayer.bilevel.set.SimpleSet;
import io.ffolayer.bilevel.set.Simplex;
import io.ffolayer.bilevel.set.WholeSpace;
import io.ffolayer.testing.DenseSolve;
import io.ffolayer.testing.Orthonormal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// An inner problem whose answer is known by construction.
///
/// @param solution the solution; null if there is none, or none that a method may call its own
/// @param isInfeasible whether there is no feasible point
/// @param isEasy whether a method that takes the form must solve it
record InnerCase(
    String name,
    InnerProblem problem,
    double @Nullable [] solution,
    boolean isInfeasible,
    boolean isEasy) {
  @Override
  public String toString() {
    return name;
  }

  static List<InnerCase> all() {
    List<InnerCase> all = new ArrayList<>();
    for (int seed = 0; seed < 10; seed++) {
      for (double condition : new double[] {10, 1e4, 1e8}) {
        all.add(overSet("free", WholeSpace::new, condition, seed));
        all.add(overSet("box", n -> Box.of(n, -1, 1), condition, seed));
        all.add(equalities(condition, seed));
        all.add(rows(condition, seed));
      }
      all.add(overSet("simplex", n -> new Simplex(n, 1), 100, seed));
      all.add(overSet("ball", n -> Ball.of(n, 1), 100, seed));
      all.add(linear(seed));
      all.add(flat(seed));
      all.add(decaying(seed));
      all.add(contradiction(seed));
      all.add(farHalfSpaces(seed));
      all.add(saddle(seed));
    }
    return all;
  }

  static final int SIZE = 12;

  /// ½yᵀPy + qᵀy.
  static SmoothFunction quadratic(double[][] p, double[] q) {
    return SmoothFunction.ofNumber(
        (x, y) -> {
          double sum = 0;
          for (int i = 0; i < y.length; i++) sum += (product(p, y, i) / 2 + q[i]) * y[i];
          return sum;
        },
        (x, y, out) -> {},
        (x, y, out) -> {
          for (int i = 0; i < y.length; i++) out[i] += product(p, y, i) + q[i];
        });
  }

  private static double product(double[][] p, double[] y, int i) {
    double sum = 0;
    for (int k = 0; k < y.length; k++) sum += p[i][k] * y[k];
    return sum;
  }

  /// Eigenvalues between 1 and the condition, evenly by their logarithms.
  static double[][] curved(double condition, SplittableRandom random) {
    double[] values = new double[SIZE];
    Arrays.setAll(values, k -> Math.pow(condition, k / (SIZE - 1.0)));
    return withEigenvalues(values, random);
  }

  private static double[][] withEigenvalues(double[] values, SplittableRandom random) {
    double[][] v = Orthonormal.random(SIZE, random);
    double[][] p = new double[SIZE][SIZE];
    for (int i = 0; i < SIZE; i++)
      for (int j = 0; j < SIZE; j++)
        for (int k = 0; k < SIZE; k++) p[i][j] += values[k] * v[k][i] * v[k][j];
    return p;
  }

  /// The minimum over a set: y = Π(w), and the gradient there is y − w.
  private static InnerCase overSet(
      String name, java.util.function.IntFunction<SimpleSet> make, double condition, int seed) {
    SplittableRandom random = new SplittableRandom(1000 + seed);
    SimpleSet set = make.apply(SIZE);
    double[][] p = curved(condition, random);
    double[] w = random.doubles(SIZE, -2, 2).toArray();
    double[] y = w.clone();
    set.project(y);
    double[] q = new double[SIZE];
    for (int i = 0; i < SIZE; i++) q[i] = y[i] - w[i] - product(p, y, i);
    InnerProblem problem = InnerProblem.minimize(quadratic(p, q), 0, SIZE).within(set);
    List<double[]> fixed = new ArrayList<>();
    List<Double> at = new ArrayList<>();
    for (int i = 0; i < SIZE; i++)
      if (set instanceof Box && y[i] != w[i]) {
        double[] row = new double[SIZE];
        row[i] = 1;
        fixed.add(row);
        at.add(y[i]);
      }
    boolean isExact = set instanceof Simplex || set instanceof Ball;
    return new InnerCase(
        "%s, condition %.0e, seed %d".formatted(name, condition, seed),
        problem,
        isExact ? y : solved(p, q, fixed.toArray(double[][]::new), doubles(at)),
        false,
        condition <= 1e4);
  }

  private static InnerCase equalities(double condition, int seed) {
    SplittableRandom random = new SplittableRandom(2000 + seed);
    double[][] a = matrix(4, random);
    double[] y = random.doubles(SIZE, -1, 1).toArray();
    double[] nu = random.doubles(4, -1, 1).toArray();
    double[][] p = curved(condition, random);
    double[] q = slopeAt(y, a, nu, p);
    InnerProblem problem =
        InnerProblem.minimize(quadratic(p, q), 0, SIZE).equalTo(new LinearRows(a, right(a, y)));
    return new InnerCase(
        "equalities, condition %.0e, seed %d".formatted(condition, seed),
        problem,
        solved(p, q, a, right(a, y)),
        false,
        condition <= 10);
  }

  /// Two equalities, three inequalities with multipliers, three without.
  private static InnerCase rows(double condition, int seed) {
    SplittableRandom random = new SplittableRandom(3000 + seed);
    double[][] a = matrix(8, random);
    double[] y = random.doubles(SIZE, -1, 1).toArray();
    double[] z = random.doubles(8, .2, 1).toArray();
    for (int i = 5; i < 8; i++) z[i] = 0;
    double[][] p = curved(condition, random);
    double[] q = slopeAt(y, a, z, p);
    double[] b = right(a, y);
    for (int i = 5; i < 8; i++) b[i] += .5;
    InnerProblem problem =
        InnerProblem.minimize(quadratic(p, q), 0, SIZE)
            .equalTo(new LinearRows(Arrays.copyOf(a, 2), Arrays.copyOf(b, 2)))
            .subjectTo(new LinearRows(Arrays.copyOfRange(a, 2, 8), Arrays.copyOfRange(b, 2, 8)));
    return new InnerCase(
        "rows, condition %.0e, seed %d".formatted(condition, seed),
        problem,
        solved(p, q, Arrays.copyOf(a, 5), Arrays.copyOf(b, 5)),
        false,
        condition <= 10);
  }

  /// The q for which the gradient at y is −Aᵀz.
  private static double[] slopeAt(double[] y, double[][] a, double[] z, double[][] p) {
    double[] q = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      q[i] = -product(p, y, i);
      for (int r = 0; r < z.length; r++) q[i] -= a[r][i] * z[r];
    }
    return q;
  }

  /// The solution of the problem as its rounded numbers state it, where these rows are active.
  private static double[] solved(double[][] p, double[] q, double[][] a, double[] b) {
    int size = SIZE + b.length;
    double[][] kkt = new double[size][size];
    double[] right = new double[size];
    for (int i = 0; i < SIZE; i++) {
      System.arraycopy(p[i], 0, kkt[i], 0, SIZE);
      right[i] = -q[i];
    }
    for (int r = 0; r < b.length; r++) {
      for (int i = 0; i < SIZE; i++) kkt[SIZE + r][i] = kkt[i][SIZE + r] = a[r][i];
      right[SIZE + r] = b[r];
    }
    return Arrays.copyOf(new DenseSolve(kkt).solve(right), SIZE);
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[][] matrix(int rows, SplittableRandom random) {
    double[][] a = new double[rows][];
    Arrays.setAll(a, i -> random.doubles(SIZE, -1, 1).toArray());
    return a;
  }

  private static double[] right(double[][] a, double[] y) {
    double[] b = new double[a.length];
    Arrays.setAll(b, i -> product(a, y, i));
    return b;
  }

  /// A linear objective without bounds.
  private static InnerCase linear(int seed) {
    double[] q = new SplittableRandom(4000 + seed).doubles(SIZE, -1, 1).toArray();
    return without("linear", quadratic(new double[SIZE][SIZE], q), seed);
  }

  /// No curvature in one direction, and a slope along it.
  private static InnerCase flat(int seed) {
    SplittableRandom random = new SplittableRandom(5000 + seed);
    double[] values = new double[SIZE];
    Arrays.setAll(values, k -> k);
    double[] q = random.doubles(SIZE, -1, 1).toArray();
    return without("flat", quadratic(withEigenvalues(values, random), q), seed);
  }

  /// A sum of eʸ, whose gradient goes to 0 far away.
  private static InnerCase decaying(int seed) {
    double[] a = new SplittableRandom(6000 + seed).doubles(SIZE, .5, 2).toArray();
    SmoothFunction g =
        SmoothFunction.ofNumber(
            (x, y) -> {
              double sum = 0;
              for (int i = 0; i < y.length; i++) sum += Math.exp(a[i] * y[i]);
              return sum;
            },
            (x, y, out) -> {},
            (x, y, out) -> {
              for (int i = 0; i < y.length; i++) out[i] += a[i] * Math.exp(a[i] * y[i]);
            });
    return without("decaying", g, seed);
  }

  private static InnerCase without(String name, SmoothFunction g, int seed) {
    return new InnerCase(
        name + ", seed " + seed, InnerProblem.minimize(g, 0, SIZE), null, false, false);
  }

  /// Equalities of which one is the sum of the others, but not on the right.
  private static InnerCase contradiction(int seed) {
    SplittableRandom random = new SplittableRandom(7000 + seed);
    double[][] a = matrix(4, random);
    for (int i = 0; i < SIZE; i++) a[3][i] = a[0][i] + a[1][i] + a[2][i];
    double[] b = random.doubles(4, -1, 1).toArray();
    InnerProblem problem =
        InnerProblem.minimize(quadratic(curved(10, random), new double[SIZE]), 0, SIZE)
            .equalTo(new LinearRows(a, b));
    return new InnerCase("contradiction, seed " + seed, problem, null, true, false);
  }

  /// aᵀy ≤ −1 and aᵀy ≥ 1.
  private static InnerCase farHalfSpaces(int seed) {
    SplittableRandom random = new SplittableRandom(8000 + seed);
    double[][] a = matrix(2, random);
    for (int i = 0; i < SIZE; i++) a[1][i] = -a[0][i];
    InnerProblem problem =
        InnerProblem.minimize(quadratic(curved(10, random), new double[SIZE]), 0, SIZE)
            .subjectTo(new LinearRows(a, new double[] {-1, -1}));
    return new InnerCase("half spaces apart, seed " + seed, problem, null, true, false);
  }

  /// A saddle, stationary where methods start.
  private static InnerCase saddle(int seed) {
    SplittableRandom random = new SplittableRandom(9000 + seed);
    double[] values = new double[SIZE];
    Arrays.setAll(values, k -> k == seed % SIZE ? -1 - k : 1 + k);
    double[] q = seed % 2 == 0 ? new double[SIZE] : random.doubles(SIZE, -1, 1).toArray();
    return without("saddle", quadratic(withEigenvalues(values, random), q), seed);
  }
}
