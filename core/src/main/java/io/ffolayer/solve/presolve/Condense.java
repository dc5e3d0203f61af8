package io.ffolayer.solve.presolve;

import io.ffolayer.internal.presolve.CondensingWorker;
import io.ffolayer.internal.proof.Convexity;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.UnsupportedProgramException;

/// Takes out variables that equalities define and that stand in the objective by their squares
/// alone – t = Mx + c beside ½ p t², as other languages of modelling write Σ (Mx + c)² – before
/// another solver sees the program, and gives the solution back in the terms of the whole. What is
/// left has the dense P' = P + Mᵀ D M in the other variables alone: with a dense M a program for
/// active-set methods, as if the square had been written as a quadratic form.
///
/// P' has the square of the conditioning of M. So an answer to what is left is taken only where its
/// residuals in the terms of the whole are those of rounding; the whole is solved otherwise, and
/// where M is sparse, or defines few.
///
/// @param solver what solves the rest, or the whole
/// @param tolerance bound on the relative residuals of a solved instance, in (0, 1e-2]; default
///   1e-9. What was taken out before the solve is held to 1e-11 where that is smaller
public record Condense(Solver solver, double tolerance) implements Solver {
  /// Residuals that rounding explains.
  private static final double EXACT = 1e-11;

  public Condense {
    if (!(tolerance > 0 && tolerance <= 1e-2))
      throw new IllegalArgumentException("tolerance must be in (0, 1e-2], got " + tolerance);
  }

  public Condense(Solver solver) {
    this(solver, 1e-9);
  }

  @Override
  public Prepared prepare(Analysis analysis) {
    ProgramStructure structure = analysis.structure();
    UnsupportedProgramException.unlessEntries(structure, "Condense");
    Prepared whole = solver.prepare(analysis);
    return CondensingWorker.of(
        structure,
        Math.min(tolerance, EXACT),
        () -> analysis.of(Convexity.Prepared.class, Convexity::prepare),
        whole,
        left -> solver.prepare(new Analysis(left)).worker());
  }
}
