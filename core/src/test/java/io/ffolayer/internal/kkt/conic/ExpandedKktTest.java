package io.ffolayer.internal.kkt.conic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.FaceRows;
import io.ffolayer.internal.cone.FaceScales;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.choice.KktSystems;
import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.testing.ConicProgram;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Large sparse second-order blocks that keep their rows have the system of their rotated rows.
class ExpandedKktTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /// Bounds, a ball and a cone with a variable t, all sparse.
  private static ConicProgram program(SplittableRandom random, boolean diagonal) {
    int n = 20;
    List<Cone> cones =
        List.of(new NonnegativeCone(n), new SecondOrderCone(n + 1), new SecondOrderCone(14));
    int m = 2 * n + 15;
    double[][] a = new double[m][n];
    for (int i = 0; i < n; i++) {
      a[i][i] = -1;
      a[n + 1 + i][i] = -1 - random.nextDouble();
    }
    for (int i = 0; i < 14; i++) {
      a[2 * n + 1 + i][i] = random.nextGaussian();
      a[2 * n + 1 + i][(3 * i + 1) % n] += random.nextGaussian();
    }
    double[][] p = new double[n][n];
    for (int i = 0; i < n; i++) p[i][i] = random.nextDouble(0.1, 2);
    if (!diagonal) for (int i = 1; i < n; i++) p[i][i - 1] = p[i - 1][i] = 0.05;
    return ConicProgram.withoutAnswer(p, new double[n], a, new double[m], cones);
  }

  @Test
  void theAnswerSolvesTheRotatedSystem() {
    for (boolean diagonal : new boolean[] {true, false})
      for (long seed = 0; seed < 30; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        ConicProgram program = program(random, diagonal);
        ProgramData data = program.data(true);
        KktSystems systems = KktSystems.of(data.structure());
        assertThat(systems.toString()).startsWith("EXPANDED");
        KktSystem system = systems.equilibrated();
        ConeBlock[] cones = ConeBlock.of(data.structure());
        Rotation rotation = new Rotation(cones);
        double[] l = new double[program.m()];
        if (seed % 3 == 0) snapped(cones, l, rotation, random);
        else scaled(cones, l, rotation, random, Math.pow(10, -(double) (seed % 7)));
        system.load(data, 0);
        assertThat(system.factor(l, 0, rotation)).isTrue();
        double[] y = gaussian(program.n(), random), z = gaussian(program.m(), random);
        double[] ry = y.clone(), rz = z.clone();
        double claimed = system.solve(y, 0, z, 0);
        assertThat(claimed).as("seed %d", seed).isLessThan(1e-11);
        assertThat(error(data, l, rotation, ry, rz, y, z))
            .as("seed %d, %s", seed, systems)
            .isLessThan(1e-9);
      }
  }

  private static double[] gaussian(int size, SplittableRandom random) {
    double[] v = new double[size];
    for (int i = 0; i < size; i++) v[i] = random.nextGaussian();
    return v;
  }

  /// The scaling at an interior pair, near the boundary.
  private static void scaled(
      ConeBlock[] cones, double[] l, Rotation rotation, SplittableRandom random, double near) {
    double[] s = new double[l.length], z = new double[l.length];
    for (ConeBlock cone : cones) {
      cone.start(s, z);
      double[] u = gaussian(cone.end() - cone.first(), random);
      double length = 0;
      for (int i = 1; i < u.length; i++) length += u[i] * u[i];
      for (int i = 1; i < u.length && cone.rotationSize() > 0; i++) {
        s[cone.first() + i] = (1 - near) * u[i] / Math.sqrt(length);
        z[cone.first() + i] = -(1 - near) * u[i] / Math.sqrt(length);
      }
      assertThat(cone.scale(s, z, near, l, rotation)).isTrue();
    }
  }

  private static void snapped(
      ConeBlock[] cones, double[] l, Rotation rotation, SplittableRandom random) {
    double[] s = gaussian(l.length, random), z = new double[l.length];
    int pattern = random.nextInt(3);
    if (pattern > 0) s[20] = 9; // inactive
    if (pattern > 1) { // wholly active; few other rows may be
      Arrays.fill(s, 0, 20, 1);
      s[41] = -9;
    }
    FaceScales one = new FaceScales(l.length);
    FaceRows face = new FaceRows(cones, l.length);
    for (ConeBlock cone : cones) cone.snap(s, z, one, face);
    System.arraycopy(face.l, 0, l, 0, l.length);
    rotation.set(face.rotation);
  }

  private static double error(
      ProgramData data,
      double[] l,
      Rotation rotation,
      double[] ry,
      double[] rz,
      double[] y,
      double[] z) {
    double[] first = new double[y.length], second = new double[z.length], turned = z.clone();
    rotation.applyTransposed(turned, 0);
    data.addQuadraticProduct(0, y, 0, first, 0);
    data.addTransposedProduct(0, turned, 0, first, 0);
    data.addRowProduct(0, y, 0, second, 0);
    rotation.apply(second, 0);
    double error = 0;
    for (int j = 0; j < y.length; j++) error = Math.max(error, Math.abs(ry[j] - first[j]));
    for (int i = 0; i < z.length; i++)
      error =
          Math.max(
              error,
              l[i] == INFINITY
                  ? Math.abs(z[i])
                  : Math.abs(rz[i] - second[i] + (l[i] == 0 ? 0 : l[i] * z[i])));
    return error;
  }
}
