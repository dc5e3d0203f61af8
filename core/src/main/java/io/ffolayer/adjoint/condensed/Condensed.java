package io.ffolayer.adjoint.condensed;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.internal.presolve.CondensedAdjoint;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import org.jspecify.annotations.Nullable;

/// Another adjoint, which differentiates an instance without the variables without which it was
/// solved ([io.ffolayer.solve.presolve.Condense]), and the whole of every other. The direction is
/// the same.
///
/// @param adjoint one that takes nothing from the forward pass but the solution and what it left
public record Condensed(Adjoint adjoint) implements Adjoint {
  @Override
  public String name() {
    return adjoint.name();
  }

  @Override
  public @Nullable String withoutTangents() {
    return adjoint.withoutTangents();
  }

  @Override
  public Prepared prepare(Analysis analysis, Solver.Prepared solver) {
    ProgramStructure structure = analysis.structure();
    Prepared whole = adjoint.prepare(analysis, solver);
    return CondensedAdjoint.of(
        structure, whole, left -> adjoint.prepare(new Analysis(left), solver).worker());
  }
}
