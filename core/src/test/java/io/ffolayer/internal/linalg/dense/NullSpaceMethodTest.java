package io.ffolayer.internal.linalg.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The null-space method against its definition: what solves the system, or is nearest to that.
class NullSpaceMethodTest {
  private static final int N = 6;

  private final SplittableRandom random = new SplittableRandom(3);

  private double[] normals(int size) {
    double[] x = new double[size];
    for (int i = 0; i < size; i++) x[i] = random.nextGaussian();
    return x;
  }

  /// MᵀM of so many random rows.
  private double[] gram(int rank) {
    double[] root = normals(rank * N), p = new double[N * N];
    for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++)
        for (int r = 0; r < rank; r++) p[i * N + j] += root[r * N + i] * root[r * N + j];
    return p;
  }

  private static double[] residual(double[] p, double[] a, int k, double[] x, double[] z) {
    double[] out = new double[N + k];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) out[i] += p[i * N + j] * x[j];
      for (int e = 0; e < k; e++) out[i] += a[e * N + i] * z[e];
    }
    for (int e = 0; e < k; e++) for (int j = 0; j < N; j++) out[N + e] += a[e * N + j] * x[j];
    return out;
  }

  @Test
  void aRegularSystemIsSolvedWhateverItsUnits() {
    for (int round = 0; round < 20; round++) {
      int k = 1 + round % 4;
      double[] p = gram(round % 2 == 0 ? N : N - k), a = normals(k * N);
      double[] unit = new double[N + k];
      for (int i = 0; i < N + k; i++) unit[i] = Math.scalb(1.0, random.nextInt(-20, 20));
      for (int i = 0; i < N; i++) for (int j = 0; j < N; j++) p[i * N + j] *= unit[i] * unit[j];
      for (int e = 0; e < k; e++) for (int j = 0; j < N; j++) a[e * N + j] *= unit[N + e] * unit[j];
      NullSpaceMethod method = new NullSpaceMethod(N, N, p.clone(), k, a);
      assertThat(method.dependentRows() + method.freeDirections().length).isZero();
      double[] x = normals(N), z = normals(k);
      for (int i = 0; i < N; i++) x[i] /= unit[i];
      for (int e = 0; e < k; e++) z[e] /= unit[N + e];
      double[] right = residual(p, a, k, x, z), y = new double[N], dual = new double[k];
      System.arraycopy(right, 0, y, 0, N);
      System.arraycopy(right, N, dual, 0, k);
      method.solve(y, dual);
      for (int i = 0; i < N; i++)
        assertThat(y[i] * unit[i]).isCloseTo(x[i] * unit[i], within(1e-8));
      for (int e = 0; e < k; e++)
        assertThat(dual[e] * unit[N + e]).isCloseTo(z[e] * unit[N + e], within(1e-8));
    }
  }

  @Test
  void aSingularSystemHasTheShortestAnswerToTheNearestRightHandSide() {
    for (int round = 0; round < 20; round++) {
      int k = 3;
      double[] a = normals(k * N), p = gram(2);
      for (int j = 0; j < N; j++) a[2 * N + j] = 2 * a[j] - 3 * a[N + j];
      NullSpaceMethod method = new NullSpaceMethod(N, N, p.clone(), k, a);
      assertThat(method.dependentRows()).isEqualTo(1);
      assertThat(method.freeDirections()).hasNumberOfRows(2);
      double[] y = normals(N), z = normals(k), right = y.clone(), rightZ = z.clone();
      method.solve(y, z);
      double[] left = residual(p, a, k, y, z);
      for (int i = 0; i < N; i++) left[i] -= right[i];
      for (int e = 0; e < k; e++) left[N + e] -= rightZ[e];
      // What is left, and what the answer lacks, are in the null space and orthogonal to it.
      double[] again = residual(p, a, k, left, new double[] {left[N], left[N + 1], left[N + 2]});
      assertThat(again).containsOnly(new double[] {0}, within(1e-10));
      for (double[] free : method.freeDirections())
        assertThat(dot(free, y)).isCloseTo(0, within(1e-12));
      double[] relation = {2, -3, -1};
      assertThat(dot(relation, z)).isCloseTo(0, within(1e-11));
      assertThat(Math.abs(dot(method.relation(0), relation)))
          .isCloseTo(Math.sqrt(14), within(1e-12));
    }
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
    return sum;
  }

  /// The pivot of the second row is ε, not ε².
  @Test
  void nearlyParallelRowsAreToldApart() {
    for (double gap = 1e-2; gap > 1e-13; gap /= 10) {
      double[] a = {1, 1, 1, 1 + gap};
      NullSpaceMethod method = new NullSpaceMethod(2, 2, new double[] {1, 0, 0, 1}, 2, a);
      double[] y = {1, 0}, z = {0, 0};
      method.solve(y, z);
      double exact = 1 + gap - 1; // as the numbers are
      assertThat(y).containsOnly(new double[] {0}, within(1e-15));
      assertThat(z[1]).isCloseTo(-1 / exact, within(1e-14 / (gap * gap)));
    }
  }
}
