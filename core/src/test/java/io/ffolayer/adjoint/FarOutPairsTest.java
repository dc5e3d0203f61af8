package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.program.Cone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.ConicProgram;
import io.ffolayer.testing.Visit;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Pairs far from every kink, in rows that make them look near one.
class FarOutPairsTest {
  private static final List<Adjoint> ADJOINTS = List.of(new FirstOrder(), new Implicit());

  /// min ½‖y‖², (y₁ − ½y₂ − 1, d + 0.3y₂, y₁ + 2y₂) in a power cone: s = (0, d, 0) and z = (0.8, 0,
  /// 0). The dual that would balance the forces in the row of d counted as the size of 0.8.
  @Test
  void aSlackFarOutOnAPowerConeDoesNotMakeTheDualBesideItWeak() {
    double[][] p = {{1, 0}, {0, 1}};
    double[][] a = {{-1, 0.5}, {0, -0.3}, {-1, -2}};
    for (double alpha : new double[] {0.3, 0.5})
      for (double distance : new double[] {1e4, 1e6, 1e8, 1e10}) {
        ProgramData data =
            ConicProgram.withoutAnswer(
                    p,
                    new double[2],
                    a,
                    new double[] {-1, distance, 0},
                    List.<Cone>of(new PowerCone(alpha)))
                .data(false);
        Solution solution = Answer.solve(new InteriorPoint(), data);
        assertThat(solution.isSolved(0)).isTrue();
        for (Adjoint adjoint : ADJOINTS) {
          Visit visit = Visit.of(adjoint, data, solution, new double[] {1, 0}, new double[3]);
          String name = "%s, %s, %s: %s".formatted(alpha, distance, adjoint, visit.report());
          assertThat(visit.gradients().b()[0]).as(name).isCloseTo(-0.8, within(1e-3));
          assertThat(visit.report().isClean()).as(name).isTrue();
        }
      }
  }

  /// min ½t² with 1.25x − t = v and a second-order cone that x is well inside of, all rows in units
  /// of 1e-8: x makes the larger part of every row. Nothing was said of its size then, and the unit
  /// of the rows, 1e8, stood for it.
  @Test
  void aVariableThatIsTheLargerPartOfAllItsRowsIsAsLargeAsItIs() {
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double unit = 1e-8, x = -random.nextDouble(1, 3), slope = random.nextDouble(.5, 1.5);
      double[][] p = {{0, 0}, {0, 1}};
      double[][] a = {{slope * unit, -unit}, {unit, 0}, {0.3 * unit, 0}};
      double[] b = {slope * x * unit, 0.4 * unit, 0.1 * unit};
      List<Cone> cones = List.of(new ZeroCone(1), new SecondOrderCone(2));
      ProgramData data = ConicProgram.withoutAnswer(p, new double[2], a, b, cones).data(false);
      Solution solution = Answer.solve(new InteriorPoint(), data);
      assertThat(solution.isSolved(0)).isTrue();
      for (Adjoint adjoint : ADJOINTS) {
        Visit visit = Visit.of(adjoint, data, solution, new double[] {1, 0}, new double[3]);
        String name = "seed %d, %s: %s".formatted(seed, adjoint, visit.report());
        assertThat(visit.report().isClean()).as(name).isTrue();
        assertThat(visit.report().margin()).as(name).isGreaterThan(1e-2);
        assertThat(visit.gradients().b()[0] * slope * unit).as(name).isCloseTo(1, within(1e-9));
      }
    }
  }
}
