package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Atom.Quadratic;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// x², entry by entry: convex, quadratic. x² ≤ t ⇔ (t, 1, x) with t · 1 ≥ x².
public record Square() implements SmoothEntrywise {
  @Override
  public String name() {
    return "square";
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
    return x * x;
  }

  @Override
  public double slope(double x) {
    return 2 * x;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable(x.shape());
    graph.subjectTo(Triples.product(t, Constant.scalar(1), x));
    return t;
  }

  @Override
  public Quadratic quadratic(List<Expression> arguments) {
    return new Quadratic.Squares(arguments.getFirst());
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    return logarithms.getFirst().times(2);
  }
}
