package io.ffolayer.lab.trust;

import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import java.util.function.DoubleUnaryOperator;

/// A convex function f of one number, made of one atom, and its derivatives by hand. min f(x) − p x
/// has the solution x where p = f′(x), and dx/dp = 1/f″(x).
///
/// @param name of the atom
/// @param making f, with constants of the size of x where it has others beside x
/// @param slope f′
/// @param curvature f″
/// @param argument x for one of 10⁻⁸ to 10⁸: itself, or its logarithm where f is an exponential
record AtomCurve(
    String name,
    Making making,
    DoubleUnaryOperator slope,
    DoubleUnaryOperator curvature,
    DoubleUnaryOperator argument) {
  /// Writes f.
  interface Making {
    /// @param x one number
    /// @param size about that of x
    Expression of(Variable x, double size);
  }

  /// A function of x at 10⁻⁸ to 10⁸.
  static AtomCurve at(
      String name, Making making, DoubleUnaryOperator slope, DoubleUnaryOperator curvature) {
    return new AtomCurve(name, making, slope, curvature, x -> x);
  }

  /// A function of x at log 10⁻⁸ to log 10⁸.
  static AtomCurve atLogarithms(
      String name, Making making, DoubleUnaryOperator slope, DoubleUnaryOperator curvature) {
    return new AtomCurve(name, making, slope, curvature, Math::log);
  }

  /// How much larger the relative error of x is than that of p.
  double condition(double x) {
    return Math.abs(slope.applyAsDouble(x) / (curvature.applyAsDouble(x) * x));
  }
}
