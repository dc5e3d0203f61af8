package io.ffolayer.model.atom;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Curvature;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Graph;
import io.ffolayer.model.Monotonicity;
import io.ffolayer.model.Sign;
import io.ffolayer.model.Variable;
import io.ffolayer.program.ShapeException;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.List;

/// x² where |x| ≤ M, and 2M|x| − M² beyond, entry by entry; M ≥ 0 a number: convex. It is the least
/// n² + 2M|x − n| over n (Huber 1964), a quadratic and an absolute value.
public record Huber() implements Atom {
  @Override
  public String name() {
    return "huber";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.NONNEGATIVE;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return arguments.getLast().sign().isNonnegative() ? Curvature.CONVEX : Curvature.UNKNOWN;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    return Monotonicity.awayFromZero(arguments.getFirst().sign());
  }

  @Override
  public boolean isCoefficient(int i) {
    return i == 1;
  }

  @Override
  public int[] shape(List<Expression> arguments) {
    if (!arguments.getLast().isScalar())
      throw new ShapeException(
          "the threshold of huber is a number, %s has shape %s"
              .formatted(arguments.getLast().name(), Arrays.toString(arguments.getLast().shape())));
    return arguments.getFirst().shape();
  }

  @Override
  public Tensor value(List<Tensor> arguments) {
    Tensor x = arguments.getFirst();
    double threshold = arguments.getLast().item();
    double[] values = new double[x.size()];
    for (int k = 0; k < values.length; k++) {
      double size = Math.abs(x.values()[k]);
      double inner = Math.min(size, threshold);
      values[k] = inner * inner + 2 * threshold * (size - inner);
    }
    return Tensor.wrap(values, x.shape());
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Expression threshold = arguments.getLast();
    Variable n = graph.variable(x.shape());
    return Atoms.square(n).plus(threshold.times(Atoms.abs(x.minus(n))).times(2));
  }
}
