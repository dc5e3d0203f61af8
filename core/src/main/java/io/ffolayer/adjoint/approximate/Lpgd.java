package io.ffolayer.adjoint.approximate;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.UnsupportedProgramException;

/// Lagrangian proximal gradient descent (Paulus, Martius, Musil, *LPGD: A General Framework for
/// Backpropagation through Embedded Optimization Layers*, 2024): the whole program is solved again
/// with the loss in its objective, far enough for the solution to move.
///
/// ```
/// (y_τ, z_τ) = solve(P + ρI, q + τc − ρy*, A, b − τc_z)
/// LOWER    dy = (y_τ − y*)/τ,      dz = (z_τ − z*)/τ            assembled at the mean of the two ends
/// UPPER    the same with −τ
/// AVERAGE  dy = (y_τ − y_−τ)/2τ,   dz = (z_τ − z_−τ)/2τ
/// ```
///
/// Where the derivative is 0 or has a kink – a vertex of a linear program, a projection onto a
/// corner – it is the direction in which the loss falls once the solution has moved. As τ → 0 it is
/// the derivative for P + ρI: exactly for small τ on flat rows, with an error of order τ (τ² for
/// AVERAGE) at curved cones. It depends on the length of c, so there is no forward mode.
///
/// The report's estimate is of what the solver leaves, over τ, not of the distance from the
/// derivative; where it is more than a hundredth of the direction, the report has
/// [io.ffolayer.adjoint.Flag#STEP_IN_NOISE], and where an end was not solved,
/// [io.ffolayer.adjoint.Flag#ACTIVE_SET_UNCERTAIN] and the direction 0.
///
/// One solve by the layer's solver for LOWER and UPPER, two for AVERAGE, per direction.
///
/// @param tau τ > 0, in units of the objective over those of the loss
/// @param rho ρ ≥ 0, in units of P: with it, the direction is short where P is flat; P must store
///   its diagonal then, zeros too; of a problem in words it does where w‖y‖² is added to the
///   objective, w a nonnegative parameter with the value 0, and functions need no variables of
///   their own. Default 0
/// @param variant default AVERAGE
public record Lpgd(double tau, double rho, Variant variant) implements Adjoint {
  /// Where the ends of the difference are.
  public enum Variant {
    LOWER,
    UPPER,
    AVERAGE
  }

  public Lpgd {
    if (!(tau > 0) || Double.isInfinite(tau))
      throw new IllegalArgumentException("tau must be > 0, got " + tau);
    if (!(rho >= 0) || Double.isInfinite(rho))
      throw new IllegalArgumentException("rho must be ≥ 0, got " + rho);
  }

  public Lpgd(double tau) {
    this(tau, 0, Variant.AVERAGE);
  }

  public Lpgd withRho(double other) {
    return new Lpgd(tau, other, variant);
  }

  public Lpgd withVariant(Variant other) {
    return new Lpgd(tau, rho, other);
  }

  @Override
  public String withoutTangents() {
    return "its direction depends on the length of the cotangent, so it is no linear map that could be transposed";
  }

  /// @throws UnsupportedProgramException if ρ > 0 and P does not store its diagonal
  @Override
  public Prepared prepare(Analysis analysis, Solver.Prepared solver) {
    int[] diagonal = rho == 0 ? new int[0] : diagonal(analysis.structure());
    return new Prepared() {
      @Override
      public int grain() {
        return solver.grain();
      }

      @Override
      public Worker worker() {
        return new LpgdWorker(Lpgd.this, analysis.structure(), diagonal, solver.worker());
      }
    };
  }

  /// Where the diagonal entries of P stand.
  private static int[] diagonal(ProgramStructure structure) {
    int n = structure.variables();
    int[] at = new int[n];
    switch (structure.quadratic()) {
      case Layout.Dense dense -> {
        for (int j = 0; j < n; j++) at[j] = j * (n + 1);
      }
      case Layout.Operator operator -> throw operator.noEntries("the diagonal");
      case Layout.Sparse sparse -> {
        for (int j = 0; j < n; j++) {
          int end = sparse.columnStart(j + 1);
          at[j] = end - 1; // rows ascend, and only the upper triangle is stored
          if (end == sparse.columnStart(j) || sparse.rowIndex(end - 1) != j)
            throw new UnsupportedProgramException(
                "Lpgd adds rho to the diagonal of P, and P stores no entry %d, %d. Maybe store the diagonal, zeros too – in words, add w‖y‖² to the objective, w a nonnegative parameter with the value 0 –, or use rho = 0"
                    .formatted(j, j));
        }
      }
    }
    return at;
  }
}
