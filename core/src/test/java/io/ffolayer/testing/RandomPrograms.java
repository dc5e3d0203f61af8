package io.ffolayer.testing;

import io.ffolayer.solve.Status;
import io.ffolayer.testing.Example.Family;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Programs built backwards from a KKT triple (y, s, z) that is chosen first, so that the answer is
/// known without solving anything: q = −Py − Aᵀz and b = Ay + s. The same seed gives the same
/// program.
public final class RandomPrograms {
  /// How P is made.
  public enum Curvature {
    DEFINITE,
    /// Positive definite, about one entry in four.
    SPARSE_DEFINITE,
    DIAGONAL,
    /// Of rank n − (active rows) only, exactly: the active rows determine the rest.
    SEMIDEFINITE,
    /// The same but for rounding, so that an eigenvalue may be −1e-17.
    ROUNDED_SEMIDEFINITE,
    ZERO
  }

  /// Sizes of a program; `active` and `inactive` count inequalities.
  ///
  /// @param density chance of an entry of A
  public record Size(
      int n, int equalities, int active, int inactive, Curvature curvature, double density) {
    public Size(int n, int equalities, int active, int inactive, Curvature curvature) {
      this(n, equalities, active, inactive, curvature, 1);
    }

    int rows() {
      return equalities + active + inactive;
    }
  }

  /// The KKT matrix on the active rows has at least this ratio of pivots.
  private static final double WORST_PIVOT_RATIO = 3e-3;

  private RandomPrograms() {}

  /// A program with exactly one solution and one vector of duals, every margin ≥ ½.
  public static Example strictlyComplementary(long seed, Size size) {
    for (long attempt = 0; attempt < 1000; attempt++) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + attempt);
      Example example = attempt(seed, size, random);
      if (new DenseSolve(example.face().matrix(example.program())).pivotRatio() > WORST_PIVOT_RATIO)
        return example;
    }
    throw new IllegalArgumentException("no well-conditioned program of size " + size);
  }

  private static Example attempt(long seed, Size size, SplittableRandom random) {
    int n = size.n;
    int m = size.rows();
    double[] y = normals(random, n);
    double[] s = new double[m];
    double[] z = new double[m];
    boolean[] equality = new boolean[m];
    for (int i = 0; i < m; i++) {
      equality[i] = i < size.equalities;
      if (equality[i]) z[i] = random.nextGaussian();
      else if (i < size.equalities + size.active) z[i] = random.nextDouble(0.5, 2);
      else s[i] = random.nextDouble(0.5, 2);
    }
    double[][] p = quadratic(random, size);
    double[][] a = rows(random, m, n, size.density);
    PlainProgram program = around(p, a, equality, y, s, z);
    int[] order = seed % 4 == 3 ? shuffled(random, m) : identity(m);
    String name =
        "%s n=%d, %d equalities, %d active, %d inactive, density %.2f, seed %d"
            .formatted(
                lower(size.curvature),
                n,
                size.equalities,
                size.active,
                size.inactive,
                size.density,
                seed);
    return new Example(
        name,
        family(size.curvature),
        program.withRows(order),
        Set.of(Status.SOLVED),
        y,
        pick(z, order),
        0.5);
  }

  private static Family family(Curvature curvature) {
    return switch (curvature) {
      case DEFINITE, SPARSE_DEFINITE, DIAGONAL -> Family.STRICTLY_CONVEX;
      case SEMIDEFINITE, ROUNDED_SEMIDEFINITE -> Family.SEMIDEFINITE;
      case ZERO -> Family.LINEAR;
    };
  }

  /// The program with solution (y, s, z).
  static PlainProgram around(
      double[][] p, double[][] a, boolean[] equality, double[] y, double[] s, double[] z) {
    double[] q = new double[y.length];
    for (int j = 0; j < q.length; j++) {
      Accurate sum = new Accurate();
      for (int k = 0; k < q.length; k++) sum.addProduct(-p[j][k], y[k]);
      for (int i = 0; i < s.length; i++) sum.addProduct(-a[i][j], z[i]);
      q[j] = sum.value();
    }
    double[] b = new double[s.length];
    for (int i = 0; i < b.length; i++) {
      Accurate sum = new Accurate().add(s[i]);
      for (int k = 0; k < q.length; k++) sum.addProduct(a[i][k], y[k]);
      b[i] = sum.value();
    }
    return new PlainProgram(p, q, a, b, equality);
  }

  private static double[][] quadratic(SplittableRandom random, Size size) {
    int n = size.n;
    return switch (size.curvature) {
      case DEFINITE -> gram(random, n, n, 0.3);
      case SPARSE_DEFINITE -> sparseDefinite(random, n);
      case DIAGONAL -> diagonal(random, n);
      case SEMIDEFINITE -> exactGram(random, n, lowRank(size));
      case ROUNDED_SEMIDEFINITE -> gram(random, n, lowRank(size), 0);
      case ZERO -> new double[n][n];
    };
  }

  /// BBᵀ/rank + shift·I, B n×rank.
  static double[][] gram(SplittableRandom random, int n, int rank, double shift) {
    double[][] b = new double[n][];
    for (int i = 0; i < n; i++) b[i] = normals(random, rank);
    double[][] p = new double[n][n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j <= i; j++) {
        double sum = i == j ? shift : 0;
        for (int k = 0; k < rank; k++) sum += b[i][k] * b[j][k] / rank;
        p[i][j] = sum;
        p[j][i] = sum;
      }
    return p;
  }

  private static int lowRank(Size size) {
    int n = size.n;
    return Math.clamp(n - size.equalities - size.active, 1, Math.max(1, n - 1));
  }

  /// BBᵀ with entries of B in eighths, without rounding.
  private static double[][] exactGram(SplittableRandom random, int n, int rank) {
    double[][] b = integers(random, n, rank);
    double[][] p = new double[n][n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) for (int k = 0; k < rank; k++) p[i][j] += b[i][k] * b[j][k] / 8;
    return p;
  }

  private static double[][] sparseDefinite(SplittableRandom random, int n) {
    double[][] p = diagonal(random, n);
    for (int i = 0; i < n; i++)
      for (int j = 0; j < i; j++)
        if (random.nextInt(4) == 0) {
          double value = random.nextGaussian();
          p[i][j] = value;
          p[j][i] = value;
          p[i][i] += Math.abs(value);
          p[j][j] += Math.abs(value);
        }
    return p;
  }

  static double[][] diagonal(SplittableRandom random, int n) {
    double[][] p = new double[n][n];
    for (int i = 0; i < n; i++) p[i][i] = random.nextDouble(0.5, 2);
    return p;
  }

  /// Rows of normal entries, at least one (where density < 1: two, if n allows) in each.
  static double[][] rows(SplittableRandom random, int m, int n, double density) {
    double[][] a = new double[m][n];
    for (double[] row : a) {
      for (int j = 0; j < n; j++) if (random.nextDouble() < density) row[j] = random.nextGaussian();
      for (int k = 0; k < 2; k++) row[random.nextInt(n)] = random.nextGaussian();
    }
    return a;
  }

  /// P diagonal; a lower and an upper bound on most variables; a few general rows, equalities and
  /// inequalities, active and not.
  public static Example separable(long seed, int n, int generalRows) {
    SplittableRandom random = new SplittableRandom(seed * 7_368_787 + n);
    int m = generalRows + 2 * n;
    double[][] a = Arrays.copyOf(rows(random, generalRows, n, 0.5), m);
    boolean[] equality = new boolean[m];
    double[] y = normals(random, n);
    double[] s = new double[m];
    double[] z = new double[m];
    // At most n − generalRows variables stand at a bound, so that the active rows are independent.
    int freeVariables = generalRows;
    for (int j = 0; j < n; j++) {
      int below = generalRows + 2 * j;
      a[below] = unit(n, j, -1);
      a[below + 1] = unit(n, j, 1);
      s[below] = random.nextDouble(0.5, 2);
      s[below + 1] = random.nextDouble(0.5, 2);
      if (j >= freeVariables && random.nextInt(3) > 0) {
        int at = below + random.nextInt(2);
        s[at] = 0;
        z[at] = random.nextDouble(0.5, 2);
      }
    }
    for (int i = 0; i < generalRows; i++) {
      equality[i] = i < (generalRows + 1) / 2;
      a[i][i] += 3;
      if (equality[i]) z[i] = random.nextGaussian();
      else if (random.nextBoolean()) z[i] = random.nextDouble(0.5, 2);
      else s[i] = random.nextDouble(0.5, 2);
    }
    PlainProgram program = around(diagonal(random, n), a, equality, y, s, z);
    String name = "separable n=%d, %d general rows, seed %d".formatted(n, generalRows, seed);
    return new Example(name, Family.SEPARABLE, program, Set.of(Status.SOLVED), y, z, 0.5);
  }

  /// A strictly convex program with k active inequalities whose duals are zero: y is unique, and
  /// has a kink there.
  public static Example weaklyActive(long seed, int n, int weak) {
    SplittableRandom random = new SplittableRandom(seed * 15_485_863 + weak);
    Size size = new Size(n, 1, 1 + weak, n, Curvature.DEFINITE);
    Example strict = strictlyComplementary(4 * seed, size);
    double[] z = strict.z().clone();
    for (int i = 0; i < weak; i++) z[2 + i] = 0;
    PlainProgram old = strict.program();
    double[] s = strict.program().slack(strict.y());
    for (int i = 0; i < 2 + weak; i++) s[i] = 0;
    PlainProgram program = around(old.p(), old.a(), old.equality(), strict.y(), s, z);
    int[] order = shuffled(random, program.m());
    String name = "%d weakly active rows, n=%d, seed %d".formatted(weak, n, seed);
    return degenerate(name, program.withRows(order), strict.y(), pick(z, order));
  }

  /// A strictly convex program whose first active inequality stands three times, once doubled.
  public static Example repeatedRows(long seed, int n) {
    PlainProgram base =
        strictlyComplementary(4 * seed, new Size(n, 1, 2, 2, Curvature.DEFINITE)).program();
    Example strict = strictlyComplementary(4 * seed, new Size(n, 1, 2, 2, Curvature.DEFINITE));
    double[] twice = base.a()[1].clone();
    for (int j = 0; j < n; j++) twice[j] *= 2;
    PlainProgram program =
        base.plusRow(base.a()[1], base.b()[1], false).plusRow(twice, 2 * base.b()[1], false);
    return degenerate("repeated rows n=%d, seed %d".formatted(n, seed), program, strict.y(), null);
  }

  /// A strictly convex program with an equality that is the sum of two others; consistent to the
  /// bit.
  public static Example dependentEqualities(long seed, int n) {
    SplittableRandom random = new SplittableRandom(seed * 32_452_843);
    double[][] a = integers(random, 3, n);
    double[] y = new double[n];
    for (int j = 0; j < n; j++) y[j] = random.nextInt(-4, 5) / 4.0;
    for (int j = 0; j < n; j++) a[2][j] = a[0][j] + a[1][j];
    double[] z = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
    boolean[] equality = {true, true, true};
    PlainProgram program = around(gram(random, n, n, 0.3), a, equality, y, new double[3], z);
    return degenerate("dependent equalities n=%d, seed %d".formatted(n, seed), program, y, null);
  }

  /// A linear program whose solutions are a whole edge: the cost is minus one row.
  public static Example edgeOfSolutions(long seed, int n) {
    SplittableRandom random = new SplittableRandom(seed * 49_979_687);
    double[][] a = new double[2 * n + 1][];
    double[] b = new double[2 * n + 1];
    a[0] = normals(random, n);
    for (int j = 0; j < n; j++) {
      a[1 + 2 * j] = unit(n, j, 1);
      a[2 + 2 * j] = unit(n, j, -1);
      b[1 + 2 * j] = 1;
      b[2 + 2 * j] = 1;
    }
    double[] q = a[0].clone();
    for (int j = 0; j < n; j++) q[j] = -q[j];
    PlainProgram program = new PlainProgram(new double[n][n], q, a, b, new boolean[2 * n + 1]);
    return degenerate("edge of solutions n=%d, seed %d".formatted(n, seed), program, null, null);
  }

  private static Example degenerate(
      String name, PlainProgram program, double @Nullable [] y, double @Nullable [] z) {
    return new Example(name, Family.DEGENERATE, program, Set.of(Status.SOLVED), y, z, 0);
  }

  /// Rows with multipliers z > 0, Aᵀz = 0, bᵀz = −1, among others that do no harm.
  public static Example infeasible(long seed, int n, Curvature curvature) {
    SplittableRandom random = new SplittableRandom(seed * 67_867_967);
    int guilty = n + 1;
    double[][] a = rows(random, guilty + 2, n, 1);
    double[] weight = new double[guilty];
    double[] b = new double[guilty + 2];
    for (int i = 0; i < guilty; i++) {
      weight[i] = random.nextDouble(0.5, 1.5);
      b[i] = random.nextGaussian();
    }
    double excess = 1;
    for (int i = 0; i < guilty - 1; i++) excess += b[i] * weight[i];
    for (int j = 0; j < n; j++) {
      a[guilty - 1][j] = 0;
      for (int i = 0; i < guilty - 1; i++)
        a[guilty - 1][j] -= weight[i] * a[i][j] / weight[guilty - 1];
    }
    b[guilty - 1] = -excess / weight[guilty - 1];
    b[guilty] = 100;
    b[guilty + 1] = 100;
    boolean[] equality = new boolean[guilty + 2];
    equality[0] = seed % 2 == 0;
    PlainProgram program =
        new PlainProgram(
            quadratic(random, new Size(n, 0, n / 2, 0, curvature)),
            normals(random, n),
            a,
            b,
            equality);
    if (seed % 3 == 0) program = program.withRows(shuffled(random, program.m()));
    return new Example(
        "infeasible %s n=%d, seed %d".formatted(lower(curvature), n, seed),
        Family.INFEASIBLE,
        program,
        Set.of(Status.INFEASIBLE),
        null,
        null,
        0);
  }

  /// A row a·y ≤ β and its contrary a·y ≥ β + gap. Where the gap is near the tolerance of a solver,
  /// a point between the two rows may be within the tolerance, and then either status is right, or
  /// none.
  public static Example conflictingPair(long seed, int n, double gap, boolean asEqualities) {
    Example strict = strictlyComplementary(4 * seed, new Size(n, 0, 1, 2, Curvature.DEFINITE));
    PlainProgram base = strict.program();
    double[] contrary = base.a()[1].clone();
    for (int j = 0; j < n; j++) contrary[j] = -contrary[j];
    PlainProgram program = base.plusRow(contrary, -(base.b()[1] + gap), asEqualities);
    program.equality()[1] = asEqualities;
    Set<Status> outcomes = EnumSet.of(Status.INFEASIBLE);
    if (gap < 1e-7) outcomes.addAll(EnumSet.of(Status.SOLVED, Status.ITERATION_LIMIT));
    String name =
        "%s apart by %.0e, n=%d, seed %d"
            .formatted(asEqualities ? "equalities" : "inequalities", gap, n, seed);
    return new Example(name, Family.INFEASIBLE, program, outcomes, null, null, 0);
  }

  /// A feasible program with a direction d, Pd = 0, Ad ≤ 0 (= 0 at equalities), q·d < 0.
  public static Example unbounded(long seed, int n, boolean linear) {
    SplittableRandom random = new SplittableRandom(seed * 86_028_121 + n);
    // d is a vector of ±1 with the sum of squares n, so that P d = 0 up to rounding of sums of a
    // few terms.
    double[] d = new double[n];
    for (int j = 0; j < n; j++) d[j] = random.nextBoolean() ? 1 : -1;
    int m = n + 1;
    double[][] a = integers(random, m, n);
    boolean[] equality = new boolean[m];
    equality[0] = n > 1;
    for (int i = 0; i < m; i++) {
      double along = 0;
      for (int j = 0; j < n; j++) along += a[i][j] * d[j];
      // Move one entry so that a·d is 0 at the equality and negative elsewhere.
      a[i][0] -= (along + (equality[i] ? 0 : random.nextInt(1, 4))) * d[0];
    }
    double[][] p = new double[n][n];
    if (!linear && n > 1) {
      for (int k = 0; k < n - 1; k++) {
        double[] v = integers(random, 1, n)[0];
        double along = 0;
        for (int j = 0; j < n; j++) along += v[j] * d[j];
        v[k] -= along * d[k];
        for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) p[i][j] += v[i] * v[j];
      }
    }
    double[] q = normals(random, n);
    double slope = 0;
    for (int j = 0; j < n; j++) slope += q[j] * d[j];
    for (int j = 0; j < n; j++) q[j] -= (slope + 1) * d[j] / n;
    double[] y = normals(random, n);
    double[] b = new double[m];
    for (int i = 0; i < m; i++) {
      b[i] = equality[i] ? 0 : random.nextDouble(0.5, 2);
      for (int j = 0; j < n; j++) b[i] += a[i][j] * y[j];
    }
    return new Example(
        "unbounded %s n=%d, seed %d".formatted(linear ? "linear" : "quadratic", n, seed),
        Family.UNBOUNDED,
        new PlainProgram(p, q, a, b, equality),
        Set.of(Status.UNBOUNDED),
        null,
        null,
        0);
  }

  /// An example in other units: rows, columns and objective multiplied by powers of two between
  /// 10^−decades and 10^decades.
  public static Example badlyScaled(Example example, long seed, double decades) {
    SplittableRandom random = new SplittableRandom(seed * 104_395_301);
    PlainProgram program = example.program();
    double[] row = powersOfTwo(random, program.m(), decades);
    double[] column = powersOfTwo(random, program.n(), decades);
    double objective = powersOfTwo(random, 1, decades)[0];
    double[] y = example.y() == null ? null : example.y().clone();
    double[] z = example.z() == null ? null : example.z().clone();
    for (int j = 0; y != null && j < y.length; j++) y[j] /= column[j];
    for (int i = 0; z != null && i < z.length; i++) z[i] *= objective / row[i];
    return new Example(
        "scaled by 1e±%.1f seed %d: %s".formatted(decades, seed, example.name()),
        Family.BADLY_SCALED,
        program.scaled(row, column, objective),
        example.outcomes(),
        y,
        z,
        0);
  }

  private static double[] powersOfTwo(SplittableRandom random, int n, double decades) {
    double[] factors = new double[n];
    for (int i = 0; i < n; i++)
      factors[i] =
          Math.scalb(1.0, (int) Math.round(random.nextDouble(-decades, decades) / Math.log10(2)));
    return factors;
  }

  static double[] normals(SplittableRandom random, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) values[i] = random.nextGaussian();
    return values;
  }

  private static double[][] integers(SplittableRandom random, int m, int n) {
    double[][] values = new double[m][n];
    for (double[] row : values) for (int j = 0; j < n; j++) row[j] = random.nextInt(-4, 5);
    return values;
  }

  private static double[] unit(int n, int j, double value) {
    double[] row = new double[n];
    row[j] = value;
    return row;
  }

  static int[] shuffled(SplittableRandom random, int n) {
    int[] order = identity(n);
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  private static int[] identity(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) order[i] = i;
    return order;
  }

  private static double[] pick(double[] values, int[] order) {
    double[] picked = new double[order.length];
    for (int i = 0; i < order.length; i++) picked[i] = values[order[i]];
    return picked;
  }

  private static String lower(Curvature curvature) {
    return curvature.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
