package io.ffolayer.io;

import io.ffolayer.ForwardPass;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Reduction;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The answer to one problem of a file.
///
/// @param point null if the problem has no solution
/// @param certificate what proves that there is no solution, or null
/// @param gradients null if there is no solution, or no cotangent
public record Answer(
    StatedProblem problem,
    Outcome outcome,
    @Nullable Point point,
    @Nullable Certificate certificate,
    @Nullable Slopes gradients) {
  private static final String OVERFLOW =
      "the answer exceeds the range of numbers. Maybe rescale the data";

  /// The answer as it can be written: a solution or gradient that is no finite number is none, and
  /// a problem whose solution overflowed counts as not solved.
  static Answer of(
      StatedProblem problem,
      Outcome outcome,
      @Nullable Point point,
      @Nullable Certificate certificate,
      @Nullable Slopes gradients) {
    boolean overflow =
        (point != null && !point.isFinite())
            || (gradients != null && !gradients.slots().values().stream().allMatch(Answer::finite));
    return overflow
        ? new Answer(problem, outcome.overflow(), null, null, null)
        : new Answer(problem, outcome, point, certificate, gradients);
  }

  private static boolean finite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  /// How the solver ended.
  ///
  /// @param message what an unsolved problem has to say, or null
  /// @param solver the solver that gave the answer
  /// @param reduction what presolve took out before
  public record Outcome(
      Status status,
      @Nullable String message,
      String solver,
      int iterations,
      Residuals residuals,
      Reduction reduction) {
    /// Of an instance of a pass.
    public static Outcome of(ForwardPass pass, int instance) {
      return new Outcome(
          pass.status(instance),
          pass.message(instance),
          pass.solver(instance),
          pass.iterations(instance),
          pass.residuals(instance),
          pass.reduction(instance));
    }

    /// Where the solver was done, but the answer exceeds the range of doubles.
    Outcome overflow() {
      return new Outcome(
          Status.ITERATION_LIMIT, OVERFLOW, solver, iterations, residuals, reduction);
    }
  }

  /// A solution.
  public sealed interface Point {
    /// The optimal value.
    double objective();

    /// Whether all of it lies in the range of doubles.
    boolean isFinite();
  }

  /// The solution of a problem by matrices.
  ///
  /// @param dual z, one number for each row: of A, then of G
  /// @param slack s: 0 on equalities, h − Gx on inequalities (+∞ where h is), b − Ax of a conic
  ///   problem
  public record Rows(double[] x, double[] dual, double[] slack, double objective) implements Point {
    @Override
    public boolean isFinite() {
      return Double.isFinite(objective)
          && finite(x)
          && finite(dual)
          && Arrays.stream(slack).noneMatch(Double::isNaN);
    }
  }

  /// The solution of a problem in words, by the names of its variables and constraints.
  public record Named(
      Map<String, Tensor> variables,
      Map<String, Tensor> duals,
      Map<String, Tensor> slacks,
      double objective)
      implements Point {
    @Override
    public boolean isFinite() {
      return Double.isFinite(objective)
          && Stream.of(variables, duals, slacks)
              .flatMap(named -> named.values().stream())
              .allMatch(tensor -> finite(tensor.values()));
    }
  }

  /// A proof that there is no solution: duals z ∈ K* of an infeasible problem with Aᵀz = 0, bᵀz =
  /// −1 (of a quadratic program Aᵀν + Gᵀλ = 0, bᵀν + hᵀλ = −1, λ ≥ 0); a direction x of an
  /// unbounded one.
  public sealed interface Certificate {
    /// Of an infeasible problem.
    record Infeasible(double[] dual) implements Certificate {}

    /// Of an unbounded problem: Px = 0, −Ax ∈ K (Ax = 0, Gx ≤ 0), qᵀx = −1.
    record Unbounded(double[] x) implements Certificate {}
  }

  /// Gradients and how far to trust them.
  ///
  /// @param slots from the name of a parameter of the problem to its gradient, in the order of the
  ///   layout
  /// @param wanted names of the parameters that were asked for, or null for all of them
  public record Slopes(
      Map<String, double[]> slots, @Nullable List<String> wanted, GradientReport report) {
    boolean wants(String slot) {
      return wanted == null || wanted.contains(slot);
    }
  }

  public Status status() {
    return outcome.status();
  }

  public boolean isSolved() {
    return status() == Status.SOLVED;
  }
}
