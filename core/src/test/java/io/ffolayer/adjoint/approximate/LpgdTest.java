package io.ffolayer.adjoint.approximate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Affine;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.atom.Atoms;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.UnsupportedProgramException;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.Visit;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The limits of LPGD (docs/maths.md §5).
class LpgdTest {
  private static Visit visit(Lpgd lpgd, PlainProgram program, double[] c, double[] d) {
    ProgramData data = Form.DENSE.data(program);
    return Visit.of(lpgd, data, Answer.solve(new InteriorPoint(), data), c, d);
  }

  @Test
  void forSmallTauItIsTheGhostOfPPlusRho() {
    RandomPrograms.Size size =
        new RandomPrograms.Size(6, 1, 2, 2, RandomPrograms.Curvature.DEFINITE);
    for (long seed = 0; seed < 20; seed++)
      for (double rho : new double[] {0, 0.1, 10}) {
        PlainProgram program = RandomPrograms.strictlyComplementary(seed, size).program();
        ProgramData data = Form.DENSE.data(program);
        Solution solution = Answer.solve(new InteriorPoint(), data);
        SplittableRandom random = new SplittableRandom(seed);
        double[] c = random.doubles(program.n(), -1, 1).toArray();
        double[] d = random.doubles(program.m(), -1, 1).toArray();
        PlainProgram proximal = program.copy();
        for (int j = 0; j < program.n(); j++) {
          proximal.p()[j][j] += rho;
          proximal.q()[j] -= rho * solution.y()[j];
        }
        Visit ghost = Visit.of(new Implicit(), Form.DENSE.data(proximal), solution, c, d);
        Visit found = Visit.of(new Lpgd(1e-4).withRho(rho), data, solution, c, d);
        assertThat(found.dy()).containsExactly(ghost.dy(), within(1e-8));
        assertThat(found.dz()).containsExactly(ghost.dz(), within(1e-8));
      }
  }

  /// min y₁ − 2y₂ over the unit square has the vertex (0, 1), with duals 1 and 2; along c = (−1, 1)
  /// they reach 0 at τ = 1 and τ = 2.
  @Test
  void atAVertexItIsZeroUntilADualHasReachedZeroAndThenSaysWhereTheLossFalls() {
    double[][] a = {{-1, 0}, {0, -1}, {1, 0}, {0, 1}};
    PlainProgram square =
        new PlainProgram(
            new double[2][2], new double[] {1, -2}, a, new double[] {0, 0, 1, 1}, new boolean[4]);
    double[] c = {-1, 1}, none = new double[4];
    for (Lpgd.Variant variant : List.of(Lpgd.Variant.LOWER, Lpgd.Variant.AVERAGE)) {
      double share = variant == Lpgd.Variant.LOWER ? 1 : 0.5;
      Visit near = visit(new Lpgd(0.95).withVariant(variant), square, c, none);
      Visit beyond = visit(new Lpgd(1.05).withVariant(variant), square, c, none);
      Visit far = visit(new Lpgd(2.05).withVariant(variant), square, c, none);
      assertThat(near.dy()).containsExactly(new double[] {0, 0}, within(1e-9));
      assertThat(beyond.dy()).containsExactly(new double[] {share / 1.05, 0}, within(1e-7));
      assertThat(far.dy())
          .containsExactly(new double[] {share / 2.05, -share / 2.05}, within(1e-7));
    }
    Visit upper = visit(new Lpgd(5).withVariant(Lpgd.Variant.UPPER), square, c, none);
    assertThat(upper.dy()).containsExactly(new double[] {0, 0}, within(1e-9));
  }

  @Test
  void theAverageIsTheMeanOfLowerAndUpper() {
    for (long seed = 0; seed < 10; seed++) {
      PlainProgram program = RandomPrograms.weaklyActive(seed, 6, 2).program();
      double[] c = new SplittableRandom(seed).doubles(program.n(), -1, 1).toArray();
      double[] d = new double[program.m()];
      Lpgd average = new Lpgd(0.3).withRho(0.5);
      Visit lower = visit(average.withVariant(Lpgd.Variant.LOWER), program, c, d);
      Visit upper = visit(average.withVariant(Lpgd.Variant.UPPER), program, c, d);
      Visit both = visit(average, program, c, d);
      for (int j = 0; j < c.length; j++)
        assertThat(both.dy()[j]).isEqualTo((lower.dy()[j] + upper.dy()[j]) / 2, within(1e-9));
    }
  }

  @Test
  void aTauInsideTheNoiseOfTheSolverIsFlagged() {
    PlainProgram program =
        RandomPrograms.strictlyComplementary(
                3, new RandomPrograms.Size(6, 1, 2, 2, RandomPrograms.Curvature.DEFINITE))
            .program();
    Visit visit =
        visit(new Lpgd(1e-16), program, new double[] {1, 0, 0, 0, 0, 0}, new double[program.m()]);
    assertThat(visit.report().flags()).contains(Flag.STEP_IN_NOISE);
  }

  @Test
  void anEndWithoutSolutionIsFlagged() {
    double[][] a = {{-1}};
    PlainProgram half =
        new PlainProgram(new double[1][1], new double[] {1}, a, new double[] {0}, new boolean[1]);
    Visit visit = visit(new Lpgd(2), half, new double[] {-1}, new double[1]);
    assertThat(visit.report().flags()).contains(Flag.ACTIVE_SET_UNCERTAIN);
    assertThat(visit.dy()).containsOnly(0);
  }

  @Test
  void rhoNeedsADiagonalToStandOn() {
    ProgramData data =
        Form.SPARSE.data(
            new PlainProgram(
                new double[2][2], new double[2], new double[1][2], new double[1], new boolean[1]));
    assertThatThrownBy(() -> Visit.prepare(new Lpgd(1).withRho(1), data.structure()))
        .isInstanceOf(UnsupportedProgramException.class)
        .hasMessageContaining("Maybe store the diagonal");
  }

  /// In words: refused with the adjoint, and what the message says to do is enough.
  @Test
  void rhoIsRefusedBeforeAnySolveAndTheAdviceHelps() {
    Parameter cost = Parameter.vector("cost", 2), w = Parameter.scalar("w").nonnegative();
    Variable y = Variable.vector("y", 2);
    Expression linear = Affine.dot(cost, y);
    Lpgd lpgd = new Lpgd(2).withRho(1);
    ConvexLayer plain = ConvexLayer.of(Problem.minimize(linear).subjectTo(y.ge(0), y.le(1)));
    assertThatThrownBy(() -> plain.withAdjoint(lpgd))
        .isInstanceOf(UnsupportedProgramException.class)
        .hasMessageContaining("in words, add w‖y‖² to the objective");
    Expression weighted = linear.plus(Atoms.sumSquares(y).times(w));
    ConvexLayer layer =
        ConvexLayer.of(Problem.minimize(weighted).subjectTo(y.ge(0), y.le(1))).withAdjoint(lpgd);
    ForwardPass pass = layer.forward(Map.of(cost, Tensor.vector(1, -1), w, Tensor.scalar(0)));
    double[] gradient = pass.backward(Map.of(y, Tensor.vector(-1, 0))).of(cost).values();
    assertThat(gradient).containsExactly(new double[] {0.25, 0}, within(1e-7));
  }

  @Test
  void theForwardModeIsRefusedWithTheReasonAndTheBackwardPassIsNot() {
    Parameter target = Parameter.vector("target", 2);
    Variable y = Variable.vector("y", 2);
    ConvexLayer layer =
        ConvexLayer.of(Problem.minimize(Atoms.sumSquares(y.minus(target))))
            .withAdjoint(new Lpgd(1e-3));
    ForwardPass pass = layer.forward(Map.of(target, Tensor.of(new double[] {1, 2}, 2)));
    assertThatThrownBy(() -> pass.jvp(Map.of(target, Tensor.of(new double[] {1, 0}, 2))))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Lpgd has no forward mode: its direction depends on the length")
        .hasMessageContaining("Maybe");
    double[] gradient =
        pass.backward(Map.of(y, Tensor.of(new double[] {1, 0}, 2))).of(target).values();
    assertThat(gradient).containsExactly(new double[] {1, 0}, within(1e-9));
  }

  @Test
  void optionsThatAreNoneAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Lpgd(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Lpgd(1).withRho(-1));
  }
}
