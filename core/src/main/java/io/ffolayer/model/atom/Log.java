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

/// log x, entry by entry, −∞ for x ≤ 0: concave, increasing. log x ≥ t ⇔ eᵗ ≤ x ⇔ (t, 1, x) in the
/// exponential cone.
public record Log() implements SmoothEntrywise {
  @Override
  public String name() {
    return "log";
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
    return Monotonicity.INCREASING;
  }

  @Override
  public List<Constraint> domain(List<Expression> arguments) {
    return List.of(arguments.getFirst().ge(0));
  }

  @Override
  public double at(double x) {
    return x > 0 ? Math.log(x) : Double.NEGATIVE_INFINITY;
  }

  @Override
  public double slope(double x) {
    return x > 0 ? 1 / x : Double.POSITIVE_INFINITY;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable(x.shape());
    graph.subjectTo(Triples.exponential(t, Constant.scalar(1), x));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    // log log eᵘ = log u.
    return Atoms.log(logarithms.getFirst());
  }
}
