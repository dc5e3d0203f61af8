package io.ffolayer.testing;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/// Random programs over mixes of cones with known answers: the sets on which the conic interior
/// point was designed, n = 2…60.
public final class ConicPrograms {
  /// The kinds of cones of a mix.
  public enum Kind {
    NONNEGATIVE,
    SECOND_ORDER,
    PSD,
    EXPONENTIAL,
    POWER
  }

  /// A condition number above which a ghost system is not called well-posed.
  private static final double WELL_POSED = 3e5;

  /// A condition number above which it is called singular.
  private static final double SINGULAR = 1e13;

  static final Set<Kind> ALL = EnumSet.allOf(Kind.class);

  private ConicPrograms() {}

  /// A strictly complementary solution, unique or not.
  public static ConicProgram feasible(long seed) {
    return feasible(seed, ALL);
  }

  public static ConicProgram feasible(long seed, Set<Kind> kinds) {
    SplittableRandom random = new SplittableRandom(seed);
    return draw(random, variables(random), kinds, 0).program;
  }

  /// The same, redrawn until the system of its face is well conditioned: the only solution, and
  /// stable.
  public static ConicProgram wellPosed(long seed) {
    return wellPosed(seed, ALL);
  }

  public static ConicProgram wellPosed(long seed, Set<Kind> kinds) {
    return wellPosed(seed, kinds, 2, 60);
  }

  private static ConicProgram wellPosed(long seed, Set<Kind> kinds, int least, int most) {
    for (int k = 0; k < 2000; k++) {
      SplittableRandom random = new SplittableRandom(seed * 2000 + k);
      int n = (int) Math.exp(random.nextDouble(Math.log(least), Math.log(most + 0.999)));
      Drawn drawn = draw(random, n, kinds, (k % 10) / 10.0);
      if (drawn.condition() < WELL_POSED) return drawn.program;
    }
    throw new AssertionError("no well-posed program found for seed " + seed);
  }

  /// n = 120…200 and more than one solution, primal or dual: the system of the face is singular.
  public static ConicProgram largeNotUnique(long seed) {
    for (int k = 0; k < 100; k++) {
      SplittableRandom random = new SplittableRandom(seed * 100 + k + 30_000);
      Drawn drawn = draw(random, 120 + random.nextInt(81), ALL, 0);
      if (drawn.condition() > SINGULAR) return drawn.program;
    }
    throw new AssertionError("no program of several solutions found for seed " + seed);
  }

  /// Rows or blocks and columns scaled by 10^±3 each, b and the objective by 10^±3.
  public static ConicProgram badlyScaled(long seed, boolean wellPosed) {
    SplittableRandom random = new SplittableRandom(seed + 7000);
    ConicProgram base =
        wellPosed
            ? wellPosed(seed, ALL, 3, 29)
            : draw(random, 3 + random.nextInt(27), ALL, 0).program;
    double[] column = powers(base.n(), random), row = new double[base.m()];
    int at = 0;
    for (Cone cone : base.cones()) {
      double factor = power(random);
      for (int i = 0; i < cone.size(); i++)
        row[at++] = cone.isPolyhedral() ? power(random) : factor;
    }
    return scaled(base, column, row, power(random), power(random));
  }

  private static double power(SplittableRandom random) {
    return Math.pow(10, random.nextDouble(-3, 3));
  }

  private static double[] powers(int count, SplittableRandom random) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) values[i] = power(random);
    return values;
  }

  /// y' = t y/D, s' = t E s, z' = c z/(E t).
  public static ConicProgram scaled(
      ConicProgram base, double[] d, double[] e, double objective, double t) {
    ConicProgram x = copy(base);
    for (int j = 0; j < x.n(); j++) {
      x.q()[j] *= objective * t * d[j];
      x.y()[j] *= t / d[j];
      for (int k = 0; k < x.n(); k++) x.p()[j][k] *= objective * d[j] * d[k];
    }
    for (int i = 0; i < x.m(); i++) {
      x.b()[i] *= t * e[i];
      x.s()[i] *= t * e[i];
      x.z()[i] *= objective * t / e[i];
      for (int j = 0; j < x.n(); j++) x.a()[i][j] *= e[i] * d[j];
    }
    return x;
  }

  private static ConicProgram copy(ConicProgram x) {
    return new ConicProgram(
        PlainProgram.copy(x.p()),
        x.q().clone(),
        PlainProgram.copy(x.a()),
        x.b().clone(),
        x.cones(),
        x.y().clone(),
        x.s().clone(),
        x.z().clone());
  }

  /// Not strictly complementary: the s or z of some blocks lies on a smaller face than the other
  /// allows.
  public static ConicProgram weak(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = 2 + random.nextInt(23);
    List<Cone> cones = mix(random, n, ALL);
    List<ConicPair> pairs = new ArrayList<>();
    for (Cone cone : cones) pairs.add(weakened(cone, random));
    return around(random, n, cones, pairs).program;
  }

  private static ConicPair weakened(Cone cone, SplittableRandom random) {
    ConicPair pair = ConicPair.random(cone, random, 0);
    double[] s = pair.s().clone(), z = pair.z().clone();
    if (cone instanceof NonnegativeCone) {
      for (int i = 0; i < s.length; i++) if (random.nextDouble() < 0.3) s[i] = z[i] = 0;
    } else if (!cone.isPolyhedral() && random.nextBoolean()) {
      Arrays.fill(random.nextBoolean() ? s : z, 0);
    }
    boolean onlySlack = ConicPair.norm(z) == 0 && ConicPair.norm(s) > 0;
    if (!cone.isPolyhedral() && onlySlack && random.nextDouble() < 0.7) {
      ConicPair other = ConicPair.on(ConicPair.Face.BOUNDARY, cone, random);
      if (ConicPair.norm(other.s()) > 0) s = other.s();
    }
    return new ConicPair(s, z, pair.rows(), pair.weights());
  }

  /// No point strictly inside: active rows once more with both signs, and as equalities.
  public static ConicProgram withoutSlaterPoint(long seed) {
    SplittableRandom random = new SplittableRandom(seed + 900);
    ConicProgram base = wellPosed(seed + 400, ALL, 3, 24);
    List<Integer> active = new ArrayList<>();
    for (int i = 0; i < base.m(); i++) if (base.s()[i] == 0) active.add(i);
    if (active.isEmpty()) return base;
    int m = base.m();
    double[][] a = Arrays.copyOf(base.a(), m + 6);
    double[] b = Arrays.copyOf(base.b(), m + 6);
    for (int k = 0; k < 2; k++) {
      int row = active.get(random.nextInt(active.size()));
      for (int copy = 0; copy < 3; copy++) {
        int at = m + 2 * copy + k;
        int sign = copy == 1 ? -1 : 1;
        a[at] = new double[base.n()];
        for (int j = 0; j < base.n(); j++) a[at][j] = sign * base.a()[row][j];
        b[at] = sign * base.b()[row];
      }
    }
    List<Cone> cones = new ArrayList<>(base.cones());
    cones.add(new NonnegativeCone(4));
    cones.add(new ZeroCone(2));
    return new ConicProgram(
        base.p(),
        base.q(),
        a,
        b,
        cones,
        base.y(),
        Arrays.copyOf(base.s(), m + 6),
        Arrays.copyOf(base.z(), m + 6));
  }

  /// Aᵀz = 0, bᵀz = −1 with z inside K*, or on a face of it.
  public static ConicProgram infeasible(long seed, boolean strongly) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = variables(random);
    List<Cone> cones = mix(random, n, ALL);
    double[] z = new double[0];
    for (Cone cone : cones)
      z =
          join(
              z,
              strongly
                  ? ConicPair.inside(cone, random, true)
                  : ConicPair.random(cone, random, 0).z());
    if (ConicPair.norm(z) == 0) {
      z = new double[0];
      for (Cone cone : cones) z = join(z, ConicPair.inside(cone, random, true));
    }
    double[][] a = sparse(random, z.length, n);
    double zz = ConicProgram.dot(z, z);
    double[] az = transposedProduct(a, z, n);
    for (int i = 0; i < z.length; i++) for (int j = 0; j < n; j++) a[i][j] -= z[i] * az[j] / zz;
    double[] b = ConicPair.gaussian(z.length, random);
    double excess = (ConicProgram.dot(z, b) + 1) / zz;
    for (int i = 0; i < z.length; i++) b[i] -= z[i] * excess;
    double[][] p = quadratic(random, n);
    double[] other = new double[0];
    for (Cone cone : cones) other = join(other, ConicPair.inside(cone, random, true));
    double[] q = gradient(p, ConicPair.gaussian(n, random), a, other);
    return ConicProgram.withoutAnswer(p, q, a, b, cones);
  }

  /// Pd = 0, Ad ∈ −int K, qᵀd = −1, and a feasible point.
  public static ConicProgram unbounded(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = variables(random);
    List<Cone> cones = mix(random, n, ALL);
    double[] s = new double[0], inner = new double[0];
    for (Cone cone : cones) {
      s = join(s, ConicPair.inside(cone, random, false));
      inner = join(inner, ConicPair.inside(cone, random, false));
    }
    double[] d = ConicPair.gaussian(n, random);
    double dd = ConicProgram.dot(d, d);
    double[][] a = sparse(random, s.length, n);
    for (int i = 0; i < s.length; i++) {
      double excess = (ConicProgram.dot(a[i], d) + s[i]) / dd;
      for (int j = 0; j < n; j++) a[i][j] -= excess * d[j];
    }
    double[][] p = projectedTwice(quadratic(random, n), d, dd);
    double[] q = ConicPair.gaussian(n, random);
    double excess = (ConicProgram.dot(q, d) + 1) / dd;
    for (int j = 0; j < n; j++) q[j] -= excess * d[j];
    double[] y = ConicPair.gaussian(n, random), b = inner;
    for (int i = 0; i < b.length; i++) b[i] += ConicProgram.dot(a[i], y);
    return ConicProgram.withoutAnswer(p, q, a, b, cones);
  }

  /// (I − ddᵀ/dᵀd) P (I − ddᵀ/dᵀd).
  static double[][] projectedTwice(double[][] p, double[] d, double dd) {
    int n = d.length;
    double[] pd = new double[n];
    for (int i = 0; i < n; i++) pd[i] = ConicProgram.dot(p[i], d);
    double dpd = ConicProgram.dot(d, pd);
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        p[i][j] += -(d[i] * pd[j] + pd[i] * d[j]) / dd + d[i] * d[j] * dpd / (dd * dd);
    for (int i = 0; i < n; i++) for (int j = 0; j < i; j++) p[i][j] = p[j][i];
    return p;
  }

  /// A program and the rows of the face of its answer.
  private record Drawn(ConicProgram program, List<ConicPair> pairs) {
    /// Of the system of the face.
    double condition() {
      return ConicPrograms.condition(program, pairs);
    }
  }

  /// The condition of [P + Σ w aaᵀ, A_Nᵀ; A_N, 0] in the 1-norm, infinite where more rows are
  /// active than there are variables.
  static double condition(ConicProgram program, List<ConicPair> pairs) {
    int n = program.n();
    double[][] p = PlainProgram.copy(program.p());
    List<double[]> kept = new ArrayList<>();
    int at = 0;
    for (ConicPair pair : pairs) {
      for (int r = 0; r < pair.weights().length; r++) {
        double w = pair.weights()[r];
        if (w == 0) continue;
        double[] row = new double[n];
        for (int i = 0; i < pair.weights().length; i++)
          for (int j = 0; j < n; j++) row[j] += pair.rows()[r][i] * program.a()[at + i][j];
        if (w == Double.POSITIVE_INFINITY) kept.add(row);
        else for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) p[i][j] += w * row[i] * row[j];
      }
      at += pair.weights().length;
    }
    return kept.size() > n ? Double.POSITIVE_INFINITY : Condition.ofSaddle(p, kept);
  }

  static int variables(SplittableRandom random) {
    return (int) Math.exp(random.nextDouble(Math.log(2), Math.log(60)));
  }

  private static Drawn draw(SplittableRandom random, int n, Set<Kind> kinds, double slack) {
    List<Cone> cones = mix(random, n, kinds);
    List<ConicPair> pairs = new ArrayList<>();
    for (Cone cone : cones) pairs.add(ConicPair.random(cone, random, slack));
    return around(random, n, cones, pairs);
  }

  private static Drawn around(
      SplittableRandom random, int n, List<Cone> cones, List<ConicPair> pairs) {
    double[] s = new double[0], z = new double[0];
    for (ConicPair pair : pairs) {
      s = join(s, pair.s());
      z = join(z, pair.z());
    }
    double[][] a = sparse(random, s.length, n);
    double[][] p = quadratic(random, n);
    double[] y = ConicPair.gaussian(n, random);
    double[] b = s.clone();
    for (int i = 0; i < b.length; i++) b[i] += ConicProgram.dot(a[i], y);
    double[] q = gradient(p, y, a, z);
    return new Drawn(new ConicProgram(p, q, a, b, cones, y, s, z), pairs);
  }

  /// −Py − Aᵀz.
  static double[] gradient(double[][] p, double[] y, double[][] a, double[] z) {
    double[] q = transposedProduct(a, z, y.length);
    for (int j = 0; j < q.length; j++) q[j] = -q[j] - ConicProgram.dot(p[j], y);
    return q;
  }

  static double[] transposedProduct(double[][] a, double[] z, int n) {
    double[] product = new double[n];
    for (int i = 0; i < z.length; i++) for (int j = 0; j < n; j++) product[j] += a[i][j] * z[i];
    return product;
  }

  static double[] join(double[] head, double[] tail) {
    double[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }

  /// Some equalities, and one to four kinds of cones, up to about twice as many rows as variables.
  static List<Cone> mix(SplittableRandom random, int n, Set<Kind> allowed) {
    List<Cone> cones = new ArrayList<>();
    double target = random.nextDouble(1.2, 2.5) * n + 3;
    List<Kind> kinds = new ArrayList<>(allowed);
    if (allowed.size() == Kind.values().length) {
      Collections.shuffle(kinds, new Random(random.nextLong()));
      kinds = kinds.subList(0, 1 + random.nextInt(4));
    }
    int equalities = random.nextInt(Math.max(1, n / 3));
    if (equalities > 0) cones.add(new ZeroCone(equalities));
    for (int rows = 0; rows < target; rows += cones.getLast().size())
      cones.add(cone(kinds.get(random.nextInt(kinds.size())), n, random));
    return cones;
  }

  private static Cone cone(Kind kind, int n, SplittableRandom random) {
    return switch (kind) {
      case NONNEGATIVE -> new NonnegativeCone(1 + random.nextInt(n + 1));
      case SECOND_ORDER -> new SecondOrderCone(2 + random.nextInt(6));
      case PSD -> new PsdCone(2 + random.nextInt(4));
      case EXPONENTIAL -> new ExponentialCone();
      case POWER ->
          new PowerCone(
              switch (random.nextInt(4)) {
                case 0 -> 0.5;
                case 1 -> 0.3;
                case 2 -> 0.7;
                default -> random.nextDouble(0.05, 0.95);
              });
    };
  }

  /// L Lᵀ of rank 0, n/2 or n.
  static double[][] quadratic(SplittableRandom random, int n) {
    int rank =
        switch (random.nextInt(3)) {
          case 0 -> 0;
          case 1 -> n;
          default -> Math.max(1, n / 2);
        };
    double[][] p = new double[n][n];
    for (int r = 0; r < rank; r++) {
      double[] v = ConicPair.gaussian(n, random);
      for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) p[i][j] += v[i] * v[j] / rank;
    }
    return p;
  }

  static double[][] sparse(SplittableRandom random, int m, int n) {
    double density = new double[] {0.2, 0.5, 1}[random.nextInt(3)];
    double[][] a = new double[m][n];
    for (double[] row : a)
      for (int j = 0; j < n; j++) if (random.nextDouble() < density) row[j] = random.nextGaussian();
    for (int j = 0; j < n; j++) a[random.nextInt(m)][j] += 1;
    return a;
  }
}
