package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.stack;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.SecondOrderCone;
import java.util.List;

/// ‖x‖₂ over all entries: convex. ‖x‖₂ ≤ t ⇔ (t, x) in the second-order cone.
public record Norm2() implements SmoothReduction {
  @Override
  public String name() {
    return "norm2";
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
    double norm = 0;
    for (double value : x) norm = Math.hypot(norm, value);
    return norm;
  }

  @Override
  public double[] gradient(double[] x) {
    double norm = at(x);
    double[] gradient = new double[x.length];
    for (int k = 0; k < x.length; k++) gradient[k] = norm > 0 ? x[k] / norm : 0;
    return gradient;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable();
    graph.subjectTo(stack(t, x).inCone(new SecondOrderCone(1 + x.size())));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    return Atoms.logSumExp(logarithms.getFirst().times(2)).times(0.5);
  }
}
