package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.stack;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Curvature;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Graph;
import io.ffolayer.model.Monotonicity;
import io.ffolayer.model.Quadratic;
import io.ffolayer.model.Sign;
import io.ffolayer.model.Variable;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.Tensor;
import java.util.List;

/// Σ x_k²: convex, quadratic. ‖x‖² ≤ t ⇔ ‖(2x, t − 1)‖ ≤ t + 1, since (t + 1)² − (t − 1)² = 4t.
public record SumSquares() implements Atom {
  @Override
  public String name() {
    return "sumSquares";
  }

  @Override
  public int[] shape(List<Expression> arguments) {
    return new int[0];
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
  public Tensor value(List<Tensor> arguments) {
    double sum = 0;
    for (double value : arguments.getFirst().values()) sum += value * value;
    return Tensor.scalar(sum);
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
}
