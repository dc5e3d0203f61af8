package io.ffolayer.internal.linalg.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Against every choice of rows.
class PolyhedronVertexTest {
  @Test
  void theVertexIsTheLeastOfAll() {
    SplittableRandom random = new SplittableRandom(8);
    for (int round = 0; round < 300; round++) {
      int m = random.nextInt(3, 9), k = random.nextInt(1, Math.min(4, m));
      double[] q = new double[m * k], z = new double[m], weight = new double[m];
      for (int i = 0; i < q.length; i++) q[i] = random.nextGaussian();
      orthonormalize(q, m, k);
      for (int i = 0; i < m; i++) {
        z[i] = round % 3 == 0 && random.nextBoolean() ? 1e-9 : random.nextDouble(1e-3, 1);
        weight[i] = random.nextDouble(1, 2);
      }
      int[] tight = Objects.requireNonNull(PolyhedronVertex.find(m, k, q, z, weight));
      assertThat(Arrays.stream(tight).distinct().count()).isEqualTo(k);
      double found = cost(m, k, q, z, weight, tight);
      double least = Double.POSITIVE_INFINITY;
      for (int set = 0; set < 1 << m; set++)
        if (Integer.bitCount(set) == k)
          least = Math.min(least, cost(m, k, q, z, weight, members(set)));
      assertThat(found).isLessThan(least + 1e-8);
    }
  }

  private static int[] members(int set) {
    int[] members = new int[Integer.bitCount(set)];
    int count = 0;
    for (int i = 0; set >> i != 0; i++) if ((set >> i & 1) != 0) members[count++] = i;
    return members;
  }

  /// Of the point where rows are tight; infinite where it is none, or outside.
  private static double cost(int m, int k, double[] q, double[] z, double[] weight, int[] tight) {
    double[] matrix = new double[k * k], c = new double[k];
    for (int e = 0; e < k; e++) {
      System.arraycopy(q, tight[e] * k, matrix, e * k, k);
      c[e] = -z[tight[e]];
    }
    DenseLu lu = new DenseLu(k);
    if (!lu.factor(k, matrix, 0, k)) return Double.POSITIVE_INFINITY;
    lu.solve(c, 0);
    double sum = 0;
    for (int i = 0; i < m; i++) {
      double value = z[i];
      for (int j = 0; j < k; j++) value += q[i * k + j] * c[j];
      if (value < -1e-13) return Double.POSITIVE_INFINITY;
      sum += weight[i] * value;
    }
    return sum;
  }

  private static void orthonormalize(double[] q, int m, int k) {
    for (int j = 0; j < k; j++) {
      for (int e = 0; e <= j; e++) {
        double sum = 0;
        for (int i = 0; i < m; i++) sum += q[i * k + e] * q[i * k + j];
        double factor = e == j ? 1 / Math.sqrt(sum) : sum;
        for (int i = 0; i < m; i++)
          q[i * k + j] = e == j ? factor * q[i * k + j] : q[i * k + j] - factor * q[i * k + e];
      }
    }
  }
}
