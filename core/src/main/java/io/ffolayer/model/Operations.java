package io.ffolayer.model;

import io.ffolayer.model.rule.ProductRule;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How the fluent methods of [Expression] make operations, with their checks of shape.
final class Operations {
  /// A sum of sums is one sum up to so many terms. Beyond, it stays a sum of two: else a thousand
  /// additions in a row would copy half a million terms, and x + x, the sum of that with itself,
  /// and so on would become as long as 2 to its depth.
  private static final int MOST_TERMS = 64;

  private Operations() {}

  static Expression add(Expression left, Expression right) {
    Expression[] pair = broadcast("+", left, right);
    List<Expression> terms = new ArrayList<>();
    boolean inOne = countOfTerms(left) + countOfTerms(right) <= MOST_TERMS;
    for (Expression term : pair) {
      if (inOne && term instanceof Operation.Addition sum) terms.addAll(sum.arguments());
      else if (!isZero(term)) terms.add(term);
    }
    if (terms.isEmpty()) return pair[0];
    return terms.size() == 1 ? terms.getFirst() : new Operation.Addition(terms);
  }

  private static int countOfTerms(Expression expression) {
    return expression instanceof Operation.Addition sum ? sum.arguments().size() : 1;
  }

  private static boolean isZero(Expression term) {
    return term instanceof Constant && term.sign() == Sign.ZERO;
  }

  /// Both with the same shape: a number is repeated.
  private static Expression[] broadcast(String operator, Expression left, Expression right) {
    if (Arrays.equals(left.shape(), right.shape())) return new Expression[] {left, right};
    if (left.isScalar()) return new Expression[] {repeat(left, right.shape()), right};
    if (right.isScalar()) return new Expression[] {left, repeat(right, left.shape())};
    throw mismatch(operator, left, right);
  }

  private static ShapeException mismatch(String operator, Expression left, Expression right) {
    return new ShapeException(
        "%s %s %s: the shapes %s and %s do not fit"
            .formatted(
                left.name(),
                operator,
                right.name(),
                Operation.shapeText(left),
                Operation.shapeText(right)));
  }

  /// A number, everywhere in a shape.
  static Expression repeat(Expression scalar, int... shape) {
    if (scalar instanceof Constant constant && constant.values().length == 1)
      return Constant.everywhere(constant.values()[0], shape);
    return new Operation.Selection("%s", shape, new int[Tensor.sizeOf(shape)], scalar);
  }

  static Expression scale(Expression expression, double factor) {
    if (factor == 1) return expression;
    if (expression instanceof Constant constant) return constant.scaled(factor);
    if (expression instanceof Operation.Scaling inner)
      return scaledTerm(inner.arguments().getFirst(), factor * inner.factor());
    if (expression instanceof Operation.Addition sum)
      return new Operation.Addition(
          sum.arguments().stream().map(term -> scaledTerm(term, factor)).toList());
    return new Operation.Scaling(factor, expression);
  }

  /// A sum within a sum stays one object, which others may share.
  private static Expression scaledTerm(Expression term, double factor) {
    return term instanceof Operation.Addition && factor != 1
        ? new Operation.Scaling(factor, term)
        : scale(term, factor);
  }

  static Expression multiply(Expression left, Expression right) {
    if (!left.isScalar() && !right.isScalar() && !Arrays.equals(left.shape(), right.shape()))
      throw mismatch("∘", left, right);
    if (left instanceof Constant number && left.isScalar()) return scale(right, number.values()[0]);
    if (right instanceof Constant number && right.isScalar())
      return scale(left, number.values()[0]);
    return new Operation.ElementwiseProduct(left, right);
  }

  static Expression matrixProduct(Expression left, Expression right) {
    int[] a = left.shape();
    int[] b = right.shape();
    if (a[a.length - 1] != b[0]) throw mismatch("·", left, right);
    int[] shape = new int[a.length + b.length - 2];
    System.arraycopy(a, 0, shape, 0, a.length - 1);
    System.arraycopy(b, 1, shape, a.length - 1, b.length - 1);
    return new Operation.MatrixProduct(shape, left, right);
  }

  /// What the rule of products asks of an expression.
  static ProductRule.Factor factor(Expression expression) {
    return new ProductRule.Factor(
        expression.curvature(),
        expression.parametricCurvature(),
        expression.sign(),
        expression.hasVariables(),
        expression.hasParameters());
  }

  static Expression transpose(Expression matrix) {
    int[] shape = matrix.shape();
    if (shape.length < 2) return matrix;
    requireMatrix("transpose()", matrix);
    if (matrix instanceof Constant c && c.pattern() != null) return c.transposed(c.pattern());
    int[] source = new int[matrix.size()];
    for (int i = 0; i < shape[1]; i++)
      for (int j = 0; j < shape[0]; j++) source[i * shape[0] + j] = j * shape[1] + i;
    return new Operation.Selection("%sᵀ", new int[] {shape[1], shape[0]}, source, matrix);
  }

  static void requireMatrix(String what, Expression expression) {
    if (expression.shape().length != 2)
      throw new ShapeException(
          "%s needs a matrix, %s has shape %s"
              .formatted(what, expression.name(), Operation.shapeText(expression)));
  }

  static Expression entry(Expression expression, int... index) {
    int[] shape = expression.shape();
    int position = 0;
    boolean inside = index.length == shape.length;
    for (int k = 0; inside && k < shape.length; k++) {
      inside = index[k] >= 0 && index[k] < shape[k];
      position = position * shape[k] + index[k];
    }
    if (!inside)
      throw new ShapeException(
          "index %s outside %s of shape %s"
              .formatted(
                  Arrays.toString(index), expression.name(), Operation.shapeText(expression)));
    return new Operation.Selection(
        "%s" + Arrays.toString(index), new int[0], new int[] {position}, expression);
  }

  static Expression row(Expression matrix, int i) {
    requireMatrix("row()", matrix);
    int columns = matrix.shape()[1];
    requireInside(i, 0, matrix, "%s[" + i + ", :]");
    int[] source = new int[columns];
    Arrays.setAll(source, k -> i * columns + k);
    return new Operation.Selection("%s[" + i + ", :]", new int[] {columns}, source, matrix);
  }

  static Expression column(Expression matrix, int j) {
    requireMatrix("column()", matrix);
    requireInside(j, 1, matrix, "%s[:, " + j + "]");
    int rows = matrix.shape()[0];
    int columns = matrix.shape()[1];
    int[] source = new int[rows];
    Arrays.setAll(source, k -> k * columns + j);
    return new Operation.Selection("%s[:, " + j + "]", new int[] {rows}, source, matrix);
  }

  private static void requireInside(int index, int axis, Expression matrix, String form) {
    if (index < 0 || index >= matrix.shape()[axis])
      throw new ShapeException(
          form.formatted(matrix.name()) + " outside shape " + Operation.shapeText(matrix));
  }

  static Expression slice(Expression expression, int from, int to) {
    int[] shape = expression.shape();
    if (shape.length == 0 || from < 0 || to < from || to > shape[0])
      throw new ShapeException(
          "slice %d to %d outside %s of shape %s"
              .formatted(from, to, expression.name(), Operation.shapeText(expression)));
    int[] newShape = shape.clone();
    newShape[0] = to - from;
    int first = from * (expression.size() / Math.max(1, shape[0]));
    int[] source = new int[Tensor.sizeOf(newShape)];
    Arrays.setAll(source, k -> first + k);
    return new Operation.Selection("%s[" + from + ":" + to + "]", newShape, source, expression);
  }

  static Expression reshape(Expression expression, int... shape) {
    if (Tensor.sizeOf(shape) != expression.size())
      throw new ShapeException(
          "%s of shape %s cannot take the shape %s"
              .formatted(
                  expression.name(), Operation.shapeText(expression), Arrays.toString(shape)));
    int[] source = new int[expression.size()];
    Arrays.setAll(source, k -> k);
    return new Operation.Selection("%s", shape, source, expression);
  }

  static Expression sum(Expression expression) {
    if (expression.isScalar()) return expression;
    return new Operation.Total("sum(%s)", new int[0], new int[expression.size()], expression);
  }
}
