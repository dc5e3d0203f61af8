package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// log Σ exp of several arguments, entry by entry: convex, increasing. It is ≤ t ⇔ Σ exp(x_i − t) ≤
/// 1. The logarithm of a sum in a geometric program.
public record LogAddExp() implements SmoothEntrywiseOfSeveral {
  @Override
  public String name() {
    return "logAddExp";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.UNKNOWN;
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
    return LogSumExp.of(entries);
  }

  @Override
  public double[] slopes(double[] entries) {
    return LogSumExp.shares(entries);
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Variable t = graph.variable(shape(arguments));
    Expression shares = Constant.scalar(0);
    for (Expression x : arguments) shares = shares.plus(Atoms.exp(x.minus(t)));
    graph.subjectTo(shares.le(1));
    return t;
  }
}
