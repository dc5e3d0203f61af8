package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.stack;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.SecondOrderCone;

/// Constraints on the entries of three expressions together, (u_k, v_k, w_k) ∈ K for every k. A
/// number counts for every entry.
final class Triples {
  private Triples() {}

  /// v eᵘ⸍ᵛ ≤ w, v ≥ 0, w ≥ 0.
  static Constraint exponential(Expression u, Expression v, Expression w) {
    return in(new ExponentialCone(), u, v, w);
  }

  /// uᵅ v¹⁻ᵅ ≥ |w|, u, v ≥ 0. An equal power is a second-order cone, whose scaling is symmetric in
  /// slack and dual.
  static Constraint power(double alpha, Expression u, Expression v, Expression w) {
    return alpha == 0.5 ? product(u, v, w) : in(new PowerCone(alpha), u, v, w);
  }

  /// u v ≥ w², u, v ≥ 0: ‖(u − v, 2w)‖ ≤ u + v, since (u + v)² − (u − v)² = 4uv.
  static Constraint product(Expression u, Expression v, Expression w) {
    return in(new SecondOrderCone(3), u.plus(v), u.minus(v), w.times(2));
  }

  private static Constraint in(Cone cone, Expression u, Expression v, Expression w) {
    int n = Math.max(u.size(), Math.max(v.size(), w.size()));
    Expression rows = stack(repeated(u, n), repeated(v, n), repeated(w, n)).reshape(3, n);
    return rows.transpose().inCone(ProductCone.repeated(cone, n));
  }

  private static Expression repeated(Expression expression, int n) {
    return expression.isScalar() ? Constant.filled(n, 0).plus(expression) : expression;
  }
}
