package io.ffolayer.internal.canon;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Operation;
import io.ffolayer.model.rule.DcpException;
import java.util.ArrayList;
import java.util.List;

/// The two sides of an inequality or equality, each a sum of positive terms, found again from their
/// difference.
final class PositiveSides {
  private PositiveSides() {}

  /// The terms with a positive factor, and the negated ones with a negative factor.
  ///
  /// @throws DcpException if a side would be empty
  static Expression[] of(Constraint constraint) {
    List<Expression> positive = new ArrayList<>();
    List<Expression> negative = new ArrayList<>();
    split(constraint.expression(), positive, negative);
    if (positive.isEmpty() || negative.isEmpty())
      throw new DcpException(
          constraint.name()
              + ": a side is not positive, and everything in a geometric program is. Maybe leave the constraint out");
    return new Expression[] {sum(positive), sum(negative)};
  }

  private static void split(
      Expression difference, List<Expression> positive, List<Expression> negative) {
    if (difference instanceof Operation.Addition sum) {
      for (Expression term : sum.arguments()) split(term, positive, negative);
    } else if (isNegative(difference)) negative.add(difference.negate());
    else positive.add(difference);
  }

  private static boolean isNegative(Expression term) {
    if (term instanceof Operation.Scaling scaling) return scaling.factor() < 0;
    return term instanceof Constant && term.sign().isNonpositive();
  }

  private static Expression sum(List<Expression> terms) {
    Expression sum = terms.getFirst();
    for (Expression term : terms.subList(1, terms.size())) sum = sum.plus(term);
    return sum;
  }
}
