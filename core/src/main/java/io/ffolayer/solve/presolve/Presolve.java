package io.ffolayer.solve.presolve;

import io.ffolayer.internal.presolve.PresolvingWorker;
import io.ffolayer.internal.presolve.ReducibleStructure;
import io.ffolayer.internal.proof.Convexity;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;

/// Takes out of each instance what can be said more simply – fixed variables, slacks, definitions,
/// loose bounds and rows – before another solver sees it, and gives the solution back in the terms
/// of the whole: y, s and z of every variable and row, so that gradients are those of the program
/// as it was stated. (Andersen, Andersen, *Presolving in linear programming*, 1995; Gould, Toint,
/// *Preprocessing for quadratic programming*, 2004.)
///
/// Only what is sparse is looked at, and only where the layouts let expect something. A solution
/// that does not keep the tolerance in the terms of the whole is asked for once more without
/// presolve.
///
/// @param solver what solves the rest
/// @param tolerance bound on the relative residuals of a solved instance, in (0, 1e-2]; default
///   1e-9
public record Presolve(Solver solver, double tolerance) implements Solver {
  public Presolve {
    if (!(tolerance > 0 && tolerance <= 1e-2))
      throw new IllegalArgumentException("tolerance must be in (0, 1e-2], got " + tolerance);
  }

  public Presolve(Solver solver) {
    this(solver, 1e-9);
  }

  @Override
  public Prepared prepare(Analysis analysis) {
    ProgramStructure structure = analysis.structure();
    Prepared whole = solver.prepare(analysis);
    if (!ReducibleStructure.mayReduce(structure)) return whole;
    Convexity.Prepared convexity = analysis.of(Convexity.Prepared.class, Convexity::prepare);
    return () ->
        new PresolvingWorker(
            tolerance,
            Convexity.of(convexity, 0),
            whole::worker,
            left -> solver.prepare(new Analysis(left)).worker());
  }
}
