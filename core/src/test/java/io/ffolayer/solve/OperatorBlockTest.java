package io.ffolayer.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramGradient;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Differences;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.activeset.BlockPivoting;
import io.ffolayer.solve.activeset.DualActiveSet;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.solve.separable.SemismoothNewton;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A block of rows by an operator passes through all that products suffice for, and is refused
/// where entries are needed.
class OperatorBlockTest {
  private static final int N = 6;

  private final Random random = new Random(7);
  private final double[] identity = new double[N * N];
  private final double[] rows = random.doubles(2 * N, -1, 1).toArray();
  private final double[] q = random.doubles(N, -1, 1).toArray();
  private final double[] b = random.doubles(2 + N, 0, 1).toArray();
  private final double[] y = random.doubles(N, -1, 1).toArray();
  private final double[] s = random.doubles(2 + N, 0, 1).toArray();
  private final double[] z = random.doubles(2 + N, 0, 1).toArray();

  OperatorBlockTest() {
    for (int j = 0; j < N; j++) identity[j * N + j] = 1 + j;
  }

  private static ProgramStructure structure(Layout differences) {
    return new ProgramStructure(
        new Layout.Dense(N, N),
        List.of(
            new RowBlock(new NonnegativeCone(2), new Layout.Dense(2, N)),
            new RowBlock(new NonnegativeCone(N), differences)));
  }

  private ProgramData data(Layout differences, double... numbers) {
    return new ProgramData(
        structure(differences),
        1,
        Batched.shared(identity),
        Batched.shared(q),
        List.of(Batched.shared(rows), Batched.shared(numbers)),
        Batched.shared(b));
  }

  private ProgramData byOperator() {
    return data(new Differences(N));
  }

  private ProgramData byEntries() {
    double[] entries = new double[N * N];
    for (int i = 0; i < N; i++) {
      entries[i * N + (i + 1) % N] = 1;
      entries[i * N + i] = -1;
    }
    return data(new Layout.Dense(N, N), entries);
  }

  @Test
  void productsAndResidualsAreThoseOfItsEntries() {
    double[] product = new double[2 + N], expected = new double[2 + N];
    byOperator().addRowProduct(0, y, 0, product, 0);
    byEntries().addRowProduct(0, y, 0, expected, 0);
    assertThat(product).containsExactly(expected, within(1e-15));
    double[] transposed = new double[N], expectedTransposed = new double[N];
    byOperator().addTransposedProduct(0, z, 0, transposed, 0);
    byEntries().addTransposedProduct(0, z, 0, expectedTransposed, 0);
    assertThat(transposed).containsExactly(expectedTransposed, within(1e-15));

    Residuals actual = residuals(byOperator()), wanted = residuals(byEntries());
    assertThat(actual.primal()).isCloseTo(wanted.primal(), within(1e-14));
    assertThat(actual.dual()).isCloseTo(wanted.dual(), within(1e-14));
    assertThat(actual.gap()).isCloseTo(wanted.gap(), within(1e-14));
  }

  private Residuals residuals(ProgramData data) {
    return Residuals.of(data, 0, new WarmStart.Point(y, s, z));
  }

  @Test
  void gradientsOfTheOtherSlotsAreWrittenAsEver() {
    ProgramStructure structure = structure(new Differences(N));
    ProgramGradient gradient = new ProgramGradient(structure, y, z, y, z, new double[1]);
    double[] out = new double[2 * N];
    gradient.rows(0, 0, structure.blocks().get(0).layout(), false, out, 0);
    assertThat(out[1]).isCloseTo(2 * z[0] * y[1], within(1e-15));
    gradient.rows(0, 2, structure.blocks().get(1).layout(), false, new double[0], 0);
  }

  @ParameterizedTest
  @MethodSource("solversThatReadEntries")
  void aSolverThatReadsEntriesRefusesItAndSaysWhatToTry(Solver solver) {
    assertThatThrownBy(() -> solver.prepare(structure(new Differences(N))))
        .isInstanceOf(UnsupportedProgramException.class)
        .hasMessageContaining("operator")
        .hasMessageContaining("Maybe");
  }

  static List<Solver> solversThatReadEntries() {
    return List.of(
        new Automatic(),
        new InteriorPoint(),
        new BlockPivoting(),
        new DualActiveSet(),
        new SemismoothNewton());
  }
}
