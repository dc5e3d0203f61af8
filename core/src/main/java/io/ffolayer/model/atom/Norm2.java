package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.stack;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Curvature;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Graph;
import io.ffolayer.model.Monotonicity;
import io.ffolayer.model.Sign;
import io.ffolayer.model.Variable;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.Tensor;
import java.util.List;

/// ‖x‖₂ over all entries: convex. ‖x‖₂ ≤ t ⇔ (t, x) in the second-order cone.
public record Norm2() implements Atom {
  @Override
  public String name() {
    return "norm2";
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
    double norm = 0;
    for (double value : arguments.getFirst().values()) norm = Math.hypot(norm, value);
    return Tensor.scalar(norm);
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable();
    graph.subjectTo(stack(t, x).inCone(new SecondOrderCone(1 + x.size())));
    return t;
  }
}
