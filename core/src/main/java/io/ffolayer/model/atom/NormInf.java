package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// max |x_k| over all entries: convex. It is ≤ t ⇔ −t ≤ x_k ≤ t.
public record NormInf() implements Reduction {
  @Override
  public String name() {
    return "normInf";
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
  public double at(double[] x) {
    double largest = 0;
    for (double value : x) largest = Math.max(largest, Math.abs(value));
    return largest;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable();
    graph.subjectTo(x.le(t));
    graph.subjectTo(x.negate().le(t));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    return Atoms.max(logarithms.getFirst());
  }
}
