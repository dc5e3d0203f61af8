package io.ffolayer.adjoint.ghost;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.internal.centring.CentredAdjoint;
import io.ffolayer.internal.kkt.choice.KktSystems;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;

/// The fully first-order oracle: keep the active rows as equalities, solve the slightly perturbed
/// ghost problem, difference (Zhao et al. 2026, Algorithm 1).
///
/// For programs with a quadratic objective and affine rows the ghost problem is linear in its
/// perturbation: in the increments y_δ − y* the difference quotient is the same at every δ, so it
/// is taken at δ = 1 along c/‖c‖ without truncation error and without cancellation. A curved cone
/// adds the curvature of its boundary at the solution to the objective, and the directions in which
/// it is flat as equalities: the ghost problem is a quadratic program whatever the cone.
///
/// @param activeTolerance scaled distance below which a row counts as weakly active, in (0, 1e-2];
///   default 1e-8
/// @param corrected whether to correct solution and direction for the error of the forward solve,
///   so that a loose forward solve gives exact gradients; default true
/// @param ghost how the ghost problem is solved; default by factorisation
public record FirstOrder(double activeTolerance, boolean corrected, Ghost ghost)
    implements Adjoint {
  public FirstOrder {
    if (!(activeTolerance > 0 && activeTolerance <= 1e-2))
      throw new IllegalArgumentException(
          "activeTolerance must be in (0, 1e-2], got " + activeTolerance);
  }

  public FirstOrder() {
    this(1e-8, true, new Ghost.Factored());
  }

  public FirstOrder withActiveTolerance(double tolerance) {
    return new FirstOrder(tolerance, corrected, ghost);
  }

  public FirstOrder withCorrection(boolean correct) {
    return new FirstOrder(activeTolerance, correct, ghost);
  }

  public FirstOrder withGhost(Ghost method) {
    return new FirstOrder(activeTolerance, corrected, method);
  }

  @Override
  public Prepared prepare(Analysis analysis, Solver.Prepared solver) {
    ProgramStructure structure = analysis.structure();
    return switch (ghost) {
      case Ghost.Factored factored -> {
        KktSystems systems = analysis.of(KktSystems.class, KktSystems::of);
        yield CentredAdjoint.of(
            structure,
            () -> worker(structure, new FactoredGhost(structure, systems.system(), true)));
      }
      case Ghost.Products products ->
          () -> worker(structure, new ProductsGhost(structure, products));
      case Ghost.Solved solved ->
          () -> worker(structure, new SolvedGhost(structure, solved.solver()));
      case Ghost.Perturbed perturbed ->
          () ->
              new ActiveSetWorker(
                  structure,
                  new SolvedGhost(structure, perturbed.solver()),
                  new PerturbedProblem(structure, perturbed),
                  activeTolerance,
                  corrected);
    };
  }

  private Worker worker(ProgramStructure structure, GhostSystem system) {
    return new ActiveSetWorker(structure, system, activeTolerance, corrected);
  }
}
