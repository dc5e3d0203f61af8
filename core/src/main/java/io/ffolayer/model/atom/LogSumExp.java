package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// log Σ exp x_k over all entries: convex, increasing. It is ≤ t ⇔ Σ exp(x_k − t) ≤ 1, so that no
/// exponential exceeds 1, however large x is.
public record LogSumExp() implements SmoothReduction {
  @Override
  public String name() {
    return "logSumExp";
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
    return Monotonicity.INCREASING;
  }

  @Override
  public double at(double[] x) {
    return of(x);
  }

  /// log Σ exp x_k by way of the largest entry.
  static double of(double[] x) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : x) largest = Math.max(largest, value);
    if (Double.isInfinite(largest)) return largest;
    double sum = 0;
    for (double value : x) sum += Math.exp(value - largest);
    return largest + Math.log(sum);
  }

  @Override
  public double[] gradient(double[] x) {
    return shares(x);
  }

  /// exp x_k / Σ exp x, by way of the largest entry.
  static double[] shares(double[] x) {
    double value = of(x);
    double[] shares = new double[x.length];
    for (int k = 0; k < x.length; k++) shares[k] = Math.exp(x[k] - value);
    return shares;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable();
    graph.subjectTo(Atoms.exp(x.minus(t)).sum().le(1));
    return t;
  }
}
