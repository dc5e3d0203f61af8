package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.stack;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.derivative.SmoothAtom;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import java.util.List;

/// Σ x_k² / y, y > 0 a number: convex, decreasing in y. It is ≤ t ⇔ ‖x‖² ≤ t y ⇔ ‖(2x, t − y)‖ ≤ t
/// + y.
public record QuadOverLin() implements SmoothAtom {
  @Override
  public String name() {
    return "quadOverLin";
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
    return i == 1
        ? Monotonicity.DECREASING
        : Monotonicity.awayFromZero(arguments.getFirst().sign());
  }

  @Override
  public List<Constraint> domain(List<Expression> arguments) {
    return List.of(arguments.getLast().ge(0));
  }

  @Override
  public int[] shape(List<Expression> arguments) {
    if (arguments.getLast().size() != 1)
      throw new ShapeException(
          "quadOverLin divides by a number, %s has shape %s"
              .formatted(arguments.getLast().name(), Arrays.toString(arguments.getLast().shape())));
    return new int[0];
  }

  @Override
  public Tensor value(List<Tensor> arguments) {
    double sum = 0;
    for (double value : arguments.getFirst().values()) sum += value * value;
    double y = arguments.getLast().item();
    if (y <= 0) return Tensor.scalar(sum == 0 && y == 0 ? 0 : Double.POSITIVE_INFINITY);
    return Tensor.scalar(sum / y);
  }

  @Override
  public double[][] pullBack(List<Tensor> arguments, double[] cotangent) {
    double[] x = arguments.getFirst().values();
    double y = arguments.getLast().item();
    double[] byVector = new double[x.length];
    double squares = 0;
    for (int k = 0; k < x.length; k++) {
      byVector[k] = cotangent[0] * 2 * x[k] / y;
      squares += x[k] / y * (x[k] / y);
    }
    return new double[][] {byVector, {-cotangent[0] * squares}};
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Expression y = arguments.getLast();
    Variable t = graph.variable();
    graph.subjectTo(
        stack(t.plus(y), x.times(2), t.minus(y)).inCone(new SecondOrderCone(2 + x.size())));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    return Atoms.logSumExp(logarithms.getFirst().times(2)).minus(logarithms.getLast());
  }
}
