package io.ffolayer.internal.linalg.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ComplementarityTest {
  @Test
  void theChosenRowsSolveTheComplementarityProblem() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int k = 1 + random.nextInt(7);
      double[] root = random.doubles((long) k * k, -1, 1).toArray();
      double[] matrix = new double[k * k];
      for (int i = 0; i < k; i++)
        for (int j = 0; j < k; j++)
          for (int l = 0; l < k; l++) matrix[i * k + j] += root[i * k + l] * root[j * k + l];
      double[] c = random.doubles(k, -1, 1).toArray();
      boolean[] positive = Complementarity.solve(matrix, c);
      double[] lambda = solveOn(positive, matrix, c);
      for (int i = 0; i < k; i++) {
        double w = c[i];
        for (int j = 0; j < k; j++) w += matrix[i * k + j] * lambda[j];
        assertThat(positive[i] ? lambda[i] : w)
            .as("seed %d row %d", seed, i)
            .isGreaterThanOrEqualTo(-1e-9);
      }
    }
  }

  /// M λ = −c on the chosen rows, λ = 0 elsewhere, by elimination.
  private static double[] solveOn(boolean[] chosen, double[] matrix, double[] c) {
    int k = c.length;
    double[][] a = new double[k][k + 1];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++)
        a[i][j] = chosen[i] && chosen[j] ? matrix[i * k + j] : i == j ? 1 : 0;
      a[i][k] = chosen[i] ? -c[i] : 0;
    }
    for (int p = 0; p < k; p++)
      for (int i = 0; i < k; i++) {
        if (i == p) continue;
        double factor = a[i][p] / a[p][p];
        for (int j = 0; j <= k; j++) a[i][j] -= factor * a[p][j];
      }
    double[] lambda = new double[k];
    for (int i = 0; i < k; i++) lambda[i] = a[i][k] / a[i][i];
    return lambda;
  }
}
