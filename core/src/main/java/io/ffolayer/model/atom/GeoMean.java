package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Collections;
import java.util.List;

/// Π x_k^(w_k / Σw) over all entries, for x ≥ 0 (−∞ elsewhere): concave, increasing.
///
/// A balanced tree of three-dimensional power cones: the mean of two halves with weights a, b is t
/// with l^(a/(a+b)) r^(b/(a+b)) ≥ t. Equal weights of a power of two make second-order cones only.
/// (Ben-Tal & Nemirovski 2001, §2.3.)
///
/// @param weights ≥ 0, one per entry, not all 0
public record GeoMean(List<Double> weights) implements SmoothReduction {
  public GeoMean {
    weights = List.copyOf(weights);
    double total = 0;
    for (double weight : weights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY))
        throw new IllegalArgumentException("a weight of geoMean must be ≥ 0, got " + weight);
      total += weight;
    }
    if (!(total > 0))
      throw new IllegalArgumentException("geoMean needs a weight > 0, got " + weights);
  }

  /// With equal weights.
  static GeoMean ofEqual(int entries) {
    return new GeoMean(Collections.nCopies(entries, 1.0));
  }

  @Override
  public int[] shape(List<Expression> arguments) {
    if (arguments.getFirst().size() != weights.size())
      throw new ShapeException(
          "geoMean with %d weights of %s, which has %d entries"
              .formatted(weights.size(), arguments.getFirst().name(), arguments.getFirst().size()));
    return new int[0];
  }

  private double weightOf(int from, int to) {
    double total = 0;
    for (int k = from; k < to; k++) total += weights.get(k);
    return total;
  }

  /// The mean of the entries from ≤ k < to, which have some weight.
  private Expression mean(Expression x, int from, int to, Graph graph) {
    if (to - from == 1) return x.get(from);
    int middle = (from + to) / 2;
    double left = weightOf(from, middle);
    double right = weightOf(middle, to);
    if (left == 0) return mean(x, middle, to, graph);
    if (right == 0) return mean(x, from, middle, graph);
    Variable t = graph.variable();
    Expression l = mean(x, from, middle, graph);
    Expression r = mean(x, middle, to, graph);
    graph.subjectTo(Triples.power(left / (left + right), l, r, t));
    return t;
  }

  @Override
  public String name() {
    return "geoMean";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.NONNEGATIVE;
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
  public double at(double[] x) {
    double logarithm = 0;
    double total = weightOf(0, x.length);
    for (int k = 0; k < x.length; k++) {
      if (x[k] < 0) return Double.NEGATIVE_INFINITY;
      if (weights.get(k) > 0) logarithm += weights.get(k) / total * Math.log(x[k]);
    }
    return Math.exp(logarithm);
  }

  @Override
  public double[] gradient(double[] x) {
    double mean = at(x);
    double total = weightOf(0, x.length);
    double[] gradient = new double[x.length];
    for (int k = 0; k < x.length; k++)
      if (weights.get(k) > 0) gradient[k] = weights.get(k) / total * mean / x[k];
    return gradient;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst().reshape(weights.size());
    boolean oneCounts = weights.stream().filter(weight -> weight > 0).count() == 1;
    // The others stand in a cone.
    for (int k = 0; k < weights.size(); k++)
      if (weights.get(k) == 0 || oneCounts) graph.subjectTo(x.get(k).ge(0));
    return mean(x, 0, weights.size(), graph);
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    Expression u = logarithms.getFirst();
    double[] shares = new double[weights.size()];
    for (int k = 0; k < shares.length; k++) shares[k] = weights.get(k) / weightOf(0, shares.length);
    return Constant.constant(shares).times(u.reshape(shares.length));
  }
}
