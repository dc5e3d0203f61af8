package io.ffolayer.internal.kkt.dense;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.choice.KktSystems;
import io.ffolayer.program.ProgramData;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What is left without its residual variables has the answers of the whole.
class ResidualKktTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /// Least squares with weights, ½ Σ pᵢwᵢ² + ½ Σ dⱼxⱼ² with w = Ax − b, and some dense inequalities
  /// below. The residuals stand between the other variables.
  private static PlainProgram program(SplittableRandom random, int n, int squares, int others) {
    int variables = n + squares, m = squares + others;
    double[][] p = new double[variables][variables], a = new double[m][variables];
    boolean[] equality = new boolean[m];
    for (int i = 0; i < m; i++) {
      equality[i] = i < squares;
      for (int j = 0; j < n; j++) a[i][place(j, n, squares)] = random.nextDouble(-1, 1);
    }
    for (int i = 0; i < squares; i++) {
      int w = residual(i, n);
      p[w][w] = random.nextDouble(0.5, 2);
      a[i][w] = random.nextDouble(-2, -1);
    }
    p[0][0] = 1;
    p[0][1] = p[1][0] = 0.3;
    p[1][1] = 0.5;
    return new PlainProgram(p, new double[variables], a, new double[m], equality);
  }

  private static int place(int j, int n, int squares) {
    return j < n / 2 ? j : j + squares;
  }

  private static int residual(int i, int n) {
    return n / 2 + i;
  }

  private static double error(
      PlainProgram p, double[] l, double[] ry, double[] rz, double[] y, double[] z) {
    double error = 0;
    for (int j = 0; j < p.n(); j++) {
      double sum = ry[j];
      for (int k = 0; k < p.n(); k++) sum -= p.p()[j][k] * y[k];
      for (int i = 0; i < p.m(); i++) sum -= p.a()[i][j] * z[i];
      error = Math.max(error, Math.abs(sum));
    }
    for (int i = 0; i < p.m(); i++) {
      if (l[i] == INFINITY) {
        assertThat(z[i]).isZero();
        continue;
      }
      double sum = rz[i] + l[i] * z[i];
      for (int k = 0; k < p.n(); k++) sum -= p.a()[i][k] * y[k];
      error = Math.max(error, Math.abs(sum));
    }
    return error;
  }

  private static double[] normals(SplittableRandom random, int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  @Test
  void answersSatisfyTheWholeSystem() {
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 2; n < 30; n += 3)
      for (int round = 0; round < 6; round++) {
        PlainProgram p = program(random, n, n + 4, n / 2);
        ProgramData data = Form.SPARSE.data(p);
        KktSystems systems = KktSystems.of(data.structure());
        assertThat(systems).hasToString("RESIDUAL");
        KktSystem system = systems.system();
        double[] l = new double[p.m()];
        for (int i = 0; i < l.length; i++) {
          double weight = round == 0 ? 0 : Math.pow(10, random.nextInt(-8, 8));
          l[i] = i < n + 4 ? weight : random.nextInt(3) == 0 ? INFINITY : weight;
        }
        if (round == 0) Arrays.fill(l, 4 + n, l.length, n % 2 == 0 ? 0 : INFINITY);
        if (round == 1) l[0] = INFINITY;
        assertThat(system.factor(data, 0, l, 0)).isTrue();
        assertThat(system.dependentRows()).isZero();
        assertThat(system.freeDirections()).isZero();
        double[] ry = normals(random, p.n()), rz = normals(random, p.m());
        double[] y = ry.clone(), z = rz.clone();
        assertThat(system.solve(y, 0, z, 0)).isLessThan(1e-9);
        assertThat(error(p, l, ry, rz, y, z)).as("n = %d, round %d", n, round).isLessThan(1e-9);
      }
  }

  @Test
  void directionsThatTheSquaresDoNotDetermineAreCounted() {
    PlainProgram p = program(new SplittableRandom(2), 8, 5, 0);
    ProgramData data = Form.SPARSE.data(p);
    KktSystems systems = KktSystems.of(data.structure());
    assertThat(systems).hasToString("RESIDUAL");
    KktSystem system = systems.system();
    assertThat(system.factor(data, 0, new double[5], 0)).isTrue();
    assertThat(system.freeDirections()).isEqualTo(1);
    assertThat(system.dependentRows()).isZero();
  }

  @Test
  void dependentRowsWithoutAResidualAreCounted() {
    PlainProgram p = program(new SplittableRandom(3), 8, 12, 2);
    p.a()[13] = p.a()[12].clone();
    ProgramData data = Form.SPARSE.data(p);
    KktSystem system = KktSystems.of(data.structure()).system();
    double[] l = new double[14];
    l[0] = INFINITY;
    assertThat(system.factor(data, 0, l, 0)).isTrue();
    assertThat(system.dependentRows()).isEqualTo(1);
    assertThat(system.freeDirections()).isZero();
  }

  @Test
  void aResidualWithoutWeightIsLeftToAnotherSystem() {
    SplittableRandom random = new SplittableRandom(4);
    PlainProgram p = program(random, 6, 9, 0);
    PlainProgram given = p.copy();
    int w = residual(2, 6);
    p.p()[w][w] = 0;
    ProgramData data = Form.SPARSE.data(List.of(given, p));
    ResidualStructure structure = ResidualStructure.of(data.structure());
    assertThat(structure).isNotNull();
    assertThat(new ResidualKkt(structure).factor(data, 1, new double[9], 0)).isFalse();
    KktSystem system = KktSystems.of(data.structure()).system();
    assertThat(system.factor(data, 1, new double[9], 0)).isTrue();
    double[] ry = normals(random, p.n()), rz = normals(random, p.m());
    double[] y = ry.clone(), z = rz.clone();
    system.solve(y, 0, z, 0);
    assertThat(error(p, new double[9], ry, rz, y, z)).isLessThan(1e-9);
  }
}
