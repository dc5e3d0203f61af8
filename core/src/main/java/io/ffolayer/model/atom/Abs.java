package io.ffolayer.model.atom;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Curvature;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Graph;
import io.ffolayer.model.Monotonicity;
import io.ffolayer.model.Sign;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.List;

/// |x|, entry by entry: convex. |x| ≤ t ⇔ −t ≤ x ≤ t.
public record Abs() implements Atom {
  @Override
  public String name() {
    return "abs";
  }

  @Override
  public int[] shape(List<Expression> arguments) {
    return arguments.getFirst().shape();
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
    Tensor x = arguments.getFirst();
    return Tensor.wrap(Arrays.stream(x.values()).map(Math::abs).toArray(), x.shape());
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable(x.shape());
    graph.subjectTo(x.le(t));
    graph.subjectTo(x.negate().le(t));
    return t;
  }
}
