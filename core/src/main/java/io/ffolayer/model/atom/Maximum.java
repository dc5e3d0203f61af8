package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// The largest of several arguments, entry by entry: convex, increasing.
public record Maximum() implements EntrywiseOfSeveral {
  @Override
  public String name() {
    return "maximum";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    if (arguments.stream().anyMatch(x -> x.sign().isNonnegative())) return Sign.NONNEGATIVE;
    boolean all = arguments.stream().allMatch(x -> x.sign().isNonpositive());
    return all ? Sign.NONPOSITIVE : Sign.UNKNOWN;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return Curvature.CONVEX;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    return Monotonicity.INCREASING;
  }

  @Override
  public double at(double[] entries) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : entries) largest = Math.max(largest, value);
    return largest;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Variable t = graph.variable(shape(arguments));
    for (Expression x : arguments) graph.subjectTo(x.le(t));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    return Expression.of(this, logarithms.toArray(Expression[]::new));
  }
}
