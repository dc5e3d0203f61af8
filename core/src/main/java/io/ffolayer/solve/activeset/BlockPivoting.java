package io.ffolayer.solve.activeset;

import io.ffolayer.internal.linalg.kernel.InterleavedKernels;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.UnsupportedProgramException;
import io.ffolayer.solve.activeset.interleaved.InterleavedPivotingWorker;

/// Block principal pivoting on the dual of a dense, strictly convex quadratic program.
///
/// With P = L Lᵀ, X = A L⁻ᵀ, S = X Xᵀ and c = b + A P⁻¹q the duals solve the linear complementarity
/// problem
///
/// ```
/// s = c + S z,    s = 0 on equalities,    0 ≤ s ⊥ z ≥ 0 on inequalities
/// ```
///
/// For a guess F of the active rows, S_FF z_F = −c_F gives z and then s. Rows with z_i < 0 leave F
/// and rows with s_i < 0 enter it, all at once; when that has not lowered the number of wrong rows
/// for a few rounds, only the last wrong row changes its side, which is finite when S is positive
/// definite (Murty 1974), until the number has fallen. A handful of rounds is usual, whatever the
/// size: k³/3 + k m flops each, with k rows in F.
///
/// S_FF becomes singular when more rows enter than there are variables. With m = 2n that ended most
/// runs in experiments, so in one round only so many rows enter, those violated most, that F has no
/// more than ¾ n rows or takes half of the freedom that is left. Then m = 2n is no harder than m =
/// n. Rows that depend on others of F are left out of it.
///
/// Programs of up to 16 variables and 32 rows go eight at a time, one in each lane of a vector.
///
/// The method may still cycle. It then says so ([io.ffolayer.solve.Status#ITERATION_LIMIT] with a
/// message), as it does when P is not positive definite or the program is infeasible:
/// [DualActiveSet] takes over from there, and is the better choice from the start when m is many
/// times n. Every answer is certified by its [io.ffolayer.solve.Residuals].
///
/// Sources: J. Júdice, F. Pires, *A block principal pivoting algorithm for large-scale strictly
/// monotone linear complementarity problems*, 1994; J. Kim, H. Park, *Fast nonnegative matrix
/// factorization: an active-set-like method and comparisons*, 2011.
///
/// @param tolerance bound on the relative primal, dual and gap residual of a solved instance, in
///   (0, 1e-2]; default 1e-9
/// @param maxPivots rounds per instance, at least 1; default 100
public record BlockPivoting(double tolerance, int maxPivots) implements Solver {
  /// 512 MiB per worker.
  private static final long LARGEST_MEMORY = 1L << 26;

  public BlockPivoting {
    if (!(tolerance > 0 && tolerance <= 1e-2))
      throw new IllegalArgumentException("tolerance must be in (0, 1e-2], got " + tolerance);
    if (maxPivots < 1)
      throw new IllegalArgumentException("maxPivots must be at least 1, got " + maxPivots);
  }

  public BlockPivoting() {
    this(1e-9, 100);
  }

  public BlockPivoting withTolerance(double newTolerance) {
    return new BlockPivoting(newTolerance, maxPivots);
  }

  public BlockPivoting withMaxPivots(int newMaxPivots) {
    return new BlockPivoting(tolerance, newMaxPivots);
  }

  @Override
  public Prepared prepare(Analysis analysis) {
    ProgramStructure structure = analysis.structure();
    UnsupportedProgramException.unlessPolyhedral(structure, "block pivoting");
    UnsupportedProgramException.unlessEntries(structure, "block pivoting");
    if (!(structure.quadratic() instanceof Layout.Dense))
      throw new UnsupportedProgramException(
          "block pivoting needs a dense P, got "
              + structure.quadratic()
              + ". Maybe use InteriorPoint.");
    long n = structure.variables(), m = structure.rows();
    if (n * n + m * n + m * m + Math.min(n * n, m * m) > LARGEST_MEMORY)
      throw new UnsupportedProgramException(
          "block pivoting keeps a dense matrix of the rows, and %d rows in %d variables are too many. Maybe use InteriorPoint."
              .formatted(m, n));
    return new Ready(structure, this, InterleavedPivotingWorker.takes(structure));
  }

  private record Ready(ProgramStructure structure, BlockPivoting options, boolean interleaved)
      implements Prepared {
    @Override
    public int grain() {
      return interleaved ? InterleavedKernels.LANES : 1;
    }

    @Override
    public Worker worker() {
      Worker alone = new BlockPivotingWorker(structure, options);
      return interleaved
          ? new InterleavedPivotingWorker(
              structure, options.name(), options.tolerance, options.maxPivots, alone)
          : alone;
    }
  }
}
