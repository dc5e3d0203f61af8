package io.ffolayer.ojalgo;

import io.ffolayer.ojalgo.ModelCoefficient.Factor;
import io.ffolayer.ojalgo.ModelCoefficient.Limit;
import io.ffolayer.ojalgo.ModelCoefficient.ProductFactor;
import io.ffolayer.ojalgo.ModelCoefficient.Side;
import io.ffolayer.ojalgo.ModelCoefficient.Weight;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ModelEntity;

/// Why a model's layer lacks a number that the user names, and what to try.
final class MissingNumber {
  private static final String LATER = "it was set after toLayer(). Maybe make the layer anew";

  private static final String DROPPED =
      "it is not set, or set to 0, which ojAlgo drops. Maybe set it to a small number in the model, and give 0 to forward";

  private MissingNumber() {}

  static String reason(ModelCoefficient coefficient) {
    return switch (coefficient) {
      case Weight weight ->
          weight.of() instanceof Expression expression && expression.isContributionWeightSet()
              ? "the expression has no factors. Maybe set some"
              : DROPPED;
      case Limit limit -> limit.side() == Side.LEVEL ? level(limit.of()) : bound(limit);
      case Factor factor ->
          factor.in().isContributionWeightSet() || factor.in().isConstraint()
              ? DROPPED
              : "the expression has neither limits nor a weight in the objective. Maybe give it one";
      case ProductFactor factor ->
          factor.in().isContributionWeightSet()
              ? DROPPED
              : "the expression has no weight in the objective. Maybe give it one";
    };
  }

  private static String level(ModelEntity<?> of) {
    if (!of.isConstraint()) return "it has no limits. Maybe set its level";
    return of.isEqualityConstraint()
        ? LATER
        : "its limits are not equal. Maybe name lower or upper";
  }

  private static String bound(Limit limit) {
    if (limit.of().isEqualityConstraint()) return "it is an equality. Maybe name its level";
    boolean isUpper = limit.side() == Side.UPPER;
    if ((isUpper ? limit.of().getUpperLimit() : limit.of().getLowerLimit()) != null) return LATER;
    return "it has no %s limit. Maybe set one".formatted(isUpper ? "upper" : "lower");
  }
}
