package io.ffolayer.adjoint.approximate;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.internal.kkt.choice.KktSystems;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;

/// The derivative of the point of the central path at a barrier parameter μ > 0 (Wilder, Dilkina,
/// Tambe 2019 and Mandi, Guns 2020 do so for linear programs):
///
/// ```
/// Py + q + Aᵀz = 0,   Ay + s = b,   z = −μ ∇F(s)          F the barrier of K; on R₊: s∘z = μ
/// [ P   Aᵀ ] [ dy ]     [ u ]
/// [ A  −H  ] [ dz ] = − [ v ],      H = (μ ∇²F(s))⁻¹      on R₊: row i has the weight z_i/s_i = μ/s_i²
/// ```
///
/// No row is active or inactive: the direction is smooth in all data, at vertices and kinks too,
/// and differs from the derivative by O(μ) where that exists (by O(μ^α) on the edge of a power
/// cone). Point and direction belong to each other, so it is the exact derivative of (y(μ), z(μ))
/// in every slot, and has a forward mode. Every cone has a barrier; equalities hold.
///
/// The path is followed from the forward solution by Newton's method, some twenty factorisations an
/// instance. Where the program has no strictly feasible point, or a dual that has none, there is no
/// central path: then the direction is 0, with [io.ffolayer.adjoint.Flag#ACTIVE_SET_UNCERTAIN].
///
/// @param mu μ > 0, in units of the objective; sᵀz = νμ with ν the number of inequalities (1 for a
///   second-order cone, 3 for an exponential or power cone, k for k×k matrices)
public record Relaxed(double mu) implements Adjoint {
  public Relaxed {
    if (!(mu > 0) || Double.isInfinite(mu))
      throw new IllegalArgumentException("mu must be > 0, got " + mu);
  }

  @Override
  public Prepared prepare(Analysis analysis, Solver.Prepared solver) {
    KktSystems systems = analysis.of(KktSystems.class, KktSystems::of);
    return () -> new RelaxedWorker(analysis.structure(), systems.system(), mu);
  }
}
