package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// |x|, entry by entry: convex. |x| ≤ t ⇔ −t ≤ x ≤ t.
public record Abs() implements Entrywise {
  @Override
  public String name() {
    return "abs";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.NONNEGATIVE;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return Curvature.CONVEX;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    return Monotonicity.awayFromZero(arguments.getFirst().sign());
  }

  @Override
  public double at(double x) {
    return Math.abs(x);
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable(x.shape());
    graph.subjectTo(x.le(t));
    graph.subjectTo(x.negate().le(t));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    // A geometric program has positive x.
    return logarithms.getFirst();
  }
}
