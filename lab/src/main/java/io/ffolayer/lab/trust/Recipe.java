package io.ffolayer.lab.trust;

import static io.ffolayer.lab.trust.face.Decimals.decimal;
import static io.ffolayer.lab.trust.face.Decimals.over;
import static io.ffolayer.lab.trust.face.Decimals.times;

import io.ffolayer.lab.trust.face.Decimals;
import io.ffolayer.lab.trust.face.Face;
import io.ffolayer.lab.trust.face.Pair;
import io.ffolayer.program.NonnegativeCone;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// How one problem of the sweep is made; the same recipe makes the same problem.
///
/// @param face of its first cone
/// @param zero what is zero
/// @param units in which it is stated
/// @param seed of everything else
record Recipe(Face face, ZeroPoint zero, Units units, long seed) {
  private static final int TRIES = 30;

  /// A problem that is worse conditioned before a change of units is drawn again.
  private static final double MOST_SENSITIVE = 300;

  /// The problem, or null where this face has none of this kind: b = 0 without a variable to spare.
  @Nullable Instance make() {
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < TRIES; trial++) {
      Draft draft = draft(random);
      if (draft == null) continue;
      Instance plain = Instance.of(this, draft);
      if (plain == null || isTooSensitive(plain)) continue;
      return Instance.of(this, stated(draft, random));
    }
    return null;
  }

  private boolean isTooSensitive(Instance plain) {
    return units.decades() == 0 && plain.sensitivity().pair() > MOST_SENSITIVE;
  }

  private Draft stated(Draft draft, SplittableRandom random) {
    BigDecimal[] rows = units.ofRows(draft.blocks(), random);
    Draft stated = draft.in(units.ofVariables(draft.n(), random), rows, units.ofObjective());
    return units.hasNeighbour() ? stated.beside(neighbour(stated.p() != null, random)) : stated;
  }

  /// A variable at a bound, or below it, that nothing else meets.
  private Draft neighbour(boolean quadratic, SplittableRandom random) {
    boolean active = !quadratic || random.nextBoolean();
    double[] size = {random.nextDouble(0.3, 3)}, zero = {0};
    Pair.Builder builder =
        new Pair.Builder(new NonnegativeCone(1), active ? zero : size, active ? size : zero);
    Pair pair = (active ? builder.dualAlong(0, 1) : builder.slackAlong(0, 1)).build();
    Draft plain =
        new Draft(
            quadratic ? new double[][] {{2}} : null,
            new double[][] {{1}},
            Decimals.exact(random.nextDouble(0.3, 3)),
            new double[] {1},
            List.of(pair),
            new Program.Loss(new double[] {random.nextGaussian()}, zero));
    BigDecimal[] variable = {units.ofNeighbour(random)}, row = {units.ofNeighbour(random)};
    return plain.in(variable, row, units.ofNeighbour(random));
  }

  private @Nullable Draft draft(SplittableRandom random) {
    List<Pair> sides = face.making().draw(new Face.Sizes(random, units.decades()));
    Pair pair = sides.getFirst();
    int active = pair.active(), determined = pair.determining(), m = pair.rows();
    boolean needsCurvature = zero == ZeroPoint.LINEAR_COST || zero == ZeroPoint.RESIDUAL_FORM;
    // 0: none, 1: of low rank, 2: diagonal, 3: full
    int curvature = needsCurvature ? 2 + random.nextInt(2) : random.nextInt(4);
    int n = Math.max(1, active) + random.nextInt(3);
    if (curvature == 0) n = Math.max(1, Math.min(n, determined));
    if (zero == ZeroPoint.RIGHT_HAND_SIDE && n < 2 && curvature > 0) n = 2;
    double[][] a = gaussian(m, n, random);
    BigDecimal[] y = Decimals.exact(point(n, random));
    if (zero == ZeroPoint.RIGHT_HAND_SIDE) balance(a, y, pair.s());
    double[][] w = root(curvature, n, Math.max(1, n - determined), random);
    double[][] p = curvature == 0 ? null : square(w);
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    Program.Loss loss =
        new Program.Loss(cotangent(n, random, true), cotangent(m, random, random.nextBoolean()));
    Draft draft = new Draft(p, a, y, ones, sides, loss);
    return p != null && needsCurvature ? withoutLinearCost(draft, w, p) : draft;
  }

  private double[] point(int n, SplittableRandom random) {
    double[] y = new double[n];
    if (zero != ZeroPoint.SOLUTION)
      for (int j = 0; j < n; j++)
        y[j] = (random.nextBoolean() ? 1 : -1) * random.nextDouble(0.3, 3);
    return y;
  }

  private static double[] cotangent(int size, SplittableRandom random, boolean wanted) {
    double[] c = new double[size];
    if (wanted) for (int j = 0; j < size; j++) c[j] = random.nextGaussian();
    return c;
  }

  private @Nullable Draft withoutLinearCost(Draft draft, double[][] w, double[][] p) {
    BigDecimal[][] exact = new BigDecimal[p.length][];
    for (int i = 0; i < p.length; i++) exact[i] = Decimals.exact(p[i]);
    BigDecimal[][] inverse = Decimals.inverse(exact);
    if (inverse == null) return null;
    if (zero == ZeroPoint.RESIDUAL_FORM) return draft.inResidualForm(w, inverse);
    BigDecimal[] force = Draft.transposed(draft.a(), draft.pair().z());
    BigDecimal[] y = Decimals.vector(p.length, j -> Decimals.dot(inverse[j], force).negate());
    return new Draft(p, draft.a(), y, draft.units(), draft.sides(), draft.loss());
  }

  /// A third of the entries are zero.
  private static double[][] gaussian(int m, int n, SplittableRandom random) {
    double[][] a = new double[m][n];
    for (double[] row : a)
      for (int j = 0; j < n; j++) row[j] = random.nextInt(3) == 0 ? 0 : random.nextGaussian();
    return a;
  }

  /// Writes the last column so that Ay + s = 0.
  private static void balance(double[][] a, BigDecimal[] y, BigDecimal[] s) {
    int last = y.length - 1;
    for (int i = 0; i < a.length; i++) {
      BigDecimal sum = s[i];
      for (int j = 0; j < last; j++) sum = sum.add(times(decimal(a[i][j]), y[j]), Decimals.DIGITS);
      a[i][last] = over(sum, y[last]).negate().doubleValue();
    }
  }

  /// W of P = WᵀW, in quarters, so that P has no rounding.
  private static double[][] root(int curvature, int n, int rank, SplittableRandom random) {
    double[][] w = new double[n][n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        w[i][j] =
            switch (curvature) {
              case 1 -> i < rank ? quarters(random) : 0;
              case 2 -> i == j ? random.nextInt(1, 9) / 4.0 : 0;
              default -> i == j ? 1 + random.nextInt(4) / 4.0 : quarters(random);
            };
    return w;
  }

  private static double quarters(SplittableRandom random) {
    return random.nextInt(-4, 5) / 4.0;
  }

  private static double[][] square(double[][] w) {
    int n = w.length;
    return Draft.matrix(
        n,
        n,
        (i, j) -> {
          double sum = 0;
          for (double[] row : w) sum += row[i] * row[j];
          return decimal(sum);
        });
  }

  @Override
  public String toString() {
    return "%s, %s, %s, seed %d".formatted(face, zero.text(), units.text(), seed);
  }
}
