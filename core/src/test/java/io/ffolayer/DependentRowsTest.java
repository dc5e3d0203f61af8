package io.ffolayer;

import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Affine;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.JacobiEigenvalues;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Layers whose active rows depend on each other, or nearly do, and solutions that are not unique:
/// equalities hold, and the gradient is one-sided, of minimum norm, or said to be unknown.
class DependentRowsTest {
  private static final Variable X = Variable.vector("x", 2);

  static List<Adjoint> adjoints() {
    return List.of(new FirstOrder(), new Implicit());
  }

  private static List<Solver> solvers() {
    return List.of(new Automatic(), new InteriorPoint());
  }

  /// min s² + 3s, x = p, x ≤ s + 1, s ≥ 0 at p = 1: on both sides dx/dp = 1, whatever the rows are
  /// multiplied by.
  @ParameterizedTest
  @MethodSource("adjoints")
  void anEqualityIsNotGivenUpForAnInequalityThatItImplies(Adjoint adjoint) {
    Parameter p = Parameter.vector("p", 1);
    for (double factor : new double[] {1, 1e-4, 1e4})
      for (Solver solver : solvers()) {
        QuadraticProgram program =
            QuadraticProgram.in(X)
                .minimize(constant(new double[][] {{0, 0}, {0, 2}}), constant(0, 3))
                .equalTo(constant(new double[][] {{1, 0}}), p)
                .lessThan(
                    constant(new double[][] {{factor, -factor}, {0, -1 / factor}}),
                    constant(factor, 0));
        ForwardPass pass =
            ConvexLayer.of(program)
                .withSolver(solver)
                .withAdjoint(adjoint)
                .forward(Map.of(p, Tensor.vector(1)));
        Gradients gradients = pass.backward(X, Tensor.vector(1, 0));
        assertThat(gradients.of(p).item()).isEqualTo(1, within(1e-9));
        assertThat(gradients.report(0).flags()).contains(Flag.DEPENDENT_ROWS, Flag.WEAKLY_ACTIVE);
        Tangents moved = pass.jvp(Map.of(p, Tensor.vector(1)));
        assertThat(moved.of(X).values()[0]).isEqualTo(1, within(1e-9));
        assertThat(moved.of(X).values()[1]).isBetween(-1e-9, 1 + 1e-9); // s = max(p − 1, 0)
      }
  }

  /// A mass on a line whose place is kept below a limit softly: where it starts at the limit, the
  /// first of the soft limits follows from the initial state. So they do where a bound on the force
  /// and the limits come together.
  @ParameterizedTest
  @MethodSource("adjoints")
  void softConstraintsOfAControllerAreDifferentiatedOneSidedly(Adjoint adjoint) {
    Controller controller = new Controller(6);
    ConvexLayer layer =
        ConvexLayer.of(controller.problem).withSolver(new Automatic(1e-11)).withAdjoint(adjoint);
    for (double[] start : new double[][] {{1, 0.3}, {1, -0.2}, {1, 0}, {1, 0.9}, {0.4, 0.6}}) {
      ForwardPass pass = layer.forward(Map.of(controller.start, Tensor.vector(start)));
      assertThat(pass.status(0)).isEqualTo(Status.SOLVED);
      Tensor cotangent = Tensor.vector(1, -0.5, 0.25, 0, 0.3, -0.2);
      Gradients gradients = pass.backward(controller.force, cotangent);
      Tangents moved = pass.jvp(Map.of(controller.start, Tensor.vector(1, 0)));
      assertThat(moved.of(controller.place).values()[0]).isEqualTo(1, within(1e-8));
      for (int k = 0; k < 2; k++) {
        double ahead = difference(layer, controller, start, k, 1e-5, cotangent.values());
        double behind = difference(layer, controller, start, k, -1e-5, cotangent.values());
        double found = gradients.of(controller.start).values()[k];
        assertThat(found)
            .as("start %s, %s", List.of(start[0], start[1]), gradients.report(0))
            .isBetween(Math.min(ahead, behind) - 1e-4, Math.max(ahead, behind) + 1e-4);
      }
    }
  }

  private static double difference(
      ConvexLayer layer,
      Controller controller,
      double[] start,
      int k,
      double step,
      double[] cotangent) {
    double[] moved = start.clone();
    moved[k] += step;
    double[] there = controller.forces(layer, moved), here = controller.forces(layer, start);
    double sum = 0;
    for (int t = 0; t < cotangent.length; t++) sum += cotangent[t] * (there[t] - here[t]);
    return sum / step;
  }

  /// Soft limits place ≤ 1 + s, s ≥ 0 at every time, with a linear and a quadratic price.
  private static final class Controller {
    final Parameter start = Parameter.vector("start", 2);
    final Variable force;
    final Variable place;
    final Problem problem;

    Controller(int steps) {
      force = Variable.vector("force", steps);
      place = Variable.vector("place", steps + 1);
      Variable speed = Variable.vector("speed", steps + 1);
      Variable over = Variable.vector("over", steps + 1);
      List<Constraint> rows = new ArrayList<>();
      rows.add(place.get(0).eq(start.get(0)));
      rows.add(speed.get(0).eq(start.get(1)));
      for (int t = 0; t < steps; t++) {
        rows.add(place.get(t + 1).eq(place.get(t).plus(speed.get(t).times(0.5))));
        rows.add(speed.get(t + 1).eq(speed.get(t).plus(force.get(t).times(0.5))));
      }
      rows.addAll(List.of(place.le(over.plus(1)), over.ge(0), force.le(1), force.ge(-1)));
      var cost =
          sumSquares(place.minus(1.2))
              .plus(sumSquares(speed).times(0.1))
              .plus(sumSquares(force).times(0.1))
              .plus(Affine.sum(over).times(10))
              .plus(sumSquares(over));
      problem = Problem.minimize(cost).subjectTo(rows);
    }

    double[] forces(ConvexLayer layer, double[] from) {
      return layer.forward(Map.of(start, Tensor.vector(from))).value(force).values();
    }
  }

  /// Rows ε apart, both strictly active at a vertex: dx/dq = 0, dx/dh = A⁻¹, or an estimate that
  /// covers what is wrong; and every layout says the same.
  @ParameterizedTest
  @MethodSource("adjoints")
  void nearlyParallelRowsAreToldApartOnEveryLayout(Adjoint adjoint) {
    for (double gap = 1e-3; gap > 5e-13; gap /= 10)
      for (double mixed : new double[] {0, 0.3})
        for (int layout = 0; layout < 4; layout++) {
          NearlyParallel at = new NearlyParallel(gap, mixed, layout);
          Gradients gradients = at.gradients(adjoint);
          String where = at + ", " + gradients.report(0);
          double estimate = gradients.report(0).errorEstimate();
          assertThat(gradients.of(at.q).values())
              .as(where)
              .containsExactly(new double[] {0, 0}, within(Math.min(1e-9, estimate)));
          double large = (1 + gap) / (1 + gap - 1), other = -1 / (1 + gap - 1);
          assertThat(gradients.of(at.h).values())
              .as(where)
              .containsExactly(new double[] {large, other}, within(estimate));
          assertThat(gradients.report(0).flags()).as(where).isEmpty();
          if (gap > 1e-8) assertThat(estimate).as(where).isLessThan(1e-3 * large);
        }
  }

  /// min ½xᵀPx + qᵀx, x₁ + x₂ ≤ 2, x₁ + (1 + ε)x₂ ≤ 2 + ε at (1, 1) with duals of ½.
  private static final class NearlyParallel {
    final Parameter q = Parameter.vector("q", 2);
    final Parameter h = Parameter.vector("h", 2);
    private final double gap;
    private final double mixed;
    private final int layout;

    NearlyParallel(double gap, double mixed, int layout) {
      this.gap = gap;
      this.mixed = mixed;
      this.layout = layout;
    }

    Gradients gradients(Adjoint adjoint) {
      double[][] p = {{1, mixed}, {mixed, 1}}, rows = {{1, 1}, {1, 1 + gap}};
      QuadraticProgram program =
          QuadraticProgram.in(X)
              .minimize((layout & 1) == 0 ? constant(p) : sparse(p), q)
              .lessThan((layout & 2) == 0 ? constant(rows) : sparse(rows), h);
      Tensor linear = Tensor.vector(-(1 + mixed) - 1, -(1 + mixed) - 0.5 - 0.5 * (1 + gap));
      ForwardPass pass =
          ConvexLayer.of(program)
              .withAdjoint(adjoint)
              .forward(Map.of(q, linear, h, Tensor.vector(2, 1 + (1 + gap))));
      assertThat(pass.value(X).values())
          .as(toString())
          .containsExactly(new double[] {1, 1}, within(1e-6));
      return pass.backward(X, Tensor.vector(1, 0));
    }

    /// By columns; of a diagonal matrix that alone.
    private static Constant sparse(double[][] matrix) {
      if (matrix[0][1] == 0) return Constant.diagonal(matrix[0][0], matrix[1][1]);
      Layout.Sparse full =
          Layout.Sparse.ofColumns(2, 2, new int[] {0, 2, 4}, new int[] {0, 1, 0, 1});
      return Constant.sparse(full, matrix[0][0], matrix[1][0], matrix[0][1], matrix[1][1]);
    }

    @Override
    public String toString() {
      return "gap %s, P₁₂ = %s, layout %d".formatted(gap, mixed, layout);
    }
  }

  /// Where no curvature and no row decides, the direction is that of the pseudoinverse, in the
  /// units of the user: by the eigenvectors of P, without the library's factors.
  @ParameterizedTest
  @MethodSource("adjoints")
  void theDirectionOfASolutionThatIsNotUniqueHasMinimumNorm(Adjoint adjoint) {
    for (double small : new double[] {1, 1e-3, 1e-6, 1e3}) {
      // P = vvᵀ, v = (1, small): K⁺ = vvᵀ/‖v‖⁴
      double[][] p = {{1, small}, {small, small * small}};
      double[] v = {1, small};
      double square = 1 + small * small;
      assertThat(JacobiEigenvalues.ascending(new double[] {1, small, small, small * small}, 2)[0])
          .isLessThan(1e-9 * square);
      Parameter q = Parameter.vector("q", 2);
      QuadraticProgram program = QuadraticProgram.in(X).minimize(constant(p), q);
      ForwardPass pass =
          ConvexLayer.of(program)
              .withSolver(new InteriorPoint())
              .withAdjoint(adjoint)
              .forward(Map.of(q, Tensor.vector(-v[0], -v[1])));
      Gradients gradients = pass.backward(X, Tensor.vector(1, 0));
      double[] expected = {-v[0] * v[0] / (square * square), -v[0] * v[1] / (square * square)};
      assertThat(gradients.report(0).flags()).contains(Flag.NON_UNIQUE);
      double size = Math.hypot(expected[0], expected[1]);
      assertThat(gradients.of(q).values())
          .as("v₂ = %s", small)
          .containsExactly(expected, within(1e-6 * size));
    }
  }

  /// min ½y² − 2y, y ≤ 1, y ≤ 1 + ε, from a forward solution so loose that both rows have a
  /// multiplier: held together they contradict each other. Either the right one is found, or the
  /// gradient is said to be unknown.
  @ParameterizedTest
  @MethodSource("adjoints")
  void rowsThatContradictEachOtherGiveNoCleanGradient(Adjoint adjoint) {
    for (double apart : new double[] {1e-2, 1e-4, 1e-6})
      for (Form form : Form.values()) {
        PlainProgram program =
            new PlainProgram(
                new double[][] {{1}},
                new double[] {-2},
                new double[][] {{1}, {1}},
                new double[] {1, 1 + apart},
                new boolean[2]);
        ProgramData data = form.data(List.of(program));
        Solution loose = new Solution(data.structure(), 1);
        loose.y()[0] = 1 + apart / 2;
        loose.z()[0] = loose.z()[1] = 0.5;
        loose.record(0, Status.SOLVED, new Residuals(apart, 0, 0), 1, "loose");
        Visit found = Visit.of(adjoint, data, loose, new double[] {1}, new double[2]);
        boolean isRight = found.report().errorEstimate() < 1e-6 && found.active()[0];
        boolean isUnknown = found.report().flags().contains(Flag.ACTIVE_SET_UNCERTAIN);
        assertThat(isRight || isUnknown).as("%s apart, %s: %s", apart, form, found).isTrue();
      }
  }
}
