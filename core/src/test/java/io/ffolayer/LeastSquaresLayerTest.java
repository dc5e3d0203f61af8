package io.ffolayer;

import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Dense least squares with all data as parameters, minimise ‖Ax − b‖² over x, against its closed
/// form. With r = b − Ax and a loss with the gradient c in x,
///
/// ```
/// x = (AᵀA)⁻¹Aᵀb,    v = (AᵀA)⁻¹c,    ∂ℓ/∂b = Av,    ∂ℓ/∂A = rvᵀ − (Av)xᵀ
/// ```
class LeastSquaresLayerTest {
  private final SplittableRandom random = new SplittableRandom(5);

  private double[] normal(int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  @Test
  void solutionAndGradientsOfDenseLeastSquaresAreThoseOfTheNormalEquations() {
    int m = 400, n = 300;
    double[] a = normal(m * n), b = normal(m), c = normal(n);
    var x = Variable.vector("x", n);
    var matrix = Parameter.matrix("A", m, n);
    var rhs = Parameter.vector("b", m);
    var layer = ConvexLayer.of(Problem.minimize(sumSquares(matrix.times(x).minus(rhs))));
    ForwardPass pass = layer.forward(Map.of(matrix, Tensor.wrap(a, m, n), rhs, Tensor.wrap(b, m)));
    Gradients gradients = pass.backward(x, Tensor.wrap(c, n));

    double[] solution = solveNormal(m, n, a, transposedTimes(m, n, a, b));
    double[] v = solveNormal(m, n, a, c);
    double[] av = times(m, n, a, v), ax = times(m, n, a, solution);
    double[] da = new double[m * n];
    for (int i = 0; i < m; i++)
      for (int j = 0; j < n; j++) da[i * n + j] = (b[i] - ax[i]) * v[j] - av[i] * solution[j];
    assertThat(pass.value(x).values()).containsExactly(solution, within(1e-10));
    assertThat(gradients.of(rhs).values()).containsExactly(av, within(1e-10));
    assertThat(gradients.of(matrix).values()).containsExactly(da, within(1e-10));
  }

  static double[] times(int m, int n, double[] a, double[] x) {
    double[] result = new double[m];
    for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) result[i] += a[i * n + j] * x[j];
    return result;
  }

  static double[] transposedTimes(int m, int n, double[] a, double[] y) {
    double[] result = new double[n];
    for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) result[j] += a[i * n + j] * y[i];
    return result;
  }

  /// (AᵀA)⁻¹ c by elimination in plain loops.
  private static double[] solveNormal(int m, int n, double[] a, double[] c) {
    double[][] normal = new double[n][n + 1];
    for (int i = 0; i < m; i++)
      for (int j = 0; j < n; j++)
        for (int k = 0; k < n; k++) normal[j][k] += a[i * n + j] * a[i * n + k];
    for (int j = 0; j < n; j++) normal[j][n] = c[j];
    for (int k = 0; k < n; k++)
      for (int i = k + 1; i < n; i++) {
        double factor = normal[i][k] / normal[k][k];
        for (int j = k; j <= n; j++) normal[i][j] -= factor * normal[k][j];
      }
    double[] x = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      double sum = normal[i][n];
      for (int j = i + 1; j < n; j++) sum -= normal[i][j] * x[j];
      x[i] = sum / normal[i][i];
    }
    return x;
  }
}
