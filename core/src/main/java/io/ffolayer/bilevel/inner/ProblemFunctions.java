package io.ffolayer.bilevel.inner;

import io.ffolayer.bilevel.function.ExpressionFunction;
import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.model.Affine;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.atom.Atoms;
import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import java.util.ArrayList;
import java.util.List;

/// A problem in the modeller's words as a problem of functions. Its rules of convexity are not
/// asked: what is beyond them, like a parameter times a parameter, may stand in it.
///
/// A constraint a ≤ b is the row a − b, an equality a − b = 0, and (t, v) in a second-order cone is
/// ‖v‖ − t ≤ 0; other cones have no rows that are smooth.
final class ProblemFunctions {
  private final List<Parameter> parameters;
  private final List<Variable> variables;

  ProblemFunctions(List<Parameter> parameters, List<Variable> variables) {
    this.parameters = parameters;
    this.variables = variables;
  }

  InnerProblem of(Problem problem) {
    if (problem.isGeometric())
      throw new IllegalArgumentException(
          "a geometric program is not convex as it is written. Maybe write it in logarithms");
    Expression objective = problem.objective();
    InnerProblem functions =
        InnerProblem.minimize(
            function(problem.isMaximization() ? objective.negate() : objective),
            ExpressionFunction.sizeOf(parameters),
            variables.stream().mapToInt(Variable::size).sum());
    List<Expression> inequalities = new ArrayList<>();
    List<Expression> equalities = new ArrayList<>();
    for (Constraint constraint : problem.constraints()) {
      Expression inside = constraint.expression();
      switch (constraint.cone()) {
        case ZeroCone zero -> equalities.add(inside);
        case NonnegativeCone nonnegative -> inequalities.add(inside.negate());
        case SecondOrderCone cone -> inequalities.add(secondOrder(inside));
        default -> throw noRows(constraint);
      }
    }
    return functions.subjectTo(rows(inequalities)).equalTo(rows(equalities));
  }

  private static Expression secondOrder(Expression inside) {
    Expression entries = inside.reshape(inside.size());
    return Atoms.norm2(entries.slice(1, inside.size())).minus(entries.get(0));
  }

  private static IllegalArgumentException noRows(Constraint constraint) {
    Cone cone = constraint.cone();
    return new IllegalArgumentException(
        "%s: %s has no smooth rows. Maybe differentiate the problem as a ConvexLayer"
            .formatted(constraint.name(), cone));
  }

  private SmoothFunction rows(List<Expression> expressions) {
    if (expressions.isEmpty()) return SmoothFunction.none();
    return function(expressions.size() == 1 ? expressions.getFirst() : Affine.stack(expressions));
  }

  private SmoothFunction function(Expression expression) {
    return ExpressionFunction.of(expression, parameters, variables);
  }
}
