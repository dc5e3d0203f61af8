package io.ffolayer.internal.linalg.krylov;

/// Solves [ G Aᵀ; A 0 ] [ x; z ] = [ r; g ] for a simple positive definite G, in place.
///
/// With g = 0 this projects G⁻¹ r onto the null space of A: it turns [ProjectedConjugateGradients]
/// into conjugate gradients on that null space, without a basis of it.
public interface ConstraintPreconditioner {

  /// @param x r on entry, x on return: one value per variable
  /// @param z g on entry, z on return: one value per row
  void solve(double[] x, double[] z);
}
