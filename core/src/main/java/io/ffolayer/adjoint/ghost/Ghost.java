package io.ffolayer.adjoint.ghost;

import io.ffolayer.adjoint.Scheme;
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

  /// The perturbed problem P3 as the paper writes it, by any solver called twice: active rows are
  /// equalities, inactive ones are gone, q moves to q ± δ c/‖c‖ (and b to b ∓ δ c_z/‖c‖, where a
  /// loss has duals), and the answers are differenced. A cone whose boundary is curved at the
  /// solution stays, and with it an error of order δ² (δ if one-sided); a quadratic program has no
  /// error but the noise of the solver over δ. [Solved], which has neither, is for use; this is for
  /// experiments with δ, and for who wants the algorithm to the letter.
  ///
  /// The solver finds the face too, and measures what the direction lacks by one more solve, so
  /// that the error estimate covers δ and noise together; where noise is more than a hundredth of
  /// the direction, the report has [io.ffolayer.adjoint.Flag#STEP_IN_NOISE].
  ///
  /// @param delta δ > 0, the length by which (q, b) moves; 0 (default) for σ tol^⅓, with σ the size
  ///   of the terms that balance at the solution and tol what the solver leaves there
  /// @param scheme default central
  /// @param solver any; at curved cones it must take them
  record Perturbed(double delta, Scheme scheme, Solver solver) implements Ghost {
    public Perturbed {
      if (!(delta >= 0) || Double.isInfinite(delta))
        throw new IllegalArgumentException("delta must be > 0, or 0 for the rule, got " + delta);
    }

    public Perturbed(Solver solver) {
      this(0, Scheme.CENTRAL, solver);
    }
  }
}
