package io.ffolayer.flat.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
