package io.ffolayer.model;

import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.Cone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// A number, vector or matrix of a problem: a variable, a parameter, a constant, or an operation on
/// expressions. Immutable. Entries stand row-major, like those of a [Tensor]; a shape without axes
/// is a number.
///
/// Where two shapes must agree, a number counts for every entry of the other.
///
/// ```java
/// Problem.minimize(sumSquares(A.times(x).minus(b)).plus(gamma.times(norm1(x)))).subjectTo(x.ge(0), sum(x).eq(1));
/// ```
public sealed interface Expression permits Variable, Parameter, Constant, Operation {
  /// An atom at its arguments.
  static Expression of(Atom atom, Expression... arguments) {
    return new Operation.AtomValue(atom, List.of(arguments));
  }

  /// The axes, outermost first; none for a number.
  int[] shape();

  /// What is known of the sign of every entry.
  Sign sign();

  /// The curvature in the variables, parameters being constants, by the rules of disciplined convex
  /// programming.
  Curvature curvature();

  /// The curvature where parameters count as variables, except that a factor which depends on
  /// parameters only, affinely, counts as constant beside a factor without parameters (disciplined
  /// parametrized programming; Agrawal et al. 2019).
  Curvature parametricCurvature();

  boolean hasVariables();

  boolean hasParameters();

  /// What is combined; empty for variables, parameters and constants.
  default List<Expression> arguments() {
    return List.of();
  }

  /// The name in messages: the expression as one line, cut where it becomes longer than a person
  /// reads.
  String name();

  /// Number of entries.
  default int size() {
    return Tensor.sizeOf(shape());
  }

  default boolean isScalar() {
    return shape().length == 0;
  }

  /// Visits the subexpressions, each once however often it occurs, what an expression is made of
  /// before the expression, from left to right, and this one last. Not recursive: chains of any
  /// length are walked.
  ///
  /// @param below what has to be visited before an expression: its arguments, or fewer of them
  default void walk(Function<Expression, List<Expression>> below, Consumer<Expression> visitor) {
    Set<Expression> seen = new HashSet<>(Set.of(this));
    Deque<Expression> open = new ArrayDeque<>(List.of(this));
    Deque<Iterator<Expression>> ahead = new ArrayDeque<>(List.of(below.apply(this).iterator()));
    while (!open.isEmpty()) {
      if (!ahead.getLast().hasNext()) {
        ahead.removeLast();
        visitor.accept(open.removeLast());
        continue;
      }
      Expression next = ahead.getLast().next();
      if (!seen.add(next)) continue;
      open.addLast(next);
      ahead.addLast(below.apply(next).iterator());
    }
  }

  /// The value where the variables and parameters have these values.
  ///
  /// @throws IllegalArgumentException if one that occurs has none
  default Tensor value(Map<? extends Expression, Tensor> values) {
    return new Evaluation(values).of(this);
  }

  default Expression plus(Expression other) {
    return Operations.add(this, other);
  }

  default Expression plus(double other) {
    return plus(Constant.scalar(other));
  }

  default Expression minus(Expression other) {
    return plus(other.negate());
  }

  default Expression minus(double other) {
    return plus(-other);
  }

  default Expression negate() {
    return times(-1);
  }

  default Expression times(double factor) {
    return Operations.scale(this, factor);
  }

  /// The product with a number, or the matrix product.
  ///
  /// @throws ShapeException if the inner axes differ
  default Expression times(Expression other) {
    return isScalar() || other.isScalar()
        ? Operations.multiply(this, other)
        : Operations.matrixProduct(this, other);
  }

  /// The product entry by entry.
  default Expression multiply(Expression other) {
    return Operations.multiply(this, other);
  }

  default Expression dividedBy(double divisor) {
    return times(1 / divisor);
  }

  /// The matrix with rows and columns exchanged; a vector stays what it is.
  default Expression transpose() {
    return Operations.transpose(this);
  }

  /// One entry, as a number.
  default Expression get(int... index) {
    return Operations.entry(this, index);
  }

  /// Row i of a matrix, as a vector.
  default Expression row(int i) {
    return Operations.row(this, i);
  }

  /// Column j of a matrix, as a vector.
  default Expression column(int j) {
    return Operations.column(this, j);
  }

  /// Entries `from` ≤ k < `to` along the first axis.
  default Expression slice(int from, int to) {
    return Operations.slice(this, from, to);
  }

  /// The same entries, row-major, under another shape.
  default Expression reshape(int... shape) {
    return Operations.reshape(this, shape);
  }

  /// The sum of all entries.
  default Expression sum() {
    return Operations.sum(this);
  }

  /// this ≤ other, entry by entry. Its dual is ≥ 0.
  default Constraint le(Expression other) {
    return Constraint.atMost(this, other);
  }

  default Constraint le(double other) {
    return le(Constant.scalar(other));
  }

  /// this ≥ other, entry by entry. Its dual is ≥ 0.
  default Constraint ge(Expression other) {
    return Constraint.atLeast(this, other);
  }

  default Constraint ge(double other) {
    return ge(Constant.scalar(other));
  }

  /// this = other. Its dual ν has the sign of the Lagrangian f + νᵀ(this − other), f the minimized
  /// objective.
  default Constraint eq(Expression other) {
    return Constraint.equal(this, other);
  }

  default Constraint eq(double other) {
    return eq(Constant.scalar(other));
  }

  /// The symmetric part of this square matrix is positive semidefinite. Its dual is a symmetric
  /// positive semidefinite matrix.
  default Constraint psd() {
    int[] shape = shape();
    if (shape.length != 2 || shape[0] != shape[1])
      throw new ShapeException(
          name() + " has shape " + Arrays.toString(shape) + ", psd() needs a square matrix");
    return Constraint.inCone(this, new PsdCone(shape[0]));
  }

  /// The entries, in their order, lie in the cone. In a [PsdCone] a vector is taken as scaled upper
  /// triangle, a matrix as itself. Its dual lies in the dual cone, and the Lagrangian is f −
  /// zᵀthis.
  default Constraint inCone(Cone cone) {
    return Constraint.inCone(this, cone);
  }
}
