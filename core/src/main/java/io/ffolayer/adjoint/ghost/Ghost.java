package io.ffolayer.adjoint.ghost;

import io.ffolayer.solve.Solver;

/// How the ghost problem – P with the active rows as equalities – is solved.
public sealed interface Ghost {
  /// By factorisation: the factor that the forward pass left, or a new one. Exact to rounding.
  record Factored() implements Ghost {}

  /// By products with P and A alone (MINRES, Paige & Saunders 1975): for programs whose factor
  /// would not fit or take too long.
  ///
  /// @param tolerance relative residual at which to stop, in (0, 1e-2]
  /// @param maxIterations products with the system, per solve
  record Products(double tolerance, int maxIterations) implements Ghost {
    public Products {
      if (!(tolerance > 0 && tolerance <= 1e-2))
        throw new IllegalArgumentException("tolerance must be in (0, 1e-2], got " + tolerance);
      if (maxIterations < 1)
        throw new IllegalArgumentException("maxIterations must be ≥ 1, got " + maxIterations);
    }
  }

  /// By any solver that takes equality-constrained quadratic programs: the perturbed problem
  /// itself, in the increments y − y*, so that no digits are lost to a difference.
  record Solved(Solver solver) implements Ghost {}
}
