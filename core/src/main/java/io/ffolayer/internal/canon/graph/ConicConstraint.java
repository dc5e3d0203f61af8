package io.ffolayer.internal.canon.graph;

import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ZeroCone;
import org.jspecify.annotations.Nullable;

/// An affine expression in a cone.
///
/// @param source the user's constraint whose rows these are, or null
/// @param isAuxiliary whether it binds auxiliary variables to what they stand for in a constraint
public record ConicConstraint(
    Expression expression, Cone cone, @Nullable Constraint source, boolean isAuxiliary) {
  @Override
  public String toString() {
    return expression.name()
        + switch (cone) {
          case ZeroCone zero -> " = 0";
          case NonnegativeCone nonnegative -> " ≥ 0";
          default -> " in " + cone;
        };
  }
}
