package io.ffolayer.solve.interior;

import io.ffolayer.internal.absent.LooseBounds;
import io.ffolayer.internal.apart.SeparateParts;
import io.ffolayer.internal.centring.CentredSolver;
import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.kkt.choice.KktSystems;
import io.ffolayer.internal.proof.Convexity;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.UnsupportedProgramException;
import java.util.function.Supplier;

/// Primal–dual interior point on the homogeneous embedding, with a last step on the active set.
///
/// Takes every program: P only positive semidefinite or 0, dense or sparse data, redundant rows, no
/// rows. Infeasible and unbounded programs end with a certificate, as fast as the others. Strictly
/// convex dense programs are solved faster by active-set methods.
///
/// The method is that of Mehrotra (1992) on the embedding of Andersen and Ye (1999) with the
/// quadratic objective of Goulart and Chen (2024). Near the solution it guesses the active set and
/// solves for it exactly ([Polish]): from residuals of 1e-3 that gives residuals of rounding size
/// in one or two further factorisations.
///
/// @param tolerance bound on the relative primal, dual and gap residual of a solved instance
///   ([io.ffolayer.solve.Residuals]), in (0, 1e-2]; default 1e-9
/// @param maxIterations per try; default 100. An instance that is not solved, and has had fifty
///   iterations or stopped by itself, is tried once more in other units, and then by shorter steps
/// @param polish when the active set is tried; default [Polishing#EARLY]
/// @param indefinite the most by which P may fail to be positive semidefinite, an eigenvalue of P
///   with its diagonal scaled to ones, in `[0, 1e-2]`; default 1e-6, so that a P of low rank passes
///   that was rounded to single precision. What is below 0 by less is added to the diagonal, and
///   what is certified is the program with it
public record InteriorPoint(
    double tolerance, int maxIterations, Polishing polish, double indefinite) implements Solver {
  private static final double SINGLE_PRECISION = 1e-6;

  /// When the interior point tries to finish on the active set of its iterate.
  public enum Polishing {
    /// Never: the answer is an interior point, as far from the solution as the tolerance lets it
    /// be.
    NEVER,
    /// Once, after the tolerance was reached.
    LAST,
    /// From residuals of 1e-3 on, with curved cones from 3e-2 or 3 on, and again after; the first
    /// try that reaches 1e-11 ends the solve.
    EARLY
  }

  public InteriorPoint {
    if (!(tolerance > 0 && tolerance <= 1e-2))
      throw new IllegalArgumentException("tolerance must be in (0, 1e-2], got " + tolerance);
    if (maxIterations < 1)
      throw new IllegalArgumentException("maxIterations must be at least 1, got " + maxIterations);
    if (!(indefinite >= 0 && indefinite <= 1e-2))
      throw new IllegalArgumentException("indefinite must be in [0, 1e-2], got " + indefinite);
  }

  public InteriorPoint() {
    this(1e-9, 100, Polishing.EARLY, SINGLE_PRECISION);
  }

  public InteriorPoint withTolerance(double value) {
    return new InteriorPoint(value, maxIterations, polish, indefinite);
  }

  public InteriorPoint withMaxIterations(int value) {
    return new InteriorPoint(tolerance, value, polish, indefinite);
  }

  public InteriorPoint withPolish(Polishing value) {
    return new InteriorPoint(tolerance, maxIterations, value, indefinite);
  }

  public InteriorPoint withIndefinite(double value) {
    return new InteriorPoint(tolerance, maxIterations, polish, value);
  }

  @Override
  public Prepared prepare(Analysis analysis) {
    ProgramStructure structure = analysis.structure();
    UnsupportedProgramException.unlessEntries(structure, "InteriorPoint");
    KktSystems systems = analysis.of(KktSystems.class, KktSystems::of);
    Convexity.Prepared convexity = analysis.of(Convexity.Prepared.class, Convexity::prepare);
    Supplier<Worker> workers =
        () ->
            new InteriorPointWorker(
                this,
                structure,
                systems.equilibrated(),
                Convexity.of(convexity, indefinite),
                ConeBlock.of(structure));
    Supplier<Worker> apart = () -> new SeparateParts(this, tolerance, structure, workers.get());
    return CentredSolver.of(structure, LooseBounds.of(structure, apart));
  }
}
