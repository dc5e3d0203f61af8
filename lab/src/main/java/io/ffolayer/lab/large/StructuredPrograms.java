package io.ffolayer.lab.large;

import io.ffolayer.ConvexLayer;
import io.ffolayer.lab.experiment.Vectors;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Sparse quadratic programs of any size whose factors stay sparse; q is the parameter.
///
/// @param rows of equalities and inequalities, bounds included
/// @param q about which the experiment differentiates
record StructuredPrograms(
    ConvexLayer layer, Variable y, Parameter parameter, int rows, double[] q) {
  /// A function from a size and a seed to a program.
  interface Maker {
    StructuredPrograms make(int n, long seed);
  }

  /// Entries of a matrix, in any order.
  private static final class Entries {
    private int[] i;
    private int[] j;
    private double[] values;
    private int count;

    Entries(int most) {
      i = new int[most];
      j = new int[most];
      values = new double[most];
    }

    void add(int row, int column, double value) {
      i[count] = row;
      j[count] = column;
      values[count++] = value;
    }

    Constant matrix(int rows, int columns) {
      i = Arrays.copyOf(i, count);
      j = Arrays.copyOf(j, count);
      Layout.Sparse pattern = Layout.Sparse.ofEntries(rows, columns, i, j);
      double[] ordered = new double[pattern.size()];
      for (int k = 0; k < count; k++) ordered[pattern.position(i[k], j[k])] = values[k];
      return Constant.sparse(pattern, ordered);
    }
  }

  private static double[] filled(int size, double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }

  private static StructuredPrograms of(
      QuadraticProgram program, Variable y, Parameter parameter, int rows, double[] q) {
    return new StructuredPrograms(ConvexLayer.of(program), y, parameter, rows, q);
  }

  /// A box and a budget, separable: min ½‖y‖² + qᵀy, −1 ≤ y ≤ 0, 1ᵀy ≥ −n/10.
  static StructuredPrograms budget(int n, long seed) {
    Variable y = Variable.vector("y", n);
    Parameter q = Parameter.vector("q", n);
    Entries sum = new Entries(n);
    for (int k = 0; k < n; k++) sum.add(0, k, -1);
    QuadraticProgram program =
        QuadraticProgram.in(y)
            .minimize(Constant.identity(n, 1), q)
            .atLeast(Constant.constant(filled(n, -1)))
            .atMost(Constant.constant(new double[n]))
            .lessThan(sum.matrix(1, n), Constant.constant(new double[] {n / 10.0}));
    return of(program, y, q, 2 * n + 1, Vectors.normal(new SplittableRandom(seed), n, 0.5, 1.15));
  }

  private static final int WIDTH = 10;

  /// A band: P diagonal, n/2 inequalities of ten entries around column 2i, half of them active at a
  /// drawn solution.
  static StructuredPrograms band(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int m = n / 2;
    double[] solution = Vectors.normal(random, n, 0, 1), q = new double[n], h = new double[m];
    for (int j = 0; j < n; j++) q[j] = -solution[j];
    Entries g = new Entries(m * WIDTH);
    for (int i = 0; i < m; i++) {
      boolean isActive = random.nextBoolean();
      double level = random.nextDouble(0.1, 1.1);
      for (int k = 0; k < WIDTH; k++) {
        int column = (2 * i + k) % n;
        double entry = random.nextGaussian();
        g.add(i, column, entry);
        h[i] += entry * solution[column];
        if (isActive) q[column] -= entry * level;
      }
      if (!isActive) h[i] += level;
    }
    Variable y = Variable.vector("y", n);
    Parameter parameter = Parameter.vector("q", n);
    QuadraticProgram program =
        QuadraticProgram.in(y)
            .minimize(Constant.identity(n, 1), parameter)
            .lessThan(g.matrix(m, n), Constant.constant(h));
    return of(program, y, parameter, m, q);
  }

  private static final double[][] MOTION = {
    {1, .1, 0, 0}, {0, .95, .1, 0}, {0, 0, 1, .1}, {.05, 0, 0, .95}
  };
  private static final double[][] STEERING = {{0, 0}, {.1, 0}, {0, 0}, {0, .1}};

  /// Optimal control of a long chain: n/6 steps of four states and two controls, x₊ = Mx + Su + w
  /// with a drawn w, controls within ±1; q has targets of both.
  static StructuredPrograms control(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int states = MOTION.length, step = states + STEERING[0].length, steps = n / step;
    int size = steps * step;
    Entries a = new Entries(steps * states * (1 + step));
    for (int t = 0; t < steps; t++)
      for (int k = 0; k < states; k++) {
        a.add(states * t + k, step * t + k, 1);
        for (int l = 0; l < step; l++) {
          double entry = l < states ? -MOTION[k][l] : -STEERING[k][l - states];
          int column = l < states ? step * (t - 1) + l : step * t + l;
          if (entry != 0 && column >= 0) a.add(states * t + k, column, entry);
        }
      }
    double[] weights = new double[size], bounds = new double[size];
    for (int k = 0; k < size; k++) {
      boolean isState = k % step < states;
      weights[k] = isState ? 1 : 0.1;
      bounds[k] = isState ? Double.POSITIVE_INFINITY : 1;
    }
    double[] less = Arrays.stream(bounds).map(b -> -b).toArray();
    Variable y = Variable.vector("y", size);
    Parameter q = Parameter.vector("q", size);
    double[] drift = Vectors.normal(random, steps * states, 0, 0.3);
    QuadraticProgram program =
        QuadraticProgram.in(y)
            .minimize(Constant.diagonal(weights), q)
            .equalTo(a.matrix(steps * states, size), Constant.constant(drift))
            .atLeast(Constant.constant(less))
            .atMost(Constant.constant(bounds));
    int rows = steps * (states + 2 * STEERING[0].length);
    return of(program, y, q, rows, Vectors.normal(random, size, 0, 1));
  }

  /// The obstacle problem on a square grid: P the five-point Laplacian plus .01, y ≥ 0.
  static StructuredPrograms obstacle(int n, long seed) {
    int side = (int) Math.round(Math.sqrt(n)), size = side * side;
    Entries p = new Entries(3 * size);
    for (int k = 0; k < size; k++) {
      p.add(k, k, 4.01);
      if (k % side + 1 < side) p.add(k, k + 1, -1);
      if (k + side < size) p.add(k, k + side, -1);
    }
    Variable y = Variable.vector("y", size);
    Parameter q = Parameter.vector("q", size);
    QuadraticProgram program =
        QuadraticProgram.in(y)
            .minimize(p.matrix(size, size), q)
            .atLeast(Constant.constant(new double[size]));
    return of(program, y, q, size, Vectors.normal(new SplittableRandom(seed), size, 0, 1));
  }
}
