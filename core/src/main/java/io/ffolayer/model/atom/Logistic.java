package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// log(1 + eˣ), entry by entry: convex, increasing. It is ≤ t ⇔ e⁻ᵗ + eˣ⁻ᵗ ≤ 1 ⇔ e⁻ᵗ ≤ p, eˣ⁻ᵗ ≤ 1
/// − p for some p, so that no exponential exceeds 1, however large x is.
public record Logistic() implements SmoothEntrywise {
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
  public double slope(double x) {
    return x > 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable(x.shape());
    Variable share = graph.variable(x.shape());
    Constant one = Constant.scalar(1);
    graph.subjectTo(Triples.exponential(t.negate(), one, share));
    graph.subjectTo(Triples.exponential(x.minus(t), one, share.negate().plus(1)));
    return t;
  }
}
