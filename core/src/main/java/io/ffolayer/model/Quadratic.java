package io.ffolayer.model;

/// An atom that is a quadratic of an affine expression.
public sealed interface Quadratic {
  /// The affine expression v.
  Expression vector();

  /// v_k² for every entry of v; the atom has the shape of v.
  record Squares(Expression vector) implements Quadratic {}

  /// Σ v_k², a number.
  record SumOfSquares(Expression vector) implements Quadratic {}

  /// vᵀMv, a number; M symmetric, without variables.
  record Form(Expression vector, Expression matrix) implements Quadratic {}
}
