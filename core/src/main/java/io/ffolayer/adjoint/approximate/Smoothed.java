package io.ffolayer.adjoint.approximate;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import org.jspecify.annotations.Nullable;

/// Smoothed constraints (appendix F of the paper): the mean direction over right-hand sides b + η,
/// η uniform in [−ρ, ρ]ᵐ, equalities left as they are. Across a kink, where the derivative jumps,
/// it is the derivative of something definite: of the mean of the solutions.
///
/// The samples are the same for every instance and every call: seeded, so that answers repeat. The
/// gradient is assembled at the mean point; that of P and A lacks the covariance of directions and
/// points then, which is of order ρ, as what smoothing changes is.
///
/// The report's estimate is one standard error of the mean, with what the covariance may add in P
/// and A; flags are those of any sample. Where a sample has no solution, the direction is 0, with
/// [io.ffolayer.adjoint.Flag#ACTIVE_SET_UNCERTAIN].
///
/// Costs `samples` solves by the layer's solver – as a batch, so that one that takes eight at once
/// does – and as many visits of the adjoint.
///
/// @param radius ρ > 0, in units of b
/// @param samples ≥ 2
/// @param seed of the samples
/// @param adjoint gives the direction of each sample; default [FirstOrder]
public record Smoothed(double radius, int samples, long seed, Adjoint adjoint) implements Adjoint {
  public Smoothed {
    if (!(radius > 0) || Double.isInfinite(radius))
      throw new IllegalArgumentException("radius must be > 0, got " + radius);
    if (samples < 2) throw new IllegalArgumentException("samples must be ≥ 2, got " + samples);
  }

  public Smoothed(double radius, int samples, long seed) {
    this(radius, samples, seed, new FirstOrder());
  }

  @Override
  public @Nullable String withoutTangents() {
    return adjoint.withoutTangents();
  }

  @Override
  public Prepared prepare(Analysis analysis, Solver.Prepared solver) {
    Prepared inner = adjoint.prepare(analysis, solver);
    return () -> new SmoothedWorker(this, analysis.structure(), solver, inner);
  }
}
