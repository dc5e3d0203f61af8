package io.ffolayer.model;

import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The value of expressions at numbers, each subexpression once. Not thread-safe.
public final class Evaluation {
  private final Map<Expression, Tensor> known = new HashMap<>();

  /// @param values of variables and parameters, and of any other part that is known
  public Evaluation(Map<? extends Expression, Tensor> values) {
    known.putAll(values);
  }

  /// The value of an expression.
  ///
  /// @throws IllegalArgumentException if a variable or parameter that occurs has none
  public Tensor of(Expression expression) {
    expression.walk(
        part -> known.containsKey(part) ? List.of() : part.arguments(),
        part -> known.computeIfAbsent(part, this::evaluated));
    return value(expression);
  }

  /// The value of an expression that is a part of one whose value was found before; of a parameter
  /// with a pattern, the whole matrix.
  public Tensor value(Expression expression) {
    Tensor value = Objects.requireNonNull(known.get(expression));
    Layout.Sparse pattern = expression instanceof Parameter p ? p.pattern() : null;
    return pattern == null ? value : dense(pattern, value.values());
  }

  private Tensor evaluated(Expression expression) {
    return switch (expression) {
      case Variable x -> throw missing(x);
      case Parameter p -> throw missing(p);
      case Constant c -> constant(c);
      case Operation.AtomValue atomValue ->
          atomValue.atom().value(atomValue.arguments().stream().map(this::value).toList());
      case Operation operation -> Tensor.wrap(affine(operation), operation.shape());
    };
  }

  private static IllegalArgumentException missing(Expression leaf) {
    return new IllegalArgumentException("no value for " + leaf.name());
  }

  private static Tensor constant(Constant c) {
    Layout.Sparse pattern = c.pattern();
    return pattern == null ? Tensor.wrap(c.values(), c.shape()) : dense(pattern, c.values());
  }

  private static Tensor dense(Layout.Sparse pattern, double[] values) {
    double[] out = new double[Tensor.sizeOf(pattern.rows(), pattern.columns())];
    for (int j = 0; j < pattern.columns(); j++)
      for (int k = pattern.columnStart(j); k < pattern.columnStart(j + 1); k++)
        out[pattern.rowIndex(k) * pattern.columns() + j] = values[k];
    return Tensor.wrap(out, pattern.rows(), pattern.columns());
  }

  private double[] affine(Operation operation) {
    double[] out = new double[operation.size()];
    List<Expression> arguments = operation.arguments();
    double[] first = value(arguments.getFirst()).values();
    switch (operation) {
      case Operation.Addition sum -> {
        for (Expression term : arguments) {
          double[] values = value(term).values();
          for (int k = 0; k < out.length; k++) out[k] += values[k];
        }
      }
      case Operation.Scaling scaling -> {
        for (int k = 0; k < out.length; k++) out[k] = scaling.factor() * first[k];
      }
      case Operation.ElementwiseProduct product -> {
        double[] second = value(arguments.getLast()).values();
        for (int k = 0; k < out.length; k++)
          out[k] = first[first.length == 1 ? 0 : k] * second[second.length == 1 ? 0 : k];
      }
      case Operation.MatrixProduct product -> {
        int[] left = arguments.getFirst().shape();
        int inner = left[left.length - 1];
        multiply(first, value(arguments.getLast()).values(), inner, out);
      }
      case Operation.Selection selection -> {
        int[] source = selection.source();
        for (int k = 0; k < out.length; k++) out[k] = source[k] < 0 ? 0 : first[source[k]];
      }
      case Operation.Total total -> {
        for (int k = 0; k < first.length; k++) out[total.target()[k]] += first[k];
      }
      case Operation.Stacking stacking -> {
        int next = 0;
        for (Expression part : arguments) {
          double[] values = value(part).values();
          System.arraycopy(values, 0, out, next, values.length);
          next += values.length;
        }
      }
      case Operation.AtomValue atomValue -> throw new AssertionError("an atom is not affine");
    }
    return out;
  }

  private static void multiply(double[] a, double[] b, int inner, double[] out) {
    if (inner == 0) return;
    int rows = a.length / inner;
    int columns = b.length / inner;
    for (int i = 0; i < rows; i++)
      for (int k = 0; k < inner; k++)
        for (int j = 0; j < columns; j++)
          out[i * columns + j] += a[i * inner + k] * b[k * columns + j];
  }

  /// The value of an expression without variables and parameters, or null.
  static @Nullable Tensor constant(Expression expression) {
    return expression.hasVariables() || expression.hasParameters()
        ? null
        : new Evaluation(Map.of()).of(expression);
  }
}
