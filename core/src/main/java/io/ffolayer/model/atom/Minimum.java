package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// The smallest of several arguments, entry by entry: concave, increasing.
public record Minimum() implements EntrywiseOfSeveral {
  @Override
  public String name() {
    return "minimum";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    if (arguments.stream().anyMatch(x -> x.sign().isNonpositive())) return Sign.NONPOSITIVE;
    boolean all = arguments.stream().allMatch(x -> x.sign().isNonnegative());
    return all ? Sign.NONNEGATIVE : Sign.UNKNOWN;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return Curvature.CONCAVE;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    return Monotonicity.INCREASING;
  }

  @Override
  public double at(double[] entries) {
    double smallest = Double.POSITIVE_INFINITY;
    for (double value : entries) smallest = Math.min(smallest, value);
    return smallest;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Variable t = graph.variable(shape(arguments));
    for (Expression x : arguments) graph.subjectTo(x.ge(t));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    return Expression.of(this, logarithms.toArray(Expression[]::new));
  }
}
