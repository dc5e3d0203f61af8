package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// xᵖ, entry by entry, for an exponent p that is a parameter, x > 0: log-log affine. It stands in
/// geometric programs only; elsewhere its curvature would change with p.
record ParametricPower() implements SmoothEntrywiseWithNumber {
  @Override
  public String name() {
    return "power";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.NONNEGATIVE;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return Curvature.UNKNOWN;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    return Monotonicity.NEITHER;
  }

  @Override
  public double at(double x, double p) {
    return Math.pow(x, p);
  }

  @Override
  public String numberName() {
    return "exponent of a power";
  }

  @Override
  public double slope(double x, double p) {
    return p * Math.pow(x, p - 1);
  }

  @Override
  public double slopeByNumber(double x, double p) {
    return Math.pow(x, p) * Math.log(x);
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    throw new IllegalStateException("a power with a parametric exponent has no graph form");
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    return logarithms.getLast().times(logarithms.getFirst());
  }
}
