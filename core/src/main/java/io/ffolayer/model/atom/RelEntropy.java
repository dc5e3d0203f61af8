package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// x log(x/y), entry by entry, 0 at x = 0: convex, decreasing in y. x log(x/y) ≤ t ⇔ x e⁻ᵗ⸍ˣ ≤ y ⇔
/// (−t, x, y) in the exponential cone.
public record RelEntropy() implements SmoothEntrywiseOfSeveral {
  @Override
  public String name() {
    return "relEntropy";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.UNKNOWN;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return Curvature.CONVEX;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    return i == 1 ? Monotonicity.DECREASING : Monotonicity.NEITHER;
  }

  @Override
  public List<Constraint> domain(List<Expression> arguments) {
    return List.of(arguments.getFirst().ge(0), arguments.getLast().ge(0));
  }

  @Override
  public double at(double[] entries) {
    double x = entries[0];
    double y = entries[1];
    if (x < 0 || y < 0) return Double.POSITIVE_INFINITY;
    if (x == 0) return 0;
    return y > 0 ? x * Math.log(x / y) : Double.POSITIVE_INFINITY;
  }

  @Override
  public double[] slopes(double[] entries) {
    return new double[] {Math.log(entries[0] / entries[1]) + 1, -entries[0] / entries[1]};
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Expression y = arguments.getLast();

    Variable t = graph.variable(shape(arguments));
    graph.subjectTo(Triples.exponential(t.negate(), x, y));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    // log(eᵘ (u − v)), for x > y.
    Expression u = logarithms.getFirst();
    return u.plus(Atoms.log(u.minus(logarithms.getLast())));
  }
}
