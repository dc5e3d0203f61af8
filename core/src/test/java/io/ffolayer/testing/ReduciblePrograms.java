package io.ffolayer.testing;

import io.ffolayer.solve.Status;
import io.ffolayer.testing.Example.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Programs that say in many variables and rows what could be said in few, as people and modelling
/// languages write them: a core, and beside it fixed variables, slacks, definitions, doubletons,
/// loose bounds, rows that the bounds imply, and variables that only cost. Made from their solution
/// and duals, which are unique.
public final class ReduciblePrograms {
  private final SplittableRandom random;
  private final List<double[]> rows = new ArrayList<>();
  private final List<Boolean> equality = new ArrayList<>();
  private final List<Double> slack = new ArrayList<>();
  private final List<Double> dual = new ArrayList<>();
  private final int core;
  private final int n;
  private final double[] y;
  private final double[][] p;
  private int next;

  private ReduciblePrograms(long seed) {
    random = new SplittableRandom(seed);
    core = random.nextInt(3, 6);
    n = core + 7;
    y = RandomPrograms.normals(random, n);
    p = new double[n][n];
    next = core;
  }

  /// A program by its seed, of about 13 variables and 20 rows.
  public static Example of(long seed) {
    ReduciblePrograms made = new ReduciblePrograms(seed);
    made.addCore();
    int fixed = made.addFixed();
    made.addSlack();
    int defined = made.addDefinition(fixed);
    made.addDefinition(defined);
    int tied = made.addDoubleton();
    made.addPushed();
    made.addPushed();
    made.addImpliedRow(tied);
    return made.example(seed);
  }

  private double around1() {
    return (random.nextBoolean() ? 1 : -1) * random.nextDouble(0.5, 2);
  }

  private double[] coreRow() {
    double[] row = new double[n];
    for (int j = 0; j < core; j++) if (random.nextInt(3) > 0) row[j] = around1();
    row[random.nextInt(core)] = around1();
    return row;
  }

  private static double[] unit(int n, int j, double value) {
    double[] row = new double[n];
    row[j] = value;
    return row;
  }

  private void equality(double[] row) {
    rows.add(row);
    equality.add(true);
    slack.add(0.0);
    dual.add(random.nextGaussian());
  }

  private void inequality(double[] row, boolean active) {
    rows.add(row);
    equality.add(false);
    slack.add(active ? 0 : random.nextDouble(0.3, 2));
    dual.add(active ? random.nextDouble(0.3, 2) : 0);
  }

  /// A definite quadratic, an active and an inactive row, loose bounds beside tighter ones.
  private void addCore() {
    for (int i = 0; i < core; i++) {
      p[i][i] += random.nextDouble(1, 3);
      for (int j = 0; j < i; j++)
        if (random.nextInt(3) == 0) p[i][j] = p[j][i] = 0.3 * random.nextGaussian();
    }
    inequality(coreRow(), true);
    inequality(coreRow(), false);
    int bounded = random.nextInt(core);
    inequality(unit(n, bounded, around1()), false);
    double[] bound = rows.getLast();
    inequality(unit(n, bounded, 3 * bound[bounded]), false);
    slack.set(slack.size() - 1, 3 * slack.get(slack.size() - 2) + random.nextDouble(1, 20));
  }

  /// a·x = b, x in an other row and with curvature.
  private int addFixed() {
    int j = next++;
    equality(unit(n, j, around1() * Math.pow(10, random.nextInt(-2, 3))));
    double[] row = coreRow();
    row[j] = around1();
    inequality(row, false);
    p[j][j] = random.nextInt(2);
    int other = random.nextInt(core);
    p[j][other] = p[other][j] = 0.2 * random.nextGaussian() * p[j][j];
    return j;
  }

  /// aᵀx ± t = b, t ≥ 0, of any unit.
  private void addSlack() {
    int j = next++;
    double[] row = coreRow();
    row[j] = around1() * Math.pow(10, random.nextInt(-3, 4));
    equality(row);
    boolean active = random.nextInt(3) == 0;
    inequality(unit(n, j, -Math.pow(10, random.nextInt(-1, 2))), active);
  }

  /// t = aᵀx + c·f + b with a cost of its own: ½t², or a linear one.
  private int addDefinition(int other) {
    int j = next++;
    double[] row = coreRow();
    row[other] = random.nextBoolean() ? around1() : 0;
    row[j] = -1;
    equality(row);
    if (random.nextBoolean()) p[j][j] = 1;
    return j;
  }

  /// a·t + c·x = b, t between bounds.
  private int addDoubleton() {
    int j = next++;
    double[] row = unit(n, j, around1());
    row[random.nextInt(core)] = around1();
    equality(row);
    inequality(unit(n, j, 1), false);
    inequality(unit(n, j, -1), false);
    return j;
  }

  /// A variable that costs and has a bound, in a row that pushes it there too.
  private void addPushed() {
    int j = next++;
    inequality(unit(n, j, -1), true);
    double[] row = unit(n, j, random.nextDouble(0.5, 2));
    row[random.nextInt(core)] = around1();
    inequality(row, false);
  }

  /// A row that the bounds of a variable imply, and one that says nothing.
  private void addImpliedRow(int bounded) {
    inequality(unit(n, bounded, 1), false);
    slack.set(slack.size() - 1, 50.0);
    double[] row = unit(n, bounded, 2);
    inequality(row, false);
    slack.set(slack.size() - 1, 100.0);
    inequality(new double[n], false);
    addMultiple(1, random.nextDouble(1, 9));
  }

  /// A multiple of an inequality, looser than it is.
  private void addMultiple(int of, double factor) {
    double[] row = rows.get(of).clone();
    for (int j = 0; j < n; j++) row[j] *= factor;
    inequality(row, false);
    slack.set(slack.size() - 1, factor * slack.get(of) + random.nextDouble(1, 20));
  }

  private Example example(long seed) {
    int m = rows.size();
    double[][] a = rows.toArray(new double[0][]);
    double[] z = dual.stream().mapToDouble(v -> v).toArray();
    double[] b = new double[m], q = new double[n];
    for (int i = 0; i < m; i++) {
      b[i] = slack.get(i);
      for (int j = 0; j < n; j++) b[i] += a[i][j] * y[j];
    }
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < n; k++) q[j] -= p[j][k] * y[k];
      for (int i = 0; i < m; i++) q[j] -= a[i][j] * z[i];
    }
    boolean[] kinds = new boolean[m];
    for (int i = 0; i < m; i++) kinds[i] = equality.get(i);
    double[] used = Arrays.copyOf(y, n);
    return new Example(
        "reducible, seed " + seed,
        Family.SEMIDEFINITE,
        new PlainProgram(p, q, a, b, kinds),
        Set.of(Status.SOLVED),
        used,
        z,
        0.3);
  }
}
