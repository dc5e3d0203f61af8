package io.ffolayer.solve.activeset;

import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.UnsupportedProgramException;

/// The dual active-set method of Goldfarb and Idnani for strictly convex quadratic programs: the
/// patient partner of [BlockPivoting].
///
/// In the coordinates in which the program asks for the shortest vector v with x_i·v ≤ c_i, rows
/// one long, it keeps a set F of independent active rows with the shortest v on them and duals z ≥
/// 0, and takes in the row p that is violated most. With N the rows of F and Q₂ a basis of what is
/// orthogonal to them,
///
/// ```
/// h = Q₂Q₂ᵀ x_p    the direction of v          r = N⁺ x_p    what the duals of F give up
/// t = min( −s_p / ‖h‖²,  min z_j / r_j over inequalities j with r_j > 0 )
/// v ← v − t h,   z_F ← z_F − t r,   z_p ← z_p + t
/// ```
///
/// A full step (the first term) makes p active; otherwise the row whose dual has come to zero
/// leaves F first. Every step raises the dual objective, so that no set comes twice. Where x_p
/// depends on F and no dual stops the step, z = (1, −r) proves that no point satisfies the rows.
///
/// About n iterations of 6n² + 2nm flops. F is held by a QR factor, so that nearly dependent rows
/// lose no more digits than they must. What is not certified in the end – or when P is not positive
/// definite to working precision – is [io.ffolayer.solve.Status#ITERATION_LIMIT] with a message:
/// [io.ffolayer.solve.interior.InteriorPoint] takes over from there.
///
/// Source: D. Goldfarb, A. Idnani, *A numerically stable dual method for solving strictly convex
/// quadratic programs*, 1983.
///
/// @param tolerance bound on the relative primal, dual and gap residual of a solved instance, in
///   (0, 1e-2]; default 1e-9
/// @param maxIterations rows that enter or leave, per instance, at least 1; default 10 000
public record DualActiveSet(double tolerance, int maxIterations) implements Solver {
  /// 512 MiB per worker.
  private static final long LARGEST_MEMORY = 1L << 26;

  public DualActiveSet {
    if (!(tolerance > 0 && tolerance <= 1e-2))
      throw new IllegalArgumentException("tolerance must be in (0, 1e-2], got " + tolerance);
    if (maxIterations < 1)
      throw new IllegalArgumentException("maxIterations must be at least 1, got " + maxIterations);
  }

  public DualActiveSet() {
    this(1e-9, 10_000);
  }

  public DualActiveSet withTolerance(double newTolerance) {
    return new DualActiveSet(newTolerance, maxIterations);
  }

  public DualActiveSet withMaxIterations(int newMaxIterations) {
    return new DualActiveSet(tolerance, newMaxIterations);
  }

  @Override
  public Prepared prepare(Analysis analysis) {
    ProgramStructure structure = analysis.structure();
    UnsupportedProgramException.unlessPolyhedral(structure, "the dual active-set method");
    UnsupportedProgramException.unlessEntries(structure, "the dual active-set method");
    if (!(structure.quadratic() instanceof Layout.Dense))
      throw new UnsupportedProgramException(
          "the dual active-set method needs a dense P, got "
              + structure.quadratic()
              + ". Maybe use InteriorPoint.");
    long n = structure.variables(), m = structure.rows();
    if (3 * n * n + m * n > LARGEST_MEMORY)
      throw new UnsupportedProgramException(
          "the dual active-set method keeps dense matrices, and %d rows in %d variables are too many. Maybe use InteriorPoint."
              .formatted(m, n));
    return () -> new DualActiveSetWorker(structure, this);
  }
}
