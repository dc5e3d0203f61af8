package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.stack;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Atom.Quadratic;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.SecondOrderCone;
import java.util.List;

/// Σ x_k²: convex, quadratic. ‖x‖² ≤ t ⇔ ‖(2x, t − 1)‖ ≤ t + 1, since (t + 1)² − (t − 1)² = 4t.
public record SumSquares() implements SmoothReduction {
  @Override
  public String name() {
    return "sumSquares";
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
    return Monotonicity.awayFromZero(arguments.getFirst().sign());
  }

  @Override
  public double at(double[] x) {
    double sum = 0;
    for (double value : x) sum += value * value;
    return sum;
  }

  @Override
  public double[] gradient(double[] x) {
    double[] gradient = new double[x.length];
    for (int k = 0; k < x.length; k++) gradient[k] = 2 * x[k];
    return gradient;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable();
    graph.subjectTo(
        stack(t.plus(1), x.times(2), t.minus(1)).inCone(new SecondOrderCone(2 + x.size())));
    return t;
  }

  @Override
  public Quadratic quadratic(List<Expression> arguments) {
    return new Quadratic.SumOfSquares(arguments.getFirst());
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    return Atoms.logSumExp(logarithms.getFirst().times(2));
  }
}
