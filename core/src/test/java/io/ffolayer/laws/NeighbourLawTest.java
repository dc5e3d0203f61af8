package io.ffolayer.laws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.testing.ConicProgram;
import io.ffolayer.testing.FacePrograms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The law of neighbours: an unrelated variable with a row and a cost of its own, of sizes far from
/// its own, beside a program changes neither its status nor its solution, gradients or flags.
class NeighbourLawTest {
  /// How much larger or smaller a neighbour is.
  private static final double LARGEST = 1e8;

  private static final double[] SIZES = {1 / LARGEST, 1, LARGEST};

  static List<Answering> answerings() {
    return Answering.exact();
  }

  /// min ½c(y/u)² − 2cy/u, y/u ≤ 1 times a unit of the row, at its bound; or y/u ≤ 3, below it.
  private static ConicProgram neighbour(double unit, double cost, double row, boolean active) {
    double p = cost / (unit * unit), a = row / unit, y = active ? unit : 2 * unit;
    double[][] matrix = {{p}}, rows = {{a}};
    double[] q = {-2 * cost / unit}, b = {active ? row : 3 * row};
    double[] s = {active ? 0 : row}, z = {active ? cost / row : 0};
    return new ConicProgram(
        matrix, q, rows, b, List.of(new NonnegativeCone(1)), new double[] {y}, s, z);
  }

  @ParameterizedTest
  @MethodSource("answerings")
  void neighboursChangeNothing(Answering answering) {
    List<String> complaints = new ArrayList<>();
    for (FacePrograms.Named named : Answering.PROGRAMS) {
      ConicProgram program = named.program();
      Loss loss = Loss.random(program);
      Reply alone = answering.orRefusal(program, loss);
      if (alone == null) continue;
      for (double unit : SIZES)
        for (double cost : SIZES)
          for (double row : SIZES) {
            boolean active = unit >= row;
            String name = "unit %s, cost %s, row %s".formatted(unit, cost, row);
            ConicProgram both = FacePrograms.beside(program, neighbour(unit, cost, row, active));
            Reply reply = answering.of(both, longer(loss));
            String difference =
                reply == null ? "" : reply.part(program.n(), program.m()).differenceFrom(alone);
            if (!difference.isEmpty()) complaints.add(named + ", " + name + ": " + difference);
          }
    }
    assertThat(complaints).isEmpty();
  }

  /// Nothing is asked of the neighbour.
  private static Loss longer(Loss loss) {
    return new Loss(
        Arrays.copyOf(loss.c(), loss.c().length + 1), Arrays.copyOf(loss.d(), loss.d().length + 1));
  }
}
