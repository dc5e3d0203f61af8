package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.atom.Atoms;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.activeset.BlockPivoting;
import io.ffolayer.solve.activeset.DualActiveSet;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.solve.interior.InteriorPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows that say nothing change nothing: those without coefficients, and bounds that stand for
/// none. Every other row means what it says, at any size.
class RowsOfNothingTest {
  private static final List<Solver> SOLVERS =
      List.of(new Automatic(), new InteriorPoint(), new BlockPivoting(), new DualActiveSet());

  private static Constant sparse(double[][] rows) {
    List<int[]> places = new ArrayList<>();
    for (int i = 0; i < rows.length; i++)
      for (int j = 0; j < rows[i].length; j++) if (rows[i][j] != 0) places.add(new int[] {i, j});
    int[] i = places.stream().mapToInt(p -> p[0]).toArray();
    int[] j = places.stream().mapToInt(p -> p[1]).toArray();
    var pattern = Layout.Sparse.ofEntries(rows.length, rows[0].length, i, j);
    double[] values = new double[i.length];
    for (int k = 0; k < i.length; k++) values[pattern.position(i[k], j[k])] = rows[i[k]][j[k]];
    return Constant.sparse(pattern, values);
  }

  @Test
  void aRightHandSideOfRoundingSizeBesideNothingIsNoContradiction() {
    Variable x = Variable.vector("x", 1);
    Parameter h = Parameter.vector("h", 2);
    for (Solver solver : SOLVERS)
      for (boolean isEquality : new boolean[] {false, true}) {
        var g = Constant.constant(new double[][] {{0}, {isEquality ? 0 : 1}});
        var program =
            QuadraticProgram.in(x)
                .minimize(Constant.constant(new double[][] {{1}}), Constant.constant(-1));
        program = isEquality ? program.equalTo(g, h) : program.lessThan(g, h);
        var layer = ConvexLayer.of(program).withSolver(solver);
        double other = isEquality ? 0 : 3;
        double[] rights = {-1e-18, other, 1e-18, other, -1e-30, other, -1e-3, other};
        var pass = layer.forward(Map.of(h, Tensor.of(rights, 4, 2)));
        for (int i = 0; i < 3; i++) {
          assertThat(pass.status(i)).as(solver + ", " + i).isEqualTo(Status.SOLVED);
          assertThat(pass.value(x).values()[i]).isCloseTo(1, within(1e-9));
        }
        assertThat(pass.status(3)).isNotEqualTo(Status.SOLVED);
      }
  }

  /// 1e-8 x ≤ −1e-8 says x ≤ −1, beside rows of any size and on every path.
  @Test
  void aRowWithCoefficientsMeansWhatItSays() {
    Variable x = Variable.vector("x", 2);
    for (double size : new double[] {1e-8, 1, 1e8})
      for (boolean isAlone : new boolean[] {false, true}) {
        double[][] rows = {{size, 0}, {isAlone ? 0 : 1, 1}};
        double expected = -1;
        for (Constant g : List.of(Constant.constant(rows), sparse(rows)))
          for (Constant p :
              List.of(Constant.constant(new double[][] {{1, 0}, {0, 1}}), Constant.identity(2, 1)))
            for (Solver solver : List.of(new Automatic(), new InteriorPoint())) {
              var program =
                  QuadraticProgram.in(x)
                      .minimize(p, Constant.constant(-1, -1))
                      .lessThan(g, Constant.constant(-size, 3));
              var pass = ConvexLayer.of(program).withSolver(solver).forward(Map.of());
              assertThat(pass.isSolved(0)).as(pass.message(0)).isTrue();
              assertThat(pass.value(x).values())
                  .as("%s, alone %s, %s %s", size, isAlone, solver, g.pattern())
                  .containsExactly(new double[] {expected, 1}, within(1e-7));
            }
      }
  }

  private static final int N = 5;

  /// A quadratic program with coupled rows, and bounds on both sides of every variable.
  private static double[][] rows() {
    SplittableRandom random = new SplittableRandom(3);
    double[][] rows = new double[3 + 2 * N][N];
    for (int i = 0; i < 3; i++) for (int j = 0; j < N; j++) rows[i][j] = random.nextDouble(-1, 1);
    for (int j = 0; j < N; j++) {
      rows[3 + j][j] = 1;
      rows[3 + N + j][j] = -1;
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e8, 1e10, 1e15, 1e20, 1e300, Double.POSITIVE_INFINITY})
  void boundsThatStandForNoneChangeNothing(double bound) {
    double[][] p = new double[N][N];
    for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++) p[i][j] = i == j ? 2 : Math.abs(i - j) == 1 ? 0.5 : 0;
    Variable x = Variable.vector("x", N);
    Parameter h = Parameter.vector("h", 3 + 2 * N);
    Parameter q = Parameter.vector("q", N);
    Tensor linear = Tensor.vector(-1.3, 0, 2, -0.3, -1);
    double[] right = new double[3 + 2 * N];
    Arrays.fill(right, 0, 3, 0.1);
    Arrays.fill(right, 3, right.length, Double.POSITIVE_INFINITY);
    double[] with = Arrays.stream(right).map(b -> Math.min(b, bound)).toArray();
    Tensor cotangent = Tensor.vector(1, -2, 0.5, 1, 0);
    for (Constant matrix : List.of(Constant.constant(p), sparse(p)))
      for (Constant g : List.of(Constant.constant(rows()), sparse(rows())))
        for (Adjoint adjoint : List.of(new FirstOrder(), new Implicit())) {
          var layer =
              ConvexLayer.of(QuadraticProgram.in(x).minimize(matrix, q).lessThan(g, h))
                  .withSolver(new InteriorPoint())
                  .withAdjoint(adjoint);
          var plain = layer.forward(Map.of(q, linear, h, Tensor.vector(right)));
          var bounded = layer.forward(Map.of(q, linear, h, Tensor.vector(with)));
          assertThat(bounded.isSolved(0)).as(bounded.message(0)).isTrue();
          assertThat(bounded.value(x).values())
              .containsExactly(plain.value(x).values(), within(1e-9));
          assertThat(bounded.backward(x, cotangent).of(q).values())
              .containsExactly(plain.backward(x, cotangent).of(q).values(), within(1e-9));
          assertThat(bounded.backward(x, cotangent).report(0).flags()).isEmpty();
        }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e8, 1e12, 1e20})
  void besideCurvedConesToo(double bound) {
    Variable x = Variable.vector("x", 2);
    var problem =
        Problem.minimize(Atoms.exp(x).sum().minus(x.sum().times(2)))
            .subjectTo(x.le(bound), x.ge(-bound), Atoms.norm2(x).le(5));
    var pass = ConvexLayer.of(problem).forward(Map.of());
    assertThat(pass.isSolved(0)).as(pass.message(0)).isTrue();
    double ln2 = Math.log(2);
    assertThat(pass.value(x).values()).containsExactly(new double[] {ln2, ln2}, within(1e-8));
  }

  /// The objective sends x to 2·10⁹, and the bound is at 10⁹; the other variable is of size 1.
  @Test
  void aLargeBoundThatBindsBinds() {
    Variable x = Variable.vector("x", 2);
    Parameter h = Parameter.vector("h", 4);
    double[][] rows = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    for (Constant g : List.of(Constant.constant(rows), sparse(rows))) {
      var program =
          QuadraticProgram.in(x)
              .minimize(Constant.identity(2, 1), Constant.constant(-2e9, -3))
              .lessThan(g, h);
      for (Solver solver : List.of(new Automatic(), new InteriorPoint())) {
        var pass =
            ConvexLayer.of(program)
                .withSolver(solver)
                .forward(Map.of(h, Tensor.vector(1e9, 2, 1e9, 2)));
        assertThat(pass.isSolved(0)).as(pass.message(0)).isTrue();
        assertThat(pass.value(x).values()[0]).isCloseTo(1e9, within(1e-1));
      }
    }
    var linear =
        QuadraticProgram.in(x)
            .minimize(Constant.constant(-1, -1))
            .lessThan(sparse(rows), Constant.constant(1e9, 1, 1e9, 1));
    var pass = ConvexLayer.of(linear).forward(Map.of());
    assertThat(pass.isSolved(0)).as(pass.message(0)).isTrue();
    assertThat(pass.value(x).values()[0]).isCloseTo(1e9, within(1.0));
  }
}
