package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// The smallest entry: concave, increasing. It is ≥ t ⇔ x_k ≥ t for every k.
public record Min() implements Reduction {
  @Override
  public String name() {
    return "min";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return arguments.getFirst().sign();
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
  public double at(double[] x) {
    double smallest = Double.POSITIVE_INFINITY;
    for (double value : x) smallest = Math.min(smallest, value);
    return smallest;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable();
    graph.subjectTo(x.ge(t));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    return Atoms.min(logarithms.getFirst());
  }
}
