package io.ffolayer.flat.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.matrix.Layout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Programs as lists of numbers.
class ProgramReaderTest {
  /// n = 1, no auxiliaries, no parameters; then the cones, P as nothing, q, A dense, b: constants.
  private static CanonicalProgram overCones(int[] cones, int rows, double... alphas) {
    int[] head = {1, 0, 0};
    int[] tail = {1, 0, 0, 0, 0, 0, 0, 0};
    int[] ints = Stream.of(head, cones, tail).flatMapToInt(IntStream::of).toArray();
    double[] doubles = new double[alphas.length + 1 + 2 * rows];
    System.arraycopy(alphas, 0, doubles, 0, alphas.length);
    return ProgramReader.read(ints, doubles);
  }

  @Test
  void everyConeHasAKind() {
    int[] cones = {6, 0, 2, 1, 3, 2, 4, 3, 2, 4, 3, 5, 3};
    var program = overCones(cones, 2 + 3 + 4 + 3 + 3 + 3, 0.25);
    assertThat(program.program().structure().blocks().getFirst().cone())
        .isEqualTo(
            new ProductCone(
                List.of(
                    new ZeroCone(2),
                    new NonnegativeCone(3),
                    new SecondOrderCone(4),
                    new PsdCone(2),
                    new ExponentialCone(),
                    new PowerCone(0.25))));
  }

  @Test
  void aProgramMayHaveNoRows() {
    var program = overCones(new int[] {0}, 0);
    assertThat(program.program().structure().rows()).isZero();
    assertThat(program.outputs()).extracting("name").containsExactly("y", "z", "s", "objective");
  }

  @Test
  void aSlotMayBeASumOfMaps() {
    int[] ints = {2, 1, 1, 1, 2, 1, 0x3b8, 0, 1, 0, 0, 0, 0, 2, 1, 0, 2, 0, 1, 1, 1, 0, 0, 0};
    double[] doubles = {5, 6, 2, 3};
    var program = ProgramReader.read(ints, doubles);
    assertThat(program.parameters().getFirst().name()).isEqualTo("θ");
    assertThat(program.program().structure().auxiliaries().variables()).containsExactly(1);
    assertThat(program.program().structure().quadratic()).isEqualTo(Layout.Sparse.empty(2, 2));
    assertThat(program.program().linear()).isInstanceOf(AffineMap.Sum.class);
    double[] q = new double[2];
    var theta = new ParameterValues(1, new double[][] {{10, 100}}, new int[] {2}, new boolean[1]);
    program.program().linear().apply(theta, 0, q, 0);
    assertThat(q).containsExactly(5 + 2 * 100, 6 + 3 * 100);
  }

  @Test
  void whatIsNoProgramIsRefusedByWhatIsWrong() {
    assertThatThrownBy(() -> overCones(new int[] {1, 9, 1}, 1))
        .hasMessageContaining("there is no kind of cone 9");
    assertThatThrownBy(() -> overCones(new int[] {1, 1, 2}, 1))
        .hasMessageContaining("asks for 2 doubles where 0 are left");
    assertThatThrownBy(() -> overCones(new int[] {1, 1, 1}, 2))
        .hasMessageContaining("0 ints and 2 doubles too many");
    assertThatThrownBy(() -> ProgramReader.read(new int[] {0}, new double[0]))
        .hasMessageContaining("a program needs variables, got n = 0");
    assertThatThrownBy(() -> ProgramReader.read(new int[] {1, -2}, new double[0]))
        .hasMessageContaining("asks for -2 ints");
    assertThatThrownBy(() -> ProgramReader.read(new int[] {1, 0, 0, 0, 0, 1, 3}, new double[0]))
        .hasMessageContaining("there is no parameter 3, there are 0");
  }

  /// Rows of which the first 40 hold a parameter of 40 × 30 and the other 30 bounds, by columns.
  private static CanonicalProgram filled(double first) {
    int n = 30, m = 40, size = n * m + n;
    var ints = IntStream.builder();
    IntStream.of(n, 0, 1, n * m, 1, 'L', 2, 0, m, 1, n).forEach(ints);
    ints.add(1);
    for (int j = 0; j <= n; j++) ints.add(0);
    IntStream.of(0, 0, 1).forEach(ints);
    for (int j = 0; j <= n; j++) ints.add(j * (m + 1));
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++) ints.add(i);
      ints.add(m + j);
    }
    IntStream.of(2, 1, 0, n * m).forEach(ints);
    for (int k = 0; k < n * m; k++) ints.add(k / m * (m + 1) + k % m);
    for (int k = 0; k < n * m; k++) ints.add(k % m * n + k / m);
    ints.add(0);
    double[] doubles = new double[n + size + n * m + m + n];
    for (int j = 0; j < n; j++) doubles[n + j * (m + 1) + m] = -1;
    doubles[n] = first;
    for (int k = 0; k < n * m; k++) doubles[n + size + k] = 1;
    return ProgramReader.read(ints.build().toArray(), doubles);
  }

  @Test
  void aParameterThatFillsTheRowsOfAConeIsReadWhereItStands() {
    var structure = filled(0).program().structure();
    assertThat(structure.blocks()).hasSize(2);
    assertThat(structure.blocks().getFirst().layout()).isEqualTo(new Layout.Dense(40, 30));
    assertThat(structure.blocks().getFirst().cone()).isEqualTo(new ZeroCone(40));
    assertThat(structure.blocks().getLast().layout().size()).isEqualTo(30);
    assertThat(structure.blocks().getLast().cone()).isEqualTo(new NonnegativeCone(30));
    assertThat(filled(0).program().rows().getFirst()).isInstanceOf(AffineMap.Same.class);
    assertThat(filled(2).program().rows().getFirst()).isInstanceOf(AffineMap.Sum.class);
  }

  @Test
  void theBlocksOfFilledRowsHaveTheNumbersOfTheMatrix() {
    double[] values = new SplittableRandom(1).doubles(1200).toArray();
    var theta = new ParameterValues(1, new double[][] {values}, new int[] {1200}, new boolean[1]);
    for (double first : new double[] {0, 2}) {
      var program = filled(first).program();
      var data = program.at(theta);
      double[] x = new SplittableRandom(2).doubles(30).toArray(), ax = new double[70];
      data.addRowProduct(0, x, 0, ax, 0);
      for (int i = 0; i < 40; i++) {
        double sum = i == 0 ? first * x[0] : 0;
        for (int j = 0; j < 30; j++) sum += values[i * 30 + j] * x[j];
        assertThat(ax[i]).isCloseTo(sum, within(1e-12));
      }
      for (int j = 0; j < 30; j++) assertThat(ax[40 + j]).isEqualTo(-x[j]);
    }
  }
}
