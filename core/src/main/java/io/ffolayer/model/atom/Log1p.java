package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// log(1 + x), entry by entry, −∞ for x ≤ −1: concave, increasing; has the sign of x.
public record Log1p() implements SmoothEntrywise {
  @Override
  public String name() {
    return "log1p";
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
  public List<Constraint> domain(List<Expression> arguments) {
    return List.of(arguments.getFirst().ge(-1));
  }

  @Override
  public double at(double x) {
    return x > -1 ? Math.log1p(x) : Double.NEGATIVE_INFINITY;
  }

  @Override
  public double slope(double x) {
    return x > -1 ? 1 / (1 + x) : Double.POSITIVE_INFINITY;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    return Atoms.log(x.plus(1));
  }
}
