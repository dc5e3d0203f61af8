package io.ffolayer.model;

import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import java.util.List;
import java.util.function.Function;

/// The composition rule: f(g₁, …, g_k) is convex if f is convex and each g_i is affine, or convex
/// where f increases in it, or concave where f decreases in it. Turned around for concave f.
final class Composition {
  private Composition() {}

  static Curvature of(
      Atom atom, List<Expression> arguments, Function<Expression, Curvature> curvatureOf) {
    Curvature own = atom.curvature(arguments);
    boolean convex = own.isConvex();
    boolean concave = own.isConcave();
    for (int i = 0; i < arguments.size(); i++) {
      Expression argument = arguments.get(i);
      if (atom.isCoefficient(i)) {
        if (argument.hasVariables()) return Curvature.UNKNOWN;
        continue;
      }
      Curvature inner = curvatureOf.apply(argument);
      if (inner.isAffine()) continue;
      Monotonicity monotonicity = atom.monotonicity(i, arguments);
      boolean up = monotonicity == Monotonicity.INCREASING;
      boolean down = monotonicity == Monotonicity.DECREASING;
      convex &= (up && inner == Curvature.CONVEX) || (down && inner == Curvature.CONCAVE);
      concave &= (up && inner == Curvature.CONCAVE) || (down && inner == Curvature.CONVEX);
    }
    if (convex && concave) return Curvature.AFFINE;
    if (convex) return Curvature.CONVEX;
    return concave ? Curvature.CONCAVE : Curvature.UNKNOWN;
  }

  /// The same where parameters count as variables: what depends on parameters beside a coefficient
  /// that does is a product of parameters.
  static Curvature parametric(Atom atom, List<Expression> arguments) {
    boolean coefficientHasParameters = false;
    boolean otherHasParameters = false;
    for (int i = 0; i < arguments.size(); i++) {
      Expression argument = arguments.get(i);
      if (atom.isCoefficient(i)) {
        coefficientHasParameters |= argument.hasParameters();
        if (!argument.parametricCurvature().isAffine()) return Curvature.UNKNOWN;
      } else otherHasParameters |= argument.hasParameters();
    }
    if (coefficientHasParameters && otherHasParameters) return Curvature.UNKNOWN;
    return of(atom, arguments, Expression::parametricCurvature);
  }
}
