package io.ffolayer.model.derivative;

import io.ffolayer.model.Evaluation;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Operation;
import io.ffolayer.program.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One step of reverse mode: from the adjoint of an operation to those of its arguments, which are
/// added up.
///
/// @param depending the parts whose adjoints are asked for; the others get none
record PullBack(
    Evaluation evaluation, Set<Expression> depending, Map<Expression, double[]> adjoints) {
  void through(Operation operation, double[] adjoint) {
    List<Expression> arguments = operation.arguments();
    Expression first = arguments.getFirst();
    switch (operation) {
      case Operation.Addition sum -> {
        for (Expression term : arguments) add(term, adjoint, 0, 1);
      }
      case Operation.Scaling scaling -> add(first, adjoint, 0, scaling.factor());
      case Operation.ElementwiseProduct product -> {
        multiplied(first, arguments.getLast(), adjoint);
        multiplied(arguments.getLast(), first, adjoint);
      }
      case Operation.MatrixProduct product -> {
        leftFactor(first, arguments.getLast(), adjoint);
        rightFactor(first, arguments.getLast(), adjoint);
      }
      case Operation.Selection selection -> {
        double[] out = of(first);
        int[] source = selection.source();
        for (int k = 0; k < adjoint.length; k++) if (source[k] >= 0) out[source[k]] += adjoint[k];
      }
      case Operation.Total total -> {
        double[] out = of(first);
        for (int k = 0; k < out.length; k++) out[k] += adjoint[total.target()[k]];
      }
      case Operation.Stacking stacking -> {
        int next = 0;
        for (Expression part : arguments) {
          add(part, adjoint, next, 1);
          next += part.size();
        }
      }
      case Operation.AtomValue atom -> atom(atom, adjoint);
    }
  }

  /// The adjoint of a part, which is made where there is none.
  private double[] of(Expression part) {
    return adjoints.computeIfAbsent(part, p -> new double[p.size()]);
  }

  private void add(Expression part, double[] adjoint, int from, double factor) {
    if (!depending.contains(part)) return;
    double[] out = of(part);
    for (int k = 0; k < out.length; k++) out[k] += factor * adjoint[from + k];
  }

  private void multiplied(Expression part, Expression other, double[] adjoint) {
    if (!depending.contains(part)) return;
    double[] out = of(part);
    double[] factor = evaluation.value(other).values();
    for (int k = 0; k < adjoint.length; k++)
      out[out.length == 1 ? 0 : k] += adjoint[k] * factor[factor.length == 1 ? 0 : k];
  }

  /// Adds Ȳ Bᵀ to the adjoint of A.
  private void leftFactor(Expression left, Expression right, double[] adjoint) {
    int inner = innerAxis(left);
    if (inner == 0 || !depending.contains(left)) return;
    double[] out = of(left);
    double[] b = evaluation.value(right).values();
    int columns = b.length / inner;
    for (int i = 0; i < out.length / inner; i++)
      for (int k = 0; k < inner; k++)
        for (int j = 0; j < columns; j++)
          out[i * inner + k] += adjoint[i * columns + j] * b[k * columns + j];
  }

  /// Adds Aᵀ Ȳ to the adjoint of B.
  private void rightFactor(Expression left, Expression right, double[] adjoint) {
    int inner = innerAxis(left);
    if (inner == 0 || !depending.contains(right)) return;
    double[] out = of(right);
    double[] a = evaluation.value(left).values();
    int columns = out.length / inner;
    for (int i = 0; i < a.length / inner; i++)
      for (int k = 0; k < inner; k++)
        for (int j = 0; j < columns; j++)
          out[k * columns + j] += a[i * inner + k] * adjoint[i * columns + j];
  }

  /// The axis over which a product sums.
  private static int innerAxis(Expression left) {
    int[] shape = left.shape();
    return shape[shape.length - 1];
  }

  private void atom(Operation.AtomValue operation, double[] adjoint) {
    List<Tensor> values = operation.arguments().stream().map(evaluation::value).toList();
    double[][] products = ((SmoothAtom) operation.atom()).pullBack(values, adjoint);
    for (int i = 0; i < products.length; i++) add(operation.arguments().get(i), products[i], 0, 1);
  }
}
