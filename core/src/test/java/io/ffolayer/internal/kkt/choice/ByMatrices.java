package io.ffolayer.internal.kkt.choice;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;

/// Solvers and adjoints whose KKT systems take semidefinite cones by their data matrices, however
/// small these are.
public final class ByMatrices {
  private ByMatrices() {}

  /// An analysis of the same structure that takes them so.
  private static Analysis analysis(Analysis of) {
    Analysis own = new Analysis(of.structure());
    own.of(KktSystems.class, KktSystems::byMatrices);
    return own;
  }

  public record Solving(Solver inner) implements Solver {
    @Override
    public Solver.Prepared prepare(Analysis analysis) {
      return inner.prepare(analysis(analysis));
    }
  }

  public record Differentiating(Adjoint inner) implements Adjoint {
    @Override
    public Adjoint.Prepared prepare(Analysis analysis, Solver.Prepared solver) {
      return inner.prepare(analysis(analysis), solver);
    }
  }
}
