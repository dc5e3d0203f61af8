package io.ffolayer.internal.kkt.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.FaceRows;
import io.ffolayer.internal.cone.FaceScales;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.testing.ConicProgram;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What systems by data matrices owe: the answers of rotated rows.
class SemidefiniteSystemsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static int triangle(int i, int j) {
    return j * (j + 1) / 2 + i;
  }

  private static double[] gaussian(int size, SplittableRandom random) {
    double[] v = new double[size];
    for (int i = 0; i < size; i++) v[i] = random.nextGaussian();
    return v;
  }

  /// A few variables under two matrix inequalities, one second-order cone and flat rows.
  private static ConicProgram inequality(SplittableRandom random) {
    int n = 9;
    List<Cone> cones =
        List.of(
            new ZeroCone(2),
            new PsdCone(6),
            new NonnegativeCone(4),
            new SecondOrderCone(4),
            new PsdCone(3));
    int m = cones.stream().mapToInt(Cone::size).sum();
    double[][] a = new double[m][n];
    for (double[] row : a)
      for (int j = 0; j < n; j++) if (random.nextInt(3) == 0) row[j] = random.nextGaussian();
    for (int j = 0; j < n; j++) a[2 + 2 * j][j] += 1;
    double[][] p = new double[n][n];
    for (int j = 0; j < n; j++) p[j][j] = random.nextDouble();
    p[2][3] = p[3][2] = 0.1;
    return ConicProgram.withoutAnswer(p, new double[n], a, new double[m], cones);
  }

  /// Matrix variables X ⪰ 0 and Y ⪰ 0 and others beside them, under flat rows.
  private static ConicProgram variables(SplittableRandom random) {
    int x = 21, y = 6, n = x + y + 2;
    List<Cone> cones =
        List.of(new ZeroCone(4), new PsdCone(6), new NonnegativeCone(4), new PsdCone(3));
    double[][] a = new double[4 + x + 4 + y][n], p = new double[n][n];
    for (int i = 0; i < a.length; i++)
      if (i < 4 || (i >= 4 + x && i < 8 + x))
        for (int j = 0; j < n; j++) if (random.nextInt(3) == 0) a[i][j] = random.nextGaussian();
    for (int i = 0; i < x; i++) a[4 + i][n - 1 - i] = random.nextDouble(-2, -0.5);
    for (int i = 0; i < y; i++) a[8 + x + i][i] = -1;
    double c = random.nextBoolean() ? 0 : random.nextDouble();
    for (int i = 0; i < x; i++)
      p[n - 1 - i][n - 1 - i] = c * a[4 + i][n - 1 - i] * a[4 + i][n - 1 - i];
    p[y][y] = 0.3;
    a[5 + x][y + 1] = a[1][y + 1] = 1;
    return ConicProgram.withoutAnswer(p, new double[n], a, new double[a.length], cones);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theAnswerSolvesTheRotatedSystem(boolean matrixVariables) {
    for (long seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ProgramData data = (matrixVariables ? variables(random) : inequality(random)).data(true);
      KktSystems systems = KktSystems.byMatrices(data.structure());
      assertThat(systems).hasToString(matrixVariables ? "MATRIX VARIABLES" : "SEMIDEFINITE");
      int n = data.structure().variables(), m = data.structure().rows();
      ConeBlock[] cones = ConeBlock.of(data.structure());
      Rotation rotation = new Rotation(cones);
      double[] l = new double[m];
      if (seed % 3 == 0) snapped(cones, l, rotation, random);
      else scaled(cones, l, rotation, random, Math.pow(10, -(double) (seed % 5)));
      if (seed % 5 == 4) l[8] = l[8] < 1 ? 0 : 3 * l[8]; // no product any more
      KktSystem system = systems.equilibrated();
      system.load(data, 0);
      assertThat(system.factor(l, 0, rotation)).isTrue();
      double[] y = gaussian(n, random), z = gaussian(m, random);
      if (system.freeDirections() + system.dependentRows() > 0) continue;
      double[] ry = y.clone(), rz = z.clone();
      assertThat(system.solve(y, 0, z, 0)).as("seed %d", seed).isLessThan(1e-10);
      assertThat(error(data, l, rotation, ry, rz, y, z)).as("seed %d", seed).isLessThan(1e-7);
    }
  }

  private static void scaled(
      ConeBlock[] cones, double[] l, Rotation rotation, SplittableRandom random, double near) {
    double[] s = new double[l.length], z = new double[l.length];
    for (ConeBlock cone : cones) {
      cone.start(s, z);
      double[] u = gaussian(l.length, random), v = new double[l.length];
      for (int i = 0; i < v.length; i++) v[i] = -u[i];
      cone.project(u);
      cone.projectDual(v);
      for (int i = cone.first(); i < cone.end(); i++) {
        s[i] = near * s[i] + (cone.rotationSize() > 0 ? u[i] : Math.abs(u[i]));
        z[i] = near * z[i] + (cone.rotationSize() > 0 ? v[i] : 1);
      }
      assertThat(cone.scale(s, z, near, l, rotation)).isTrue();
    }
  }

  private static void snapped(
      ConeBlock[] cones, double[] l, Rotation rotation, SplittableRandom random) {
    double[] s = gaussian(l.length, random), z = new double[l.length];
    for (ConeBlock cone : cones) // not so many active rows that they depend on each other
    if (cone.rotationSize() > 0)
        for (int i = 0; i < cone.degree() && cone.end() - cone.first() > 4; i++)
          s[cone.first() + triangle(i, i)] += random.nextInt(3);
    FaceRows face = new FaceRows(cones, l.length);
    FaceScales one = new FaceScales(l.length);
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
    double error = 0, size = 1;
    for (double value : z) size = Math.max(size, Math.abs(value));
    for (int j = 0; j < y.length; j++) error = Math.max(error, Math.abs(ry[j] - first[j]));
    for (int i = 0; i < z.length; i++) {
      double left = rz[i] - second[i] + (l[i] == 0 ? 0 : l[i] * z[i]);
      error = Math.max(error, l[i] == INFINITY ? Math.abs(z[i]) : Math.abs(left));
    }
    return error / size;
  }

  /// The largest of ⟨C, X⟩ over diag X = 1, X ⪰ 0, for a random sparse C of order k: as it stands,
  /// and as its dual, the least Σ y with Diag(y) − C ⪰ 0.
  private static ConicProgram maximumCut(int k, boolean matrixVariable, SplittableRandom random) {
    int m = k * (k + 1) / 2;
    double[] c = new double[m];
    for (int e = 0; e < 3 * k; e++) {
      int i = e < k - 1 ? e : random.nextInt(k), j = e < k - 1 ? e + 1 : random.nextInt(k);
      if (i < j) c[triangle(i, j)] = random.nextDouble(0.5, 1) * (random.nextBoolean() ? 1 : -1);
    }
    double[] minus = Arrays.stream(c).map(value -> -value).toArray();
    double[][] a = new double[matrixVariable ? k + m : m][matrixVariable ? m : k];
    if (!matrixVariable) {
      for (int i = 0; i < k; i++) a[triangle(i, i)][i] = -1;
      double[] ones = new double[k];
      Arrays.fill(ones, 1);
      return ConicProgram.withoutAnswer(new double[k][k], ones, a, minus, List.of(new PsdCone(k)));
    }
    double[] b = new double[k + m];
    for (int i = 0; i < k; i++) a[i][triangle(i, i)] = b[i] = 1;
    for (int i = 0; i < m; i++) a[k + i][i] = -1;
    return ConicProgram.withoutAnswer(
        new double[m][m], minus, a, b, List.of(new ZeroCone(k), new PsdCone(k)));
  }

  /// A solution, and the direction of a cotangent of its variables.
  private record Answer(Solution solution, PrimalDual direction) {}

  private static Answer answer(ConicProgram program, boolean byMatrices) {
    ProgramData data = program.data(true);
    Analysis analysis = new Analysis(data.structure());
    Solver solver = new InteriorPoint();
    Adjoint adjoint = new FirstOrder();
    if (byMatrices) {
      solver = new ByMatrices.Solving(solver);
      adjoint = new ByMatrices.Differentiating(adjoint);
    }
    Solver.Prepared prepared = solver.prepare(analysis);
    Solution solution = new Solution(data.structure(), 1);
    prepared.worker().solve(data, 0, 1, WarmStart.NONE, Watch.unlimited(), solution);
    assertThat(solution.isSolved(0)).isTrue();
    Adjoint.Worker worker = adjoint.prepare(analysis, prepared).worker();
    worker.visit(data, solution, 0, 1, Watch.unlimited());
    PrimalDual right = PrimalDual.zeros(data.structure(), 1);
    PrimalDual direction = PrimalDual.zeros(data.structure(), 1);
    for (int j = 0; j < right.y().length; j++) right.y()[j] = Math.sin(j + 1);
    worker.directions(right, 0, direction, 0);
    assertThat(worker.report(0).flags()).isEmpty();
    return new Answer(solution, direction);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void solutionsAndDirectionsAreThoseOfRotatedRows(boolean matrixVariable) {
    int k = matrixVariable ? 7 : 12;
    for (long seed = 0; seed < 6; seed++) {
      ConicProgram program = maximumCut(k, matrixVariable, new SplittableRandom(seed));
      Answer fast = answer(program, true), slow = answer(program, false);
      assertNear(fast.solution.y(), slow.solution.y(), 1e-8);
      assertNear(fast.solution.z(), slow.solution.z(), 1e-8);
      assertNear(fast.direction.y(), slow.direction.y(), 1e-6);
      assertNear(fast.direction.z(), slow.direction.z(), 1e-6);
    }
  }

  private static void assertNear(double[] actual, double[] expected, double tolerance) {
    double size = 1;
    for (double value : expected) size = Math.max(size, Math.abs(value));
    for (int i = 0; i < expected.length; i++)
      assertThat(Math.abs(actual[i] - expected[i])).isLessThanOrEqualTo(tolerance * size);
  }

  /// Of order 64; rotated, the rows of the second would be 2 144 by 2 080 numbers.
  @Test
  void bothStatementsOfAMaximumCutHaveOneValue() {
    int k = 64;
    double[] values = new double[2];
    for (int statement = 0; statement < 2; statement++) {
      boolean isVariable = statement == 1;
      ConicProgram program = maximumCut(k, isVariable, new SplittableRandom(64));
      ProgramData data = program.data(true);
      assertThat(KktSystems.of(data.structure()))
          .hasToString(isVariable ? "MATRIX VARIABLES" : "SEMIDEFINITE");
      double[] y = answer(program, false).solution.y(), q = data.linear().values();
      for (int j = 0; j < y.length; j++) values[statement] += (isVariable ? -1 : 1) * q[j] * y[j];
    }
    assertThat(values[0]).isCloseTo(values[1], within(1e-9 * values[1]));
  }
}
