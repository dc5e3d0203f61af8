package io.ffolayer.model;

import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The affine functions of expressions that are no method of [Expression].
public final class Affine {
  private Affine() {}

  public static Expression sum(Expression expression) {
    return expression.sum();
  }

  /// The sums along an axis of a matrix: axis 0 gives one number per column, axis 1 per row.
  public static Expression sum(Expression matrix, int axis) {
    Operations.requireMatrix("sum(…, axis)", matrix);
    if (axis != 0 && axis != 1) throw new ShapeException("axis " + axis + " of a matrix");
    int columns = matrix.shape()[1];
    int[] target = new int[matrix.size()];
    Arrays.setAll(target, k -> axis == 0 ? k % columns : k / columns);
    return new Operation.Total(
        "sum(%s, " + axis + ")", new int[] {matrix.shape()[1 - axis]}, target, matrix);
  }

  /// Σ a_k b_k.
  public static Expression dot(Expression a, Expression b) {
    if (!Arrays.equals(a.shape(), b.shape()) || a.shape().length != 1)
      throw new ShapeException(
          "dot(%s, %s): the shapes %s and %s are not those of two equal vectors"
              .formatted(a.name(), b.name(), Operation.shapeText(a), Operation.shapeText(b)));
    return a.times(b);
  }

  /// The entries of all parts, one part after the other, as a vector.
  public static Expression stack(Expression... parts) {
    return stack(List.of(parts));
  }

  public static Expression stack(List<Expression> parts) {
    int size = 0;
    for (Expression part : parts) size += part.size();
    return new Operation.Stacking(new int[] {size}, parts);
  }

  /// Matrices one above the other; a vector is a row.
  public static Expression vstack(Expression... parts) {
    int columns = axis(parts[0], parts[0].shape().length - 1);
    int rows = 0;
    for (Expression part : parts) {
      int[] shape = part.shape();
      if (axis(part, shape.length - 1) != columns)
        throw new ShapeException(
            "vstack: %s has shape %s, expected %d columns"
                .formatted(part.name(), Operation.shapeText(part), columns));
      rows += shape.length == 2 ? shape[0] : 1;
    }
    return new Operation.Stacking(new int[] {rows, columns}, List.of(parts));
  }

  /// Matrices side by side; a vector is a column.
  public static Expression hstack(Expression... parts) {
    List<Expression> transposed = new ArrayList<>();
    for (Expression part : parts) {
      if (axis(part, 0) != axis(parts[0], 0))
        throw new ShapeException(
            "hstack: %s has shape %s, expected %d rows"
                .formatted(part.name(), Operation.shapeText(part), axis(parts[0], 0)));
      transposed.add(part.transpose());
    }
    return vstack(transposed.toArray(Expression[]::new)).transpose();
  }

  private static int axis(Expression expression, int axis) {
    return expression.isScalar() ? 1 : expression.shape()[axis];
  }

  /// The diagonal matrix of a vector; the diagonal of a square matrix.
  public static Expression diag(Expression expression) {
    int[] shape = expression.shape();
    int n = shape.length == 0 ? 1 : shape[0];
    if (shape.length == 2) {
      if (shape[0] != shape[1])
        throw new ShapeException(
            "diag(" + expression.name() + "): shape " + Operation.shapeText(expression));
      int[] source = new int[n];
      Arrays.setAll(source, k -> k * n + k);
      return new Operation.Selection("diag(%s)", new int[] {n}, source, expression);
    }
    int[] source = new int[Tensor.sizeOf(n, n)];
    Arrays.fill(source, -1);
    for (int k = 0; k < n; k++) source[k * n + k] = k;
    return new Operation.Selection("diag(%s)", new int[] {n, n}, source, expression);
  }

  /// Σ X_kk.
  public static Expression trace(Expression matrix) {
    Operations.requireMatrix("trace()", matrix);
    return diag(matrix).sum();
  }

  /// The partial sums x₁, x₁ + x₂, …
  public static Expression cumsum(Expression vector) {
    if (vector.shape().length != 1)
      throw new ShapeException("cumsum(" + vector.name() + ") needs a vector");
    int n = vector.size();
    int[] start = new int[n + 1];
    int[] index = new int[n * (n + 1) / 2];
    int next = 0;
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) index[next++] = i;
      start[j + 1] = next;
    }
    double[] ones = new double[next];
    Arrays.fill(ones, 1);
    return Constant.sparse(Layout.Sparse.ofColumns(n, n, start, index), ones).times(vector);
  }

  /// The Kronecker product, the blocks a_ij·B.
  public static Expression kron(Expression a, Expression b) {
    Operations.requireMatrix("kron()", a);
    Operations.requireMatrix("kron()", b);
    int p = b.shape()[0];
    int q = b.shape()[1];
    int rows = a.shape()[0] * p;
    int columns = a.shape()[1] * q;
    int[] fromA = new int[Tensor.sizeOf(rows, columns)];
    int[] fromB = new int[fromA.length];
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < columns; j++) {
        fromA[i * columns + j] = i / p * a.shape()[1] + j / q;
        fromB[i * columns + j] = i % p * q + j % q;
      }
    int[] shape = {rows, columns};
    return new Operation.Selection("%s ⊗", shape, fromA, a)
        .multiply(new Operation.Selection("⊗ %s", shape, fromB, b));
  }

  /// The convolution of two vectors, (a ∗ b)_k = Σ_i a_i b_{k−i}, of length |a| + |b| − 1. One of
  /// them without variables.
  public static Expression convolve(Expression a, Expression b) {
    if (a.shape().length != 1 || b.shape().length != 1)
      throw new ShapeException("convolve(" + a.name() + ", " + b.name() + ") needs two vectors");
    int rows = a.size() + b.size() - 1;
    int columns = b.size();
    int[] source = new int[Tensor.sizeOf(rows, columns)];
    for (int k = 0; k < rows; k++)
      for (int j = 0; j < columns; j++)
        source[k * columns + j] = k - j >= 0 && k - j < a.size() ? k - j : -1;
    return new Operation.Selection("toeplitz(%s)", new int[] {rows, columns}, source, a).times(b);
  }
}
