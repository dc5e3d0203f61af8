package io.ffolayer.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.ConvexLayer;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.atom.Atoms;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.solve.interior.InteriorPoint;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A ray along which the objective falls says nothing of a program that no point satisfies: it is
/// infeasible, with its certificate, however the ray was found first.
class InfeasibleBothWaysTest {
  private static final List<Solver> SOLVERS = List.of(new Automatic(), new InteriorPoint());

  /// min −x with a contradiction in y and nothing that bounds x; dense and sparse.
  @Test
  void aContradictionElsewhereCountsMoreThanARay() {
    Variable x = Variable.vector("x", 2);
    double[][] rows = {{0, 1}, {0, -1}, {-1, 0}};
    double[] right = {1, -2, 0};
    for (Constant g : List.of(Constant.constant(rows), sparse(rows)))
      for (Solver solver : SOLVERS) {
        var layer =
            ConvexLayer.of(
                    QuadraticProgram.in(x)
                        .minimize(Constant.constant(-1, 0))
                        .lessThan(g, Constant.constant(right)))
                .withSolver(solver);
        var pass = layer.forward(Map.of());
        assertThat(pass.status(0)).isEqualTo(Status.INFEASIBLE);
        requireCertificate(rows, right, pass.certificate(0));
      }
  }

  /// Random rows of which two contradict each other, along a common kernel where the cost falls
  /// steeply; without the contradiction the same program is unbounded.
  @Test
  void withoutTheContradictionTheSameProgramsAreUnbounded() {
    SplittableRandom random = new SplittableRandom(17);
    for (int trial = 0; trial < 60; trial++) {
      int n = random.nextInt(2, 7), m = random.nextInt(2, 9);
      double[][] rows = new double[m][n];
      double[] right = new double[m];
      for (int i = 0; i < m; i++) {
        for (int j = 1; j < n; j++) rows[i][j] = random.nextDouble(-1, 1);
        right[i] = random.nextDouble(-1, 1);
      }
      rows[1] = Arrays.stream(rows[0]).map(a -> -2 * a).toArray();
      double[] cost = new double[n];
      cost[0] = -Math.pow(10, random.nextInt(-2, 5));
      right[1] = -2 * right[0] - 1e-2;
      assertThat(status(rows, right, cost)).isEqualTo(Status.INFEASIBLE);
      for (int i = 0; i < m; i++) right[i] = Math.abs(right[i]);
      assertThat(status(rows, right, cost)).isEqualTo(Status.UNBOUNDED);
    }
  }

  @Test
  void curvedConesToo() {
    Variable x = Variable.vector("x", 2), t = Variable.scalar("t");
    for (double radius : new double[] {0.5, 1.5}) {
      var problem =
          Problem.minimize(t)
              .subjectTo(Atoms.norm2(x).le(radius), x.get(0).ge(1), Atoms.exp(t).le(3));
      assertThat(ConvexLayer.of(problem).forward(Map.of()).status(0))
          .isEqualTo(radius < 1 ? Status.INFEASIBLE : Status.UNBOUNDED);
    }
  }

  private static Status status(double[][] rows, double[] right, double[] cost) {
    Variable x = Variable.vector("x", cost.length);
    var program =
        QuadraticProgram.in(x)
            .minimize(Constant.constant(cost))
            .lessThan(Constant.constant(rows), Constant.constant(right));
    var pass = ConvexLayer.of(program).forward(Map.of());
    if (pass.status(0) == Status.INFEASIBLE) requireCertificate(rows, right, pass.certificate(0));
    return pass.status(0);
  }

  private static void requireCertificate(double[][] rows, double[] right, double[] z) {
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      assertThat(z[i]).isGreaterThanOrEqualTo(0);
      sum += right[i] * z[i];
    }
    assertThat(sum).isCloseTo(-1, within(1e-9));
    for (int j = 0; j < rows[0].length; j++) {
      double column = 0;
      for (int i = 0; i < z.length; i++) column += rows[i][j] * z[i];
      assertThat(column).isCloseTo(0, within(1e-6));
    }
  }

  private static Constant sparse(double[][] rows) {
    int count = 0;
    int[] i = new int[rows.length * rows[0].length], j = new int[i.length];
    for (int r = 0; r < rows.length; r++)
      for (int c = 0; c < rows[0].length; c++)
        if (rows[r][c] != 0) {
          i[count] = r;
          j[count++] = c;
        }
    Layout.Sparse pattern =
        Layout.Sparse.ofEntries(
            rows.length, rows[0].length, Arrays.copyOf(i, count), Arrays.copyOf(j, count));
    double[] values = new double[count];
    for (int k = 0; k < count; k++) values[pattern.position(i[k], j[k])] = rows[i[k]][j[k]];
    return Constant.sparse(pattern, values);
  }
}
