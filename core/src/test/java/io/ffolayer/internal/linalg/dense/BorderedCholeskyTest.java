package io.ffolayer.internal.linalg.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BorderedCholeskyTest {
  private static final int N = 41;
  private static final double[] MATRIX = positiveDefinite();

  @ParameterizedTest
  @MethodSource("io.ffolayer.internal.linalg.kernel.DenseKernelsTest#implementations")
  void factorFollowsTheSetThroughAppendsAndRemovals(DenseKernels kernels) {
    Random random = new Random(7);
    BorderedCholesky factor = new BorderedCholesky(kernels, N);
    List<Integer> set = new ArrayList<>();
    for (int step = 0; step < 600; step++) {
      boolean grow = set.isEmpty() || (set.size() < N && random.nextInt(40) >= set.size());
      if (grow) {
        int next = random.ints(0, N).filter(i -> !set.contains(i)).findFirst().orElseThrow();
        assertThat(factor.append(row(set, next), 0, 1e-12)).isTrue();
        set.add(next);
      } else {
        int index = random.nextInt(set.size());
        factor.remove(index);
        set.remove(/* index */ index);
      }
      mustSolveWith(factor, set);
    }
  }

  @ParameterizedTest
  @MethodSource("io.ffolayer.internal.linalg.kernel.DenseKernelsTest#implementations")
  void factorOfASubmatrixCanBeContinued(DenseKernels kernels) {
    int stride = 8 * DenseKernels.padded(N);
    double[] s = new double[DenseKernels.padded(N) * DenseKernels.padded(N)];
    kernels.packSymmetric(N, MATRIX, 0, N, s, 0, stride);
    BorderedCholesky factor = new BorderedCholesky(kernels, N);
    for (int count = 0; count < 20; count++) {
      int[] selected = new int[count];
      List<Integer> set = new ArrayList<>();
      for (int a = 0; a < count; a++) {
        selected[a] = 2 * a + 1;
        set.add(selected[a]);
      }
      assertThat(factor.factor(count, selected, 1e-12, s, 0, stride)).isTrue();
      mustSolveWith(factor, set);
      factor.append(row(set, 0), 0, 1e-12);
      set.add(0);
      mustSolveWith(factor, set);
    }
  }

  @ParameterizedTest
  @MethodSource("io.ffolayer.internal.linalg.kernel.DenseKernelsTest#implementations")
  void dependentRowIsRefusedAndChangesNothing(DenseKernels kernels) {
    BorderedCholesky factor = new BorderedCholesky(kernels, N);
    List<Integer> set = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      factor.append(row(set, i), 0, 1e-12);
      set.add(i);
      List<Integer> before = List.copyOf(set);
      assertThat(factor.append(row(set, i / 2), 0, 1e-12)).isFalse();
      assertThat(factor.size()).isEqualTo(before.size());
      mustSolveWith(factor, before);
    }
  }

  @Test
  void submatrixThatIsNotDefiniteKeepsTheRowsBeforeTheFailure() {
    DenseKernels kernels = Kernels.dense();
    int stride = 8 * DenseKernels.padded(N);
    double[] s = new double[DenseKernels.padded(N) * DenseKernels.padded(N)];
    kernels.packSymmetric(N, MATRIX, 0, N, s, 0, stride);
    s[DenseKernels.at(0, stride, 11, 11)] = -1;
    BorderedCholesky factor = new BorderedCholesky(kernels, N);
    assertThat(factor.factor(4, new int[] {2, 5, 11, 12}, 0, s, 0, stride)).isFalse();
    assertThat(factor.size()).isEqualTo(2);
    mustSolveWith(factor, List.of(2, 5));
  }

  @Test
  void misuseIsNamed() {
    BorderedCholesky factor = new BorderedCholesky(Kernels.dense(), 1);
    assertThatThrownBy(() -> factor.remove(0)).hasMessage("row 0 of 0");
    factor.append(new double[] {4}, 0, 0);
    assertThatThrownBy(() -> factor.append(new double[] {1, 4}, 0, 0))
        .hasMessage("the factor has its 1 rows");
    factor.clear();
    assertThat(factor.size()).isZero();
  }

  private static void mustSolveWith(BorderedCholesky factor, List<Integer> set) {
    assertThat(factor.size()).isEqualTo(set.size());
    double[] x = new double[DenseKernels.padded(set.size())];
    for (int a = 0; a < set.size(); a++) {
      x[a] = 1 + a % 3;
    }
    factor.solve(x, 0);
    for (int a = 0; a < x.length; a++) {
      double sum = a < set.size() ? 0 : x[a];
      for (int b = 0; a < set.size() && b < set.size(); b++) {
        sum += MATRIX[set.get(a) * N + set.get(b)] * x[b];
      }
      assertThat(sum).isCloseTo(a < set.size() ? 1 + a % 3 : 0, within(1e-10));
    }
  }

  private static double[] row(List<Integer> set, int next) {
    double[] row = new double[set.size() + 1];
    for (int a = 0; a < set.size(); a++) {
      row[a] = MATRIX[next * N + set.get(a)];
    }
    row[set.size()] = MATRIX[next * N + next];
    return row;
  }

  private static double[] positiveDefinite() {
    double[] half = new Random(1).doubles((long) N * N, -1, 1).toArray();
    double[] m = new double[N * N];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) {
        double sum = i == j ? 0.1 : 0;
        for (int k = 0; k < N; k++) {
          sum += half[i * N + k] * half[j * N + k] / N;
        }
        m[i * N + j] = sum;
      }
    }
    return m;
  }
}
