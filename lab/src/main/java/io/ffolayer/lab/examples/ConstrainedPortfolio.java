package io.ffolayer.lab.examples;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.atom.Atoms.norm1;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import java.util.Map;

/// Return against risk and trading cost, long only, with a limit per share and a limit of risk.
public final class ConstrainedPortfolio {
  private ConstrainedPortfolio() {}

  /// @param shares number of shares
  public static Example of(int shares) {
    var returns = Parameter.vector("mu", shares);
    var factors = Parameter.matrix("L", shares, shares); // Σ = LᵀL
    var before = Parameter.vector("before", shares);
    var w = Variable.vector("w", shares);
    var risk = factors.times(w);
    var trading = norm1(w.minus(before)).times(0.02);
    var utility = dot(returns, w).minus(sumSquares(risk)).minus(trading);
    var problem =
        Problem.maximize(utility)
            .subjectTo(sum(w).eq(1), w.ge(0), w.le(4.0 / shares), norm2(risk).le(1));
    return new Example(
        problem,
        w,
        Map.of(
            returns, Numbers.uniform(3, 0, 4, shares),
            factors, Numbers.normal(4, shares, shares),
            before, Numbers.uniform(9, 0, 2.0 / shares, shares)));
  }
}
