package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// x log(x/y) − x + y, entry by entry: convex, ≥ 0, 0 only at x = y. It is [RelEntropy] plus an
/// affine function.
public record KlDiv() implements SmoothEntrywiseOfSeveral {
  @Override
  public String name() {
    return "klDiv";
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
    return Monotonicity.NEITHER;
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
    if (x == 0) return y;
    return y > 0 ? x * Math.log(x / y) - x + y : Double.POSITIVE_INFINITY;
  }

  @Override
  public double[] slopes(double[] entries) {
    return new double[] {Math.log(entries[0] / entries[1]), 1 - entries[0] / entries[1]};
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Expression y = arguments.getLast();

    return Atoms.relEntropy(x, y).minus(x).plus(y);
  }
}
