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

/// xᵖ, entry by entry.
///
/// | p | domain | | graph form |
/// |---|---|---|---|
/// | even integer | all x | convex | xᵖ ≤ t ⇔ t^(1/p) 1^(1−1/p) ≥ \|x\| |
/// | other p > 1 | x ≥ 0 | convex, increasing | the same, and x ≥ 0 |
/// | 0 < p < 1 | x ≥ 0 | concave, increasing | xᵖ ≥ t ⇔ xᵖ 1^(1−p) ≥ t |
/// | p < 0 | x > 0 | convex, decreasing | xᵖ ≤ t ⇔ tᵅ x^(1−α) ≥ 1, α = 1/(1−p) |
///
/// One three-dimensional power cone an entry, a second-order cone where its exponent is ½ (p = 2,
/// ½, −1): a tower of second-order cones for other fractions would add variables and rows.
///
/// @param p finite, neither 0 nor 1
public record Power(double p) implements SmoothEntrywise {
  public Power {
    if (!Double.isFinite(p) || p == 0 || p == 1)
      throw new IllegalArgumentException(
          "the exponent of a power must be finite, neither 0 nor 1, got " + p);
  }

  private boolean isEven() {
    return p > 0 && p % 2 == 0;
  }

  @Override
  public String name() {
    if (p == 0.5) return "sqrt";
    return p == -1 ? "inverse" : "power[" + p + "]";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.NONNEGATIVE;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return p > 0 && p < 1 ? Curvature.CONCAVE : Curvature.CONVEX;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    if (p < 0) return Monotonicity.DECREASING;
    if (p < 1) return Monotonicity.INCREASING;
    Monotonicity onTheLine = Monotonicity.awayFromZero(arguments.getFirst().sign());
    // Where the domain is x ≥ 0, the value jumps to +∞ below it: it increases only inside.
    boolean inside = isEven() || arguments.getFirst().sign().isNonnegative();
    return inside ? onTheLine : Monotonicity.NEITHER;
  }

  @Override
  public List<Constraint> domain(List<Expression> arguments) {
    return isEven() ? List.of() : List.of(arguments.getFirst().ge(0));
  }

  @Override
  public double at(double x) {
    if (isEven() || x > 0) return Math.pow(x, p);
    if (x == 0) return p > 0 ? 0 : Double.POSITIVE_INFINITY;
    return p > 0 && p < 1 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  @Override
  public double slope(double x) {
    return p * Math.pow(x, p - 1);
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Constant one = Constant.scalar(1);
    Variable t = graph.variable(x.shape());
    if (p < 0) graph.subjectTo(Triples.power(1 / (1 - p), t, x, one));
    else if (p < 1) graph.subjectTo(Triples.power(p, x, one, t));
    else graph.subjectTo(Triples.power(1 / p, t, one, x));
    if (p > 1 && !isEven()) graph.subjectTo(x.ge(0));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    return logarithms.getFirst().times(p);
  }
}
