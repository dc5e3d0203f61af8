package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// (Σ |x_k|ᵖ)^(1/p) over all entries. For p > 1 a norm, convex; for p < 1 (p ≠ 0) concave and
/// increasing on x ≥ 0, −∞ elsewhere.
///
/// | p | graph form, Σ r_k = t |
/// |---|---|
/// | p > 1 | r_k^(1/p) t^(1−1/p) ≥ \|x_k\|: sum the p-th powers, Σ r_k ≥ t^(1−p) Σ \|x_k\|ᵖ |
/// | 0 < p < 1 | x_kᵖ t^(1−p) ≥ r_k |
/// | p < 0 | r_kᵅ x_k^(1−α) ≥ t with α = 1/(1−p), that is r_k ≥ x_kᵖ t^(1−p) |
///
/// (Ben-Tal & Nemirovski 2001; Chares 2009.)
///
/// @param p finite, neither 0 nor 1
public record PNorm(double p) implements SmoothReduction {
  public PNorm {
    if (!Double.isFinite(p) || p == 0 || p == 1)
      throw new IllegalArgumentException(
          "the exponent of a p-norm must be finite, neither 0 nor 1, got "
              + p
              + ". Maybe norm1(x), normInf(x) or geoMean(x)");
  }

  @Override
  public String name() {
    return "pnorm[" + p + "]";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.NONNEGATIVE;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return p > 1 ? Curvature.CONVEX : Curvature.CONCAVE;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    return p > 1 ? Monotonicity.awayFromZero(arguments.getFirst().sign()) : Monotonicity.INCREASING;
  }

  @Override
  public List<Constraint> domain(List<Expression> arguments) {
    return p > 1 ? List.of() : List.of(arguments.getFirst().ge(0));
  }

  @Override
  public double at(double[] x) {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (double value : x) {
      largest = Math.max(largest, Math.abs(value));
      smallest = Math.min(smallest, value);
    }
    if (p < 1 && smallest < 0) return Double.NEGATIVE_INFINITY;
    double unit = p > 0 ? largest : smallest;
    if (unit == 0) return 0;
    double sum = 0;
    for (double value : x) sum += Math.pow(Math.abs(value) / unit, p);
    return unit * Math.pow(sum, 1 / p);
  }

  @Override
  public double[] gradient(double[] x) {
    double norm = at(x);
    double[] gradient = new double[x.length];
    if (norm == 0) return gradient;
    for (int k = 0; k < x.length; k++)
      gradient[k] = Math.signum(x[k]) * Math.pow(Math.abs(x[k]) / norm, p - 1);
    return gradient;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    if (p == 2) return Atoms.norm2(x);
    Variable t = graph.variable();
    Variable r = graph.variable(x.shape());
    graph.subjectTo(r.sum().eq(t));
    if (p > 1) graph.subjectTo(Triples.power(1 / p, r, t, x));
    else if (p > 0) graph.subjectTo(Triples.power(p, x, t, r));
    else graph.subjectTo(Triples.power(1 / (1 - p), r, x, t));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    // log (Σ e^(p u_k))^(1/p).
    return Atoms.logSumExp(logarithms.getFirst().times(p)).times(1 / p);
  }
}
