package io.ffolayer.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Ghost;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Examples;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.RandomPrograms.Curvature;
import io.ffolayer.testing.RandomPrograms.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The solver of the page on plugging one in is code that compiles, and works as it says.
class PluginPageTest {
  private static final Path ROOT = Path.of("..");
  private static final SplittingSolver SOLVER = new SplittingSolver(1e-9);

  @Test
  void theSolverOfThePageIsThisCode() throws IOException {
    String source =
        Files.readString(
            ROOT.resolve("core/src/test/java/io/ffolayer/examples/SplittingSolver.java"));
    String example =
        source.substring(
            source.indexOf("// example begins") + "// example begins".length(),
            source.indexOf("// example ends"));
    assertThat(Files.readString(ROOT.resolve("docs/plug-in-a-solver.md")))
        .contains("```java\n" + example.strip() + "\n```");
  }

  /// It stops at 1e-7; the increments make 1e-9 of it.
  @Test
  void itsAnswersAreSharperThanItIs() {
    for (int seed = 0; seed < 20; seed++) {
      Example example =
          RandomPrograms.strictlyComplementary(seed, new Size(6, 2, 2, 4, Curvature.DEFINITE));
      Answer answer = Answer.of(Answer.solve(SOLVER, Form.DENSE.data(example.program())), 0);
      assertThat(answer.status()).as("%s: %s", example, answer).isEqualTo(Status.SOLVED);
      answer.mustBeTrueOf(example.program(), 1e-9);
      assertThat(answer.y()).containsExactly(example.y(), within(1e-7));
    }
  }

  @Test
  void whatItCannotSolveIsNeverCalledSolved() {
    Examples.withoutSolution().stream()
        .limit(48)
        .forEach(example -> {
          Answer answer = Answer.of(Answer.solve(SOLVER, Form.DENSE.data(example.program())), 0);
          answer.mustBeTrueOf(example.program(), 1e-9);
        });
  }

  @Test
  void aLayerThatHasNothingButThisSolverHasTheSameGradients() {
    Variable x = Variable.vector("x", 3);
    Parameter q = Parameter.vector("q", 3);
    Parameter h = Parameter.vector("h", 2);
    ConvexLayer layer =
        ConvexLayer.of(
            QuadraticProgram.in(x)
                .minimize(Constant.constant(new double[][] {{2, 1, 0}, {1, 2, 1}, {0, 1, 2}}), q)
                .lessThan(Constant.constant(new double[][] {{-1, -2, -3}, {-1, -1, 0}}), h));
    ConvexLayer plugged =
        layer.withSolver(SOLVER).withAdjoint(new FirstOrder().withGhost(new Ghost.Solved(SOLVER)));
    var values = Map.of(q, Tensor.vector(0, 0, 0), h, Tensor.vector(-4, -1));
    Tensor seed = Tensor.vector(1, 1, 1);
    var expected = layer.forward(values).backward(x, seed);
    var gradients = plugged.forward(values).backward(x, seed);
    assertThat(gradients.report().isClean()).isTrue();
    for (Parameter parameter : new Parameter[] {q, h})
      assertThat(gradients.of(parameter).values())
          .containsExactly(expected.of(parameter).values(), within(1e-8));
  }
}
