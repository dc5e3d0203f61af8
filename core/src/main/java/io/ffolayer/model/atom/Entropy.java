package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// −x log x, entry by entry, 0 at 0 and −∞ for x < 0: concave. −x log x ≥ t ⇔ x eᵗ⸍ˣ ≤ 1 ⇔ (t, x,
/// 1) in the exponential cone.
public record Entropy() implements SmoothEntrywise {
  @Override
  public String name() {
    return "entropy";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.UNKNOWN;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return Curvature.CONCAVE;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    return Monotonicity.NEITHER;
  }

  @Override
  public List<Constraint> domain(List<Expression> arguments) {
    return List.of(arguments.getFirst().ge(0));
  }

  @Override
  public double at(double x) {
    if (x == 0) return 0;
    return x > 0 ? -x * Math.log(x) : Double.NEGATIVE_INFINITY;
  }

  @Override
  public double slope(double x) {
    return x > 0 ? -Math.log(x) - 1 : Double.POSITIVE_INFINITY;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable(x.shape());
    graph.subjectTo(Triples.exponential(t, x, Constant.scalar(1)));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    // log(−eᵘ u) = u + log(−u), for x < 1.
    Expression u = logarithms.getFirst();
    return u.plus(Atoms.log(u.negate()));
  }
}
