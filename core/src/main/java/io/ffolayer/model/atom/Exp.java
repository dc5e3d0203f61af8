package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// eˣ, entry by entry: convex, increasing. eˣ ≤ t ⇔ (x, 1, t) in the exponential cone.
public record Exp() implements SmoothEntrywise {
  @Override
  public String name() {
    return "exp";
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
    return Monotonicity.INCREASING;
  }

  @Override
  public double at(double x) {
    return Math.exp(x);
  }

  @Override
  public double slope(double x) {
    return Math.exp(x);
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable(x.shape());
    graph.subjectTo(Triples.exponential(x, Constant.scalar(1), t));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    // log exp(eᵘ) = eᵘ.
    return Atoms.exp(logarithms.getFirst());
  }
}
