package io.ffolayer.ojalgo;

import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ModelEntity;
import org.ojalgo.optimisation.Variable;

/// A number of an ojAlgo model that may become an entry of a parameter: a weight in the objective,
/// a limit, or a factor.
///
/// Its value in the model is the default of the parameter, and must be set there. ojAlgo drops
/// weights and factors that are 0: a small number stands for one until `forward` is given 0.
public sealed interface ModelCoefficient {
  /// The weight of a variable (its cost) or of an expression in the objective.
  record Weight(ModelEntity<?> of) implements ModelCoefficient {}

  /// A limit of a variable or an expression.
  ///
  /// @param side which
  record Limit(ModelEntity<?> of, Side side) implements ModelCoefficient {}

  /// Which limit.
  enum Side {
    /// The least value.
    LOWER,
    /// The greatest value.
    UPPER,
    /// Both, where they are equal: an equality.
    LEVEL
  }

  /// The linear factor of a variable in an expression.
  record Factor(Expression in, Variable of) implements ModelCoefficient {}

  /// The factor of a product of two variables in an expression.
  record ProductFactor(Expression in, Variable first, Variable second)
      implements ModelCoefficient {}

  /// The weight of a variable (its cost) or of an expression in the objective.
  static ModelCoefficient weight(ModelEntity<?> of) {
    return new Weight(of);
  }

  /// The lower limit of a variable or an expression that is no equality.
  static Limit lower(ModelEntity<?> of) {
    return new Limit(of, Side.LOWER);
  }

  /// The upper limit of a variable or an expression that is no equality.
  static Limit upper(ModelEntity<?> of) {
    return new Limit(of, Side.UPPER);
  }

  /// The right-hand side of an equality: of what has two equal limits.
  static Limit level(ModelEntity<?> of) {
    return new Limit(of, Side.LEVEL);
  }

  /// The linear factor of a variable in an expression.
  static ModelCoefficient factor(Expression in, Variable of) {
    return new Factor(in, of);
  }

  /// The factor of a product of two variables, or of a square, in an expression of the objective.
  static ModelCoefficient factor(Expression in, Variable first, Variable second) {
    return new ProductFactor(in, first, second);
  }

  /// In words, the same for the same number: entities compare by their contents, so that they are
  /// no keys themselves.
  default String description() {
    return switch (this) {
      case Weight weight -> "the weight of " + name(weight.of);
      case Limit limit ->
          switch (limit.side) {
            case LOWER -> "the lower limit of " + name(limit.of);
            case UPPER -> "the upper limit of " + name(limit.of);
            case LEVEL -> "the level of " + name(limit.of);
          };
      case Factor factor -> "the factor of " + name(factor.of) + " in " + name(factor.in);
      case ProductFactor factor ->
          factor.first.getIndex().index <= factor.second.getIndex().index
              ? product(factor.first, factor.second, factor.in)
              : product(factor.second, factor.first, factor.in);
    };
  }

  private static String product(Variable first, Variable second, Expression in) {
    return "the factor of " + name(first) + " times " + name(second) + " in " + name(in);
  }

  private static String name(ModelEntity<?> entity) {
    return ModelEntities.name(entity);
  }
}
