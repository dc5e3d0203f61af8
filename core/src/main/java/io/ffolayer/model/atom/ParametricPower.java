package io.ffolayer.model.atom;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Curvature;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Graph;
import io.ffolayer.model.Monotonicity;
import io.ffolayer.model.Sign;
import io.ffolayer.program.ShapeException;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.List;

/// xᵖ, entry by entry, for an exponent p that is a parameter, x > 0: log-log affine. It stands in
/// geometric programs only; elsewhere its curvature would change with p.
record ParametricPower() implements Atom {
  @Override
  public String name() {
    return "power";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.NONNEGATIVE;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return Curvature.UNKNOWN;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    return Monotonicity.NEITHER;
  }

  @Override
  public boolean isCoefficient(int i) {
    return i == 1;
  }

  @Override
  public int[] shape(List<Expression> arguments) {
    if (!arguments.getLast().isScalar())
      throw new ShapeException(
          "the exponent of a power is a number, %s has shape %s"
              .formatted(arguments.getLast().name(), Arrays.toString(arguments.getLast().shape())));
    return arguments.getFirst().shape();
  }

  @Override
  public Tensor value(List<Tensor> arguments) {
    Tensor x = arguments.getFirst();
    double p = arguments.getLast().item();
    double[] values = new double[x.size()];
    for (int k = 0; k < values.length; k++) values[k] = Math.pow(x.values()[k], p);
    return Tensor.wrap(values, x.shape());
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    throw new IllegalStateException("a power with a parametric exponent has no graph form");
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    return logarithms.getLast().times(logarithms.getFirst());
  }
}
