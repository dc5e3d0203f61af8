package io.ffolayer.model;

import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;

/// A constraint: `expression` ∈ `cone`. The object is the handle by which a pass gives the dual and
/// the slack, both with gradients; two constraints are equal only if they are the same object.
///
/// | written | expression | cone | Lagrangian of the minimized objective f |
/// |---|---|---|---|
/// | a ≤ b, b ≥ a | b − a, concave | nonnegative | f + zᵀ(a − b), z ≥ 0 |
/// | a = b | a − b, affine | zero | f + zᵀ(a − b) |
/// | a ∈ K | a, affine | K | f − zᵀa, z ∈ K* |
public final class Constraint {
  private final String name;
  private final Expression expression;
  private final Cone cone;
  private final Dual dual;
  private final Slack slack;

  private Constraint(String name, Expression expression, Cone cone) {
    this.name = name;
    this.expression = expression;
    this.cone = cone;
    this.dual = new Dual("dual of " + name, expression.shape());
    this.slack = new Slack("slack of " + name, expression.shape());
  }

  static Constraint atMost(Expression lower, Expression upper) {
    Expression gap = upper.minus(lower);
    return new Constraint(
        lower.name() + " ≤ " + upper.name(), gap, new NonnegativeCone(gap.size()));
  }

  static Constraint atLeast(Expression upper, Expression lower) {
    Expression gap = upper.minus(lower);
    return new Constraint(
        upper.name() + " ≥ " + lower.name(), gap, new NonnegativeCone(gap.size()));
  }

  static Constraint equal(Expression left, Expression right) {
    Expression gap = left.minus(right);
    return new Constraint(left.name() + " = " + right.name(), gap, new ZeroCone(gap.size()));
  }

  static Constraint inCone(Expression expression, Cone cone) {
    boolean matrix = cone instanceof PsdCone && expression.shape().length == 2;
    int expected =
        matrix ? Tensor.sizeOf(((PsdCone) cone).order(), ((PsdCone) cone).order()) : cone.size();
    if (expression.size() != expected)
      throw new ShapeException(
          "%s has shape %s, the cone %s takes %d entries"
              .formatted(expression.name(), Arrays.toString(expression.shape()), cone, expected));
    return new Constraint(expression.name() + " in a cone", expression, cone);
  }

  public String name() {
    return name;
  }

  /// What lies in the cone.
  public Expression expression() {
    return expression;
  }

  public Cone cone() {
    return cone;
  }

  /// The multiplier, shaped like the expression; a symmetric matrix for a semidefinite constraint.
  public Dual dual() {
    return dual;
  }

  /// The value of the expression: b − a ≥ 0 of a ≤ b, 0 of an equality, the symmetric part of a
  /// semidefinite matrix.
  public Slack slack() {
    return slack;
  }

  @Override
  public String toString() {
    return name;
  }
}
