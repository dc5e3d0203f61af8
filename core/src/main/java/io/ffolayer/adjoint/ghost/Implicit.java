package io.ffolayer.adjoint.ghost;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.internal.centring.CentredAdjoint;
import io.ffolayer.internal.kkt.choice.KktSystems;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;

/// The implicit function theorem on the full KKT system, the reference of exactness (Amos & Kolter
/// 2017). Factors anew at every solution, takes nothing from the forward pass but the solution, and
/// keeps every row: the inactive ones with dz = 0.
///
/// @param activeTolerance scaled distance below which a row counts as weakly active, in (0, 1e-2];
///   default 1e-8
/// @param corrected as in [FirstOrder]; default true
public record Implicit(double activeTolerance, boolean corrected) implements Adjoint {
  public Implicit {
    if (!(activeTolerance > 0 && activeTolerance <= 1e-2))
      throw new IllegalArgumentException(
          "activeTolerance must be in (0, 1e-2], got " + activeTolerance);
  }

  public Implicit() {
    this(1e-8, true);
  }

  public Implicit withActiveTolerance(double tolerance) {
    return new Implicit(tolerance, corrected);
  }

  public Implicit withCorrection(boolean correct) {
    return new Implicit(activeTolerance, correct);
  }

  @Override
  public Prepared prepare(Analysis analysis, Solver.Prepared solver) {
    ProgramStructure structure = analysis.structure();
    KktSystems systems = analysis.of(KktSystems.class, KktSystems::of);
    return CentredAdjoint.of(
        structure,
        () ->
            new ActiveSetWorker(
                structure,
                new FullKktGhost(structure, new FactoredGhost(structure, systems.system(), false)),
                activeTolerance,
                corrected));
  }
}
