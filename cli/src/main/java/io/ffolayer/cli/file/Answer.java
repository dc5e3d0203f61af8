package io.ffolayer.cli.file;

import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Status;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer to one problem of a file.
///
/// @param message what an unsolved problem has to say, or null
/// @param solver the solver that gave the answer
/// @param point null if the problem has no solution
/// @param certificate what proves that there is no solution, or null
/// @param gradients null if there is no solution, or no cotangent
public record Answer(
    Problem problem,
    Status status,
    @Nullable String message,
    String solver,
    int iterations,
    Residuals residuals,
    @Nullable Point point,
    @Nullable Certificate certificate,
    @Nullable Slopes gradients) {
  /// A solution.
  ///
  /// @param dual z, one number for each row: of A, then of G
  /// @param slack s: 0 on equalities, h − Gx on inequalities (+∞ where h is), b − Ax of a conic
  ///   problem
  public record Point(double[] x, double[] dual, double[] slack, double objective) {}

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
  /// @param slots from the name of a field of the problem to its gradient, in the order of the
  ///   layout
  /// @param wanted names of the fields that were asked for, or null for all of them
  public record Slopes(
      Map<String, double[]> slots, @Nullable List<String> wanted, GradientReport report) {
    boolean wants(String slot) {
      return wanted == null || wanted.contains(slot);
    }
  }

  public boolean isSolved() {
    return status == Status.SOLVED;
  }
}
