package io.ffolayer.model.atom;

import io.ffolayer.model.Curvature;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Graph;
import io.ffolayer.model.Monotonicity;
import io.ffolayer.model.Sign;
import io.ffolayer.model.Variable;
import java.util.List;

/// log(1 + eˣ), entry by entry: convex, increasing. It is ≤ t ⇔ e⁻ᵗ + eˣ⁻ᵗ ≤ 1, so that no
/// exponential exceeds 1, however large x is.
public record Logistic() implements Entrywise {
  @Override
  public String name() {
    return "logistic";
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
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable(x.shape());
    Expression shares = Atoms.exp(t.negate()).plus(Atoms.exp(x.minus(t)));
    graph.subjectTo(shares.le(1));
    return t;
  }
}
