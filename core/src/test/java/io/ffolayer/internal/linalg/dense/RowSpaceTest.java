package io.ffolayer.internal.linalg.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowSpaceTest {
  private final SplittableRandom random = new SplittableRandom(7);

  private double[] vector(int n) {
    return random.doubles(n, -1, 1).toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }

  @Test
  void theShortestVectorSolvesTheRowsAndIsTheirCombination() {
    List<double[]> rows = List.of(vector(6), vector(6), vector(6));
    RowSpace space = new RowSpace(6, rows);
    double[] c = vector(3);
    double[] v = space.shortest(c);
    for (int i = 0; i < 3; i++) assertThat(dot(rows.get(i), v)).isCloseTo(c[i], within(1e-13));
    space.removeFrom(v);
    assertThat(Math.sqrt(dot(v, v))).isLessThan(1e-14);
  }

  @Test
  void theMultipliersCancelThePartInTheSpan() {
    List<double[]> rows = List.of(vector(6), vector(6), vector(6));
    RowSpace space = new RowSpace(6, rows);
    double[] v = vector(6);
    double[] z = space.multipliers(v);
    double[] rest = v.clone();
    for (int i = 0; i < 3; i++) for (int k = 0; k < 6; k++) rest[k] += z[i] * rows.get(i)[k];
    space.removeFrom(v);
    for (int k = 0; k < 6; k++) assertThat(rest[k]).isCloseTo(v[k], within(1e-13));
  }

  @Test
  void aVectorThatDependsOnOthersHasNoPart() {
    List<double[]> rows = new ArrayList<>(List.of(vector(4), vector(4)));
    double[] sum = new double[4];
    for (int k = 0; k < 4; k++) sum[k] = 3 * rows.get(0)[k] - 2 * rows.get(1)[k];
    rows.add(1, sum.clone());
    rows.add(new double[4]);
    RowSpace space = new RowSpace(4, rows);
    assertThat(space.rank()).isEqualTo(2);
    assertThat(space.isIndependent()).isFalse();
    assertThat(space.multipliers(vector(4))[2]).isZero();
    assertThat(space.multipliers(vector(4))[3]).isZero();
  }

  /// Rows that are almost parallel: a single pass of Gram–Schmidt would lose orthogonality.
  @Test
  void almostParallelVectorsKeepAnOrthogonalBasis() {
    double[] a = vector(5);
    double[] b = a.clone();
    b[2] += 1e-7;
    RowSpace space = new RowSpace(5, List.of(a, b));
    double[] v = vector(5);
    space.removeFrom(v);
    assertThat(dot(v, a)).isCloseTo(0, within(1e-15));
    assertThat(v[2]).isCloseTo(0, within(1e-8));
  }
}
