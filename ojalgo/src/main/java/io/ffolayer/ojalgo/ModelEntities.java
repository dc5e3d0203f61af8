package io.ffolayer.ojalgo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.ModelEntity;
import org.ojalgo.optimisation.Variable;

/// The variables and expressions that a model has at one time. Entities of ojAlgo compare by their
/// contents; these are told apart by identity.
record ModelEntities(List<Variable> variables, Map<String, Expression> expressions) {
  static ModelEntities of(ExpressionsBasedModel model) {
    Map<String, Expression> expressions = new HashMap<>();
    for (Expression expression : model.getExpressions())
      expressions.put(expression.getName(), expression);
    return new ModelEntities(List.copyOf(model.getVariables()), expressions);
  }

  /// @throws IllegalArgumentException if a variable or expression of the number is not among these
  void check(ModelCoefficient coefficient) {
    switch (coefficient) {
      case ModelCoefficient.Weight weight -> check(weight.of());
      case ModelCoefficient.Limit limit -> check(limit.of());
      case ModelCoefficient.Factor factor -> {
        check(factor.in());
        check(factor.of());
      }
      case ModelCoefficient.ProductFactor factor -> {
        check(factor.in());
        check(factor.first());
        check(factor.second());
      }
    }
  }

  /// @throws IllegalArgumentException if it is not among these
  void check(ModelEntity<?> entity) {
    if (!has(entity))
      throw new IllegalArgumentException(
          "%s is not of this model. Maybe it belongs to another one or to a copy, or was added after toLayer(): take it from the model itself, by getVariable or getExpression"
              .formatted(name(entity)));
  }

  /// In words, the same for the same entity of a model.
  static String name(ModelEntity<?> entity) {
    return entity instanceof Variable variable
        ? "variable " + variable.getName() + " (number " + variable.getIndex().index + ")"
        : "expression " + entity.getName();
  }

  @SuppressWarnings("ReferenceEquality") // equal contents do not make it the same
  private boolean has(ModelEntity<?> entity) {
    if (!(entity instanceof Variable variable)) return expressions.get(entity.getName()) == entity;
    int j = variable.getIndex().index;
    return j < variables.size() && variables.get(j) == variable;
  }
}
