package io.ffolayer.highs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Ghost;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.UnsupportedProgramException;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.LargePrograms;
import io.ffolayer.testing.PlainProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What HiGHS adds to the contract of solvers and the reference cases, which run here too.
class HighsTest {
  private final Highs highs = HighsContract.solver();

  @Test
  void otherConesAreRefusedWhenALayerIsMade() {
    Variable x = Variable.vector("x", 3);
    ConeProgram program =
        ConeProgram.in(x)
            .minimize(Constant.constant(1.0, 0, 0))
            .subjectTo(Constant.identity(3, -1), Constant.filled(3, 0), new SecondOrderCone(3));
    assertThatThrownBy(() -> ConvexLayer.of(program).withSolver(highs).forward(Map.of()))
        .isInstanceOf(UnsupportedProgramException.class)
        .hasMessageContaining("Highs takes equalities and inequalities")
        .hasMessageContaining("Maybe use InteriorPoint");
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> highs.withTolerance(1e-13)).hasMessageContaining("[1e-12, 1e-2]");
    assertThatThrownBy(() -> highs.withTolerance(Double.NaN)).hasMessageContaining("tolerance");
  }

  @Test
  void aLibraryThatIsNoneIsSaidToBeNone(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("libhighs.so");
    assertThatThrownBy(() -> solveOne(highs.withLibrary(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no libhighs at");
    Files.writeString(file, "text");
    assertThatThrownBy(() -> solveOne(highs.withLibrary(file)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("cannot be loaded");
  }

  @Test
  void whereThereIsNoLibraryTheMessageSaysHowToNameOneToTheCommandToo() {
    assertThat(HighsLibrary.noLibrary())
        .hasMessageContaining("-Dffolayer.highs.library=FILE")
        .hasMessageContaining("FFO_JAVA_OPTS=-Dffolayer.highs.library=FILE");
  }

  private static void solveOne(Solver solver) {
    Answer.solve(solver, Form.DENSE.data(half()));
  }

  /// min ½x² + x with x ≥ 0.5.
  private static PlainProgram half() {
    return new PlainProgram(
        new double[][] {{1}},
        new double[] {1},
        new double[][] {{-1}},
        new double[] {-.5},
        new boolean[1]);
  }

  @Test
  void everyMethodFindsTheSameVertexAndDuals() {
    ProgramData data = LargePrograms.linear(20, 30);
    Answer first = Answer.of(Answer.solve(highs, data), 0);
    assertThat(first.status()).isEqualTo(Status.SOLVED);
    for (Highs.Method method : Highs.Method.values()) {
      Answer other = Answer.of(Answer.solve(highs.withMethod(method), data), 0);
      assertThat(other.y()).containsExactly(first.y(), within(1e-9));
      assertThat(other.z()).containsExactly(first.z(), within(1e-9));
    }
  }

  @Test
  void aLinearProgramStartsAtTheVertexOfItsGuess() {
    ProgramData data = LargePrograms.linear(60, 90);
    Solution cold = Answer.solve(highs, data);
    Answer known = Answer.of(cold, 0);
    WarmStart guess = i -> new WarmStart.Point(known.y(), known.s(), known.z());
    Solution warm = Answer.solve(highs, data, guess, Watch.unlimited());
    assertThat(cold.iterations(0)).isGreaterThan(10);
    assertThat(warm.iterations(0)).isZero();
    assertThat(Answer.of(warm, 0).y()).containsExactly(known.y(), within(1e-12));
  }

  /// HiGHS asks nobody while it solves a quadratic program, but keeps its own limit.
  @Test
  void aTimeLimitEndsAQuadraticProgram() {
    ProgramData data = LargePrograms.sparse(2000, 3000);
    Solution solution = Answer.solve(highs, data, WarmStart.NONE, Watch.ofNanos(50_000_000));
    assertThat(solution.status(0)).isEqualTo(Status.TIME_LIMIT);
  }

  @Test
  void theResultDoesNotDependOnTheNumberOfThreads() {
    Variable x = Variable.vector("x", 5);
    Parameter q = Parameter.vector("q", 5);
    ConvexLayer layer =
        ConvexLayer.of(
                QuadraticProgram.in(x)
                    .minimize(Constant.identity(5, 1), q)
                    .atLeast(Constant.filled(5, 0)))
            .withSolver(highs)
            .withAdjoint(new FirstOrder().withGhost(new Ghost.Solved(highs)));
    SplittableRandom random = new SplittableRandom(1);
    Tensor qs = Tensor.of(random.doubles(5 * 64, -1, 1).toArray(), 64, 5);
    var one = layer.withThreads(1).forward(Map.of(q, qs));
    var many = layer.withThreads(4).forward(Map.of(q, qs));
    assertThat(many.value(x).values()).containsExactly(one.value(x).values());
    Tensor seed = Tensor.of(random.doubles(5 * 64).toArray(), 64, 5);
    assertThat(many.backward(x, seed).of(q).values())
        .containsExactly(one.backward(x, seed).of(q).values());
  }
}
