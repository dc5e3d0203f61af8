package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// x eˣ, entry by entry, for x ≥ 0 (+∞ elsewhere): convex, increasing. With v ≥ x² it is ≤ t ⇔ x
/// eᵛ⸍ˣ ≤ t ⇔ (v, x, t) in the exponential cone, which also says x ≥ 0.
public record Xexp() implements SmoothEntrywise {
  @Override
  public String name() {
    return "xexp";
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
    return arguments.getFirst().sign().isNonnegative()
        ? Monotonicity.INCREASING
        : Monotonicity.NEITHER;
  }

  @Override
  public List<Constraint> domain(List<Expression> arguments) {
    return List.of(arguments.getFirst().ge(0));
  }

  @Override
  public double at(double x) {
    return x >= 0 ? x * Math.exp(x) : Double.POSITIVE_INFINITY;
  }

  @Override
  public double slope(double x) {
    return (1 + x) * Math.exp(x);
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable(x.shape());
    Variable v = graph.variable(x.shape());
    graph.subjectTo(Atoms.square(x).le(v));
    graph.subjectTo(Triples.exponential(v, x, t));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    // log(eᵘ exp eᵘ) = u + eᵘ.
    Expression u = logarithms.getFirst();
    return u.plus(Atoms.exp(u));
  }
}
