package io.ffolayer;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.atom.Atoms.quadForm;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A sparse slot is bounded by its entries alone: rows × columns here are more than an array holds.
class SparseSizeTest {
  private static final int N = 60_000;

  private final Variable x = Variable.vector("x", N);
  private final Parameter p = Parameter.diagonal("P", N);
  private final Parameter q = Parameter.vector("q", N);
  private final Parameter g = Parameter.sparse("G", bidiagonal());
  private final Parameter h = Parameter.vector("h", N);

  /// Ones on the diagonal and entries above it, column by column.
  private static Layout.Sparse bidiagonal() {
    int[] start = new int[N + 1];
    int[] row = new int[2 * N - 1];
    int k = 0;
    for (int j = 0; j < N; j++) {
      if (j > 0) row[k++] = j - 1;
      row[k++] = j;
      start[j + 1] = k;
    }
    return Layout.Sparse.ofColumns(N, N, start, row);
  }

  /// I less half of the shift.
  private static Tensor values() {
    double[] v = new double[2 * N - 1];
    Arrays.fill(v, -0.5);
    for (int j = 0; j < N; j++) v[2 * j] = 1;
    return Tensor.wrap(v, v.length);
  }

  /// min ½‖x‖² − 1ᵀx with x_i − ½x_{i+1} ≤ ¼: every row holds with equality. From the last one, x_n
  /// = ¼, x_i = ¼ + ½x_{i+1}; the derivative of ℓ = x_1 along h_i is 2⁻ⁱ⁺¹.
  @Test
  void aLayerWithMatricesOfSixtyThousandRowsAndColumnsIsSolvedAndDifferentiated() {
    var layer = ConvexLayer.of(QuadraticProgram.in(x).minimize(p, q).lessThan(g, h));
    var pass = layer.forward(Map.of(p, filled(1), q, filled(-1), g, values(), h, filled(0.25)));
    assertThat(pass.allSolved()).isTrue();
    double[] solution = pass.value(x).values();
    assertThat(solution[N - 1]).isCloseTo(0.25, within(1e-9));
    assertThat(solution[0]).isCloseTo(0.5, within(1e-9));
    double[] cotangent = new double[N];
    cotangent[0] = 1;
    var gradients = pass.backward(x, Tensor.wrap(cotangent, N));
    double[] dh = gradients.of(h).values();
    for (int i = 0; i < 40; i++) assertThat(dh[i]).isCloseTo(Math.pow(0.5, i), within(1e-8));
    assertThat(gradients.of(g).size()).isEqualTo(2 * N - 1);
    assertThat(gradients.report().isClean()).isTrue();
  }

  @Test
  void constantsToo() {
    Constant matrix = Constant.sparse(bidiagonal(), values().values());
    var layer =
        ConvexLayer.of(
            QuadraticProgram.in(x).minimize(Constant.identity(N, 1), q).lessThan(matrix, h));
    var pass = layer.forward(Map.of(q, filled(-1), h, filled(0.25)));
    assertThat(pass.value(x).values()[0]).isCloseTo(0.5, within(1e-9));
  }

  /// min ½‖x‖² − 1ᵀx and ½xᵀPx − 1ᵀx in words, with the matrix on the left, on the right (its
  /// transpose), transposed as a constant, and under a sum of squares.
  @Test
  void inWordsToo() {
    Constant matrix = Constant.sparse(bidiagonal(), values().values());
    Parameter psd = p.in(Parameter.Domain.PSD);
    Expression linear = dot(q, x);
    List<Problem> problems =
        List.of(
            Problem.minimize(sumSquares(x).times(.5).plus(linear)).subjectTo(g.times(x).le(h)),
            Problem.minimize(quadForm(x, psd).times(.5).plus(linear)).subjectTo(g.times(x).le(h)),
            Problem.minimize(sumSquares(x).times(.5).plus(linear))
                .subjectTo(x.times(matrix.transpose()).le(h)),
            Problem.minimize(sumSquares(matrix.times(2).times(x).minus(h.times(2)))));
    Map<Parameter, Tensor> values =
        Map.of(psd, filled(1), q, filled(-1), g, values(), h, filled(.25));
    for (Problem problem : problems) {
      var layer = ConvexLayer.of(problem);
      var given = new HashMap<>(values);
      given.keySet().retainAll(layer.parameters());
      var pass = layer.forward(given);
      assertThat(pass.isSolved(0)).as(pass.message(0)).isTrue();
      assertThat(pass.value(x).values()[0]).isCloseTo(0.5, within(1e-9));
      double[] cotangent = new double[N];
      cotangent[0] = 1;
      double[] dh = pass.backward(x, Tensor.wrap(cotangent, N)).of(h).values();
      for (int i = 0; i < 40; i++) assertThat(dh[i]).isCloseTo(Math.pow(0.5, i), within(1e-8));
    }
    assertThat(g.times(x).value(Map.of(g, values(), x, filled(1))).values()[0])
        .isCloseTo(0.5, within(1e-15));
  }

  private static Tensor filled(double value) {
    double[] v = new double[N];
    Arrays.fill(v, value);
    return Tensor.wrap(v, N);
  }
}
