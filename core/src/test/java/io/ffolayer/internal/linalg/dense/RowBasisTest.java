package io.ffolayer.internal.linalg.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.linalg.kernel.AllocationAssert;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowBasisTest {
  private static final int N = 19;

  private final Random random = new Random(5);
  private final RowBasis basis = new RowBasis(N);
  private final List<double[]> chosen = new ArrayList<>();

  RowBasisTest() {
    basis.clear();
  }

  private void append() {
    double[] x = random.doubles(N, -1, 1).toArray();
    chosen.add(x);
    basis.project(x);
    basis.append();
  }

  private void remove(int index) {
    chosen.remove(index);
    basis.remove(index);
  }

  @Test
  void theShortestVectorSatisfiesItsRowsAndIsMadeOfThem() {
    for (int step = 0; step < 200; step++) {
      if (chosen.isEmpty() || (chosen.size() < N && random.nextInt(5) > 1)) append();
      else remove(random.nextInt(chosen.size()));
      int k = basis.size();
      assertThat(k).isEqualTo(chosen.size());
      double[] c = random.doubles(N, -1, 1).toArray(), v = new double[N], z = new double[N];
      basis.shortest(c, v, z);
      double size = 1;
      for (int e = 0; e < k; e++) size = Math.max(size, Math.abs(z[e]));
      for (int e = 0; e < k; e++)
        assertThat(dot(chosen.get(e), v)).isCloseTo(c[e], within(1e-12 * size));
      for (int j = 0; j < N; j++) {
        double sum = v[j];
        for (int e = 0; e < k; e++) sum += z[e] * chosen.get(e)[j];
        assertThat(sum).isCloseTo(0, within(1e-12 * size));
      }
    }
  }

  @Test
  void aProjectionSplitsAVectorIntoWhatRowsExplainAndTheRest() {
    for (int k = 0; k < 11; k++) append();
    double[] x = random.doubles(N, -1, 1).toArray();
    double length = basis.project(x);
    double[] coefficients = new double[N];
    basis.coefficients(coefficients);
    double square = 0;
    for (int j = 0; j < N; j++) {
      double sum = basis.outside()[j];
      square += sum * sum;
      for (int e = 0; e < 11; e++) sum += coefficients[e] * chosen.get(e)[j];
      assertThat(sum).isCloseTo(x[j], within(1e-12));
    }
    assertThat(length).isCloseTo(Math.sqrt(square), within(1e-13));
    for (double[] row : chosen) assertThat(dot(row, basis.outside())).isCloseTo(0, within(1e-13));
  }

  @Test
  void aRowInTheSpanHasNothingOutside() {
    for (int k = 0; k < 7; k++) append();
    double[] x = new double[N];
    for (double[] row : chosen) for (int j = 0; j < N; j++) x[j] += row[j] / 3;
    assertThat(basis.project(x)).isLessThan(1e-14);
  }

  @Test
  void theGramFactorSolvesWithTheProductsOfTheRows() {
    for (int k = 0; k < 13; k++) append();
    remove(4);
    remove(0);
    int k = basis.size();
    double[] x = random.doubles(k, -1, 1).toArray();
    double[] b = new double[DenseKernels.padded(k)];
    for (int i = 0; i < k; i++)
      for (int j = 0; j < k; j++) b[i] += dot(chosen.get(i), chosen.get(j)) * x[j];
    PackedCholesky factor = basis.gramFactor();
    factor.solveLower(b, 0);
    factor.solveLowerTransposed(b, 0);
    for (int i = 0; i < k; i++) assertThat(b[i]).isCloseTo(x[i], within(1e-11));
  }

  @Test
  void nothingIsAllocatedOnTheWay() {
    double[] x = random.doubles(N, -1, 1).toArray(), out = new double[N];
    AllocationAssert.assertAllocatesNothingWhenWarm(() -> {
      for (int step = 0; step < 50; step++) {
        basis.clear();
        basis.project(x);
        basis.coefficients(out);
        basis.append();
        basis.remove(0);
      }
    });
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) sum += a[j] * b[j];
    return sum;
  }
}
