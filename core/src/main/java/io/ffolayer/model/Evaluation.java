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
        part -> {
          if (!isSparse(part)) known.computeIfAbsent(part, this::evaluated);
        });
    return value(expression);
  }

  /// Whether an expression is a sparse constant, which is made dense only where it does not stand
  /// in a product.
  private static boolean isSparse(Expression expression) {
    return expression instanceof Constant c && c.pattern() != null;
  }

  /// The value of an expression that is a part of one whose value was found before; of a parameter
  /// with a pattern, the whole matrix.
  public Tensor value(Expression expression) {
    if (expression instanceof Constant c && isSparse(c)) return constant(c);
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
    if (operation instanceof Operation.MatrixProduct && multiplySparse(arguments, out)) return out;
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

  /// The product with a sparse leaf, entry by entry: rows × columns of the leaf may be more than an
  /// array holds.
  ///
  /// @return whether a factor is one
  private boolean multiplySparse(List<Expression> factors, double[] out) {
    Expression left = factors.getFirst(), right = factors.getLast();
    if (left instanceof Coefficient a && a.pattern() != null) {
      double[] x = value(right).values();
      Layout.Sparse pattern = a.pattern();
      int n = x.length / Math.max(1, pattern.columns());
      forEach(
          a,
          pattern,
          (i, l, v) -> {
            for (int j = 0; j < n; j++) out[i * n + j] += v * x[l * n + j];
          });
      return true;
    }
    if (!(right instanceof Coefficient b) || b.pattern() == null) return false;
    double[] x = value(left).values();
    Layout.Sparse pattern = b.pattern();
    int m = x.length / Math.max(1, pattern.rows());
    forEach(
        b,
        pattern,
        (l, j, v) -> {
          for (int i = 0; i < m; i++)
            out[i * pattern.columns() + j] += x[i * pattern.rows() + l] * v;
        });
    return true;
  }

  private interface Entry {
    void accept(int i, int j, double value);
  }

  private void forEach(Coefficient leaf, Layout.Sparse pattern, Entry entry) {
    double[] values =
        switch (leaf) {
          case Constant c -> c.values();
          case Parameter p -> Objects.requireNonNull(known.get(p)).values();
        };
    for (int j = 0; j < pattern.columns(); j++)
      for (int k = pattern.columnStart(j); k < pattern.columnStart(j + 1); k++)
        entry.accept(pattern.rowIndex(k), j, values[k]);
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
