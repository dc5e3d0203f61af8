package io.ffolayer.internal.kkt.separable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.program.ProgramData;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeparableKktTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static SeparableKkt load(ProgramData data) {
    SeparableStructure structure = SeparableStructure.of(data.structure());
    assertThat(structure).isNotNull();
    SeparableKkt kkt = new SeparableKkt(structure);
    kkt.load(data, 0);
    return kkt;
  }

  /// ‖r − K d‖∞ relative to the largest sum of sizes of terms of a row.
  private static double error(
      PlainProgram program, double[] l, double[] y, double[] z, double[] ry, double[] rz) {
    double worst = 0;
    double scale = 0;
    for (int j = 0; j < y.length; j++) {
      double sum = program.p()[j][j] * y[j] - ry[j];
      double size = Math.abs(program.p()[j][j] * y[j]) + Math.abs(ry[j]);
      for (int i = 0; i < z.length; i++) {
        sum += program.a()[i][j] * z[i];
        size += Math.abs(program.a()[i][j] * z[i]);
      }
      worst = Math.max(worst, Math.abs(sum));
      scale = Math.max(scale, size);
    }
    for (int i = 0; i < z.length; i++) {
      if (l[i] == INFINITY) {
        assertThat(z[i]).isZero();
        continue;
      }
      double sum = -l[i] * z[i] - rz[i];
      double size = Math.abs(l[i] * z[i]) + Math.abs(rz[i]);
      for (int j = 0; j < y.length; j++) {
        sum += program.a()[i][j] * y[j];
        size += Math.abs(program.a()[i][j] * y[j]);
      }
      worst = Math.max(worst, Math.abs(sum));
      scale = Math.max(scale, size);
    }
    return worst / scale;
  }

  @Test
  void theSystemIsSolvedToRoundingForWeightsOfEverySize() {
    SplittableRandom random = new SplittableRandom(1);
    for (int seed = 0; seed < 200; seed++) {
      int n = 2 + seed % 19;
      int general = Math.min(seed % 5, 3 * n / 4);
      PlainProgram program = RandomPrograms.separable(seed, n, general).program();
      int m = program.m();
      double[] l = new double[m];
      for (int i = 0; i < m; i++) {
        l[i] = Math.pow(10, random.nextDouble(-9, 9));
        if (random.nextInt(4) == 0) l[i] = INFINITY;
      }
      // At most one bound per variable holds exactly, and enough variables stay free.
      for (int j = general; j < n; j++)
        if (random.nextInt(3) == 0) l[general + 2 * j + random.nextInt(2)] = 0;
      for (int i = 0; i < general; i++) if (random.nextBoolean()) l[i] = 0;
      double[] y = random.doubles(n, -1, 1).toArray();
      double[] z = random.doubles(m, -1, 1).toArray();
      for (int i = 0; i < m; i++) if (l[i] == INFINITY) z[i] = 0;
      double[] ry = y.clone();
      double[] rz = z.clone();
      for (Form form : Form.values()) {
        System.arraycopy(ry, 0, y, 0, n);
        System.arraycopy(rz, 0, z, 0, m);
        SeparableKkt kkt = load(form.data(program));
        assertThat(kkt.factor(l, 0)).isTrue();
        double residual = kkt.solve(y, 0, z, 0);
        assertThat(error(program, l, y, z, ry, rz)).as("seed %d", seed).isLessThan(1e-11);
        assertThat(residual).as("seed %d", seed).isLessThan(1e-6);
        assertThat(kkt.dependentRows()).isZero();
      }
    }
  }

  private static KktFactor keep(SeparableKkt kkt, ProgramData data) {
    double[] columns = new double[data.structure().variables()];
    double[] rows = new double[data.structure().rows()];
    Arrays.fill(columns, 1);
    Arrays.fill(rows, 1);
    return (KktFactor) kkt.keep(new Origin(data, 0, columns, rows));
  }

  @Test
  void whatIsKeptSolvesTheSame() {
    SplittableRandom random = new SplittableRandom(2);
    for (int seed = 0; seed < 50; seed++) {
      PlainProgram program = RandomPrograms.separable(seed, 15, 4).program();
      PlainProgram next = RandomPrograms.separable(seed + 100, 15, 4).program();
      ProgramData data = Form.SPARSE.data(List.of(program, next));
      int m = program.m();
      double[] l = new double[m];
      Arrays.fill(l, INFINITY);
      l[0] = 0;
      l[2] = 0;
      for (int j = 4; j < 15; j++) if (random.nextInt(3) == 0) l[4 + 2 * j] = 0;
      SeparableKkt kkt = load(data);
      assertThat(kkt.factor(l, 0)).isTrue();
      double[] y = random.doubles(15, -1, 1).toArray();
      double[] z = random.doubles(m, -1, 1).toArray();
      double[] laterY = y.clone();
      double[] laterZ = z.clone();
      KktFactor later = keep(kkt, data);
      kkt.solve(y, 0, z, 0);
      // The system goes on; what was kept stays.
      kkt.load(data, 1);
      kkt.factor(new double[m], 0);
      later.solve(laterY, 0, laterZ, 0, new double[later.workSize()]);
      assertThat(laterY).containsExactly(y, within(1e-11));
      assertThat(laterZ).containsExactly(z, within(1e-11));
      for (int row : later.keptRows()) assertThat(l[row]).isZero();
      assertThat(later.bytes()).isPositive();
    }
  }

  @Test
  void weightsOtherThanZeroAndInfinityAreNotKept() {
    ProgramData data = Form.SPARSE.data(RandomPrograms.separable(1, 5, 1).program());
    SeparableKkt kkt = load(data);
    double[] l = new double[11];
    Arrays.fill(l, 1);
    assertThat(kkt.factor(l, 0)).isTrue();
    assertThat(keep(kkt, data)).isNull();
  }

  /// y₁ = 0, 2 y₁ = 0 and y₂ = 0 hold, and so does y₁ + y₂ = 0, which depends on them; y₃ is free.
  private static final PlainProgram DEPENDENT =
      new PlainProgram(
          new double[][] {{1, 0, 0}, {0, 2, 0}, {0, 0, 4}},
          new double[3],
          new double[][] {{1, 0, 0}, {2, 0, 0}, {0, -1, 0}, {1, 1, 0}, {0, 1, 1}},
          new double[5],
          new boolean[5]);

  @Test
  void dependentRowsAreCountedAndShareTheShortestMultiplier() {
    for (Form form : Form.values()) {
      SeparableKkt kkt = load(form.data(DEPENDENT));
      assertThat(kkt.factor(new double[] {0, 0, 0, 0, INFINITY}, 0)).isTrue();
      assertThat(kkt.dependentRows()).isEqualTo(2);
      double[] y = {3, -1, 8};
      double[] z = new double[5];
      assertThat(kkt.solve(y, 0, z, 0)).isLessThan(1e-14);
      assertThat(y).containsExactly(new double[] {0, 0, 2}, within(1e-15));
      // Shortest: z is in the span of the columns of the active rows.
      assertThat(z[1]).isCloseTo(2 * z[0], within(1e-14));
      assertThat(z[3]).isCloseTo(z[0] - z[2], within(1e-14));
      assertThat(z[0] + 2 * z[1] + z[3]).isCloseTo(3, within(1e-14));
      assertThat(-z[2] + z[3]).isCloseTo(-1, within(1e-14));
      double[] laterY = {3, -1, 8};
      double[] laterZ = new double[5];
      KktFactor later = keep(kkt, form.data(DEPENDENT));
      later.solve(laterY, 0, laterZ, 0, new double[later.workSize()]);
      assertThat(laterY).containsExactly(y, within(1e-14));
      assertThat(laterZ).containsExactly(z, within(1e-14));
    }
  }

  @Test
  void moreActiveRowsThanFreeVariablesGiveTheShortestMultiplier() {
    SplittableRandom random = new SplittableRandom(3);
    for (int seed = 0; seed < 30; seed++) {
      // 5 general rows on 3 free variables of 8: at least two relations.
      double[][] a = new double[5 + 5][8];
      for (int i = 0; i < 5; i++) for (int j = 0; j < 8; j++) a[i][j] = random.nextInt(-2, 3);
      for (int k = 0; k < 5; k++) a[5 + k][3 + k] = k % 2 == 0 ? 1 : -3;
      double[][] p = new double[8][8];
      for (int j = 0; j < 8; j++) p[j][j] = 1 + j;
      PlainProgram program = new PlainProgram(p, new double[8], a, new double[10], new boolean[10]);
      SeparableKkt kkt = load(Form.DENSE.data(program));
      assertThat(kkt.factor(new double[10], 0)).isTrue();
      assertThat(kkt.dependentRows()).isGreaterThanOrEqualTo(2);
      double[] ry = random.doubles(8, -1, 1).toArray();
      double[] y = ry.clone();
      double[] z = new double[10];
      kkt.solve(y, 0, z, 0);
      assertThat(error(program, new double[10], y, z, ry, new double[10])).isLessThan(1e-9);
      // z = A w for some w: solve for it on the rows by the normal equations, and compare.
      assertThat(distanceFromRange(a, z)).isLessThan(1e-10);
    }
  }

  private static double distanceFromRange(double[][] a, double[] z) {
    // Gram and Schmidt on the columns of A, then subtract the projections.
    double[] rest = z.clone();
    double[][] basis = new double[a[0].length][];
    for (int j = 0; j < basis.length; j++) {
      double[] v = new double[z.length];
      for (int i = 0; i < z.length; i++) v[i] = a[i][j];
      double before = norm(v);
      for (int round = 0; round < 2; round++) for (int k = 0; k < j; k++) subtract(basis[k], v);
      if (norm(v) < 1e-10 * (1 + before)) Arrays.fill(v, 0);
      else {
        double length = norm(v);
        for (int i = 0; i < v.length; i++) v[i] /= length;
      }
      basis[j] = v;
      subtract(v, rest);
    }
    return norm(rest);
  }

  private static void subtract(double[] unit, double[] v) {
    double along = 0;
    for (int i = 0; i < v.length; i++) along += unit[i] * v[i];
    for (int i = 0; i < v.length; i++) v[i] -= along * unit[i];
  }

  private static double norm(double[] v) {
    double sum = 0;
    for (double x : v) sum += x * x;
    return Math.sqrt(sum);
  }

  @Test
  void aVariableThatNothingHoldsIsRefused() {
    PlainProgram flat = DEPENDENT.copy();
    flat.p()[0][0] = 0;
    SeparableKkt kkt = load(Form.DENSE.data(flat));
    double[] l = {INFINITY, INFINITY, 1, 0, 0};
    assertThat(kkt.factor(l, 0)).isFalse();
    l[0] = 1e-3;
    assertThat(kkt.factor(l, 0)).isTrue();
    l[0] = 0;
    assertThat(kkt.factor(l, 0)).isTrue();
  }

  @Test
  void aProgramThatIsNotSeparableIsRefused() {
    PlainProgram program = DEPENDENT.copy();
    program.p()[0][1] = 1e-9;
    program.p()[1][0] = 1e-9;
    assertThat(SeparableStructure.of(Form.SPARSE.data(program).structure())).isNull();
    assertThat(load(Form.DENSE.data(program)).factor(new double[5], 0)).isFalse();
  }
}
