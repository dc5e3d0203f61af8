package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// x² where |x| ≤ M, and 2M|x| − M² beyond, entry by entry; M ≥ 0 a number: convex. It is the least
/// n² + 2M|x − n| over n (Huber 1964), a quadratic and an absolute value.
public record Huber() implements SmoothEntrywiseWithNumber {
  @Override
  public String name() {
    return "huber";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.NONNEGATIVE;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return arguments.getLast().sign().isNonnegative() ? Curvature.CONVEX : Curvature.UNKNOWN;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    return Monotonicity.awayFromZero(arguments.getFirst().sign());
  }

  @Override
  public double at(double x, double threshold) {
    double size = Math.abs(x);
    double inner = Math.min(size, threshold);
    return inner * inner + 2 * threshold * (size - inner);
  }

  @Override
  public String numberName() {
    return "threshold of huber";
  }

  @Override
  public double slope(double x, double threshold) {
    return 2 * Math.clamp(x, -threshold, threshold);
  }

  @Override
  public double slopeByNumber(double x, double threshold) {
    return 2 * Math.max(Math.abs(x) - threshold, 0);
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Expression threshold = arguments.getLast();
    Variable n = graph.variable(x.shape());
    return Atoms.square(n).plus(threshold.times(Atoms.abs(x.minus(n))).times(2));
  }
}
