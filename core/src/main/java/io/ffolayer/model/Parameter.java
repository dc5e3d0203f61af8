package io.ffolayer.model;

import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A number, vector or matrix that each call of the layer gives, and with respect to which it
/// differentiates. Two parameters are equal only if they are the same object. A call may give one
/// block for all instances, or one per instance along a leading batch axis.
///
/// What is declared of it (a sign, semidefiniteness) is for the rules of convexity, which rest on
/// it: an instance with other values ends with [io.ffolayer.solve.Status#INVALID_DATA] and a
/// message that names the parameter, the entry and the value.
public final class Parameter implements Expression, Coefficient {
  /// What is declared of its values.
  public enum Domain {
    REAL,
    NONNEGATIVE,
    NONPOSITIVE,
    /// > 0, in geometric programs.
    POSITIVE,
    /// A symmetric positive semidefinite matrix.
    PSD
  }

  private final String name;
  private final int[] shape;
  private final Layout.@Nullable Sparse pattern;
  private final Domain domain;

  private Parameter(String name, int[] shape, Layout.@Nullable Sparse pattern, Domain domain) {
    this.name = name;
    this.shape = shape;
    this.pattern = pattern;
    this.domain = domain;
    if (pattern == null) Tensor.sizeOf(shape);
    if (domain == Domain.PSD && (shape.length != 2 || shape[0] != shape[1]))
      throw new IllegalArgumentException(
          "parameter %s has shape %s, a semidefinite one is a square matrix"
              .formatted(name, Arrays.toString(shape)));
  }

  /// A parameter of any shape, entries row-major.
  public static Parameter of(String name, int... shape) {
    return new Parameter(name, shape.clone(), null, Domain.REAL);
  }

  public static Parameter scalar(String name) {
    return of(name);
  }

  public static Parameter vector(String name, int size) {
    return of(name, size);
  }

  public static Parameter matrix(String name, int rows, int columns) {
    return of(name, rows, columns);
  }

  /// A sparse matrix on a fixed pattern: its tensors have shape `[entries]` or `[B, entries]`,
  /// values column by column; so has its gradient.
  public static Parameter sparse(String name, Layout.Sparse pattern) {
    return new Parameter(name, new int[] {pattern.rows(), pattern.columns()}, pattern, Domain.REAL);
  }

  /// A diagonal n×n matrix: its tensors have shape `[n]` or `[B, n]`.
  public static Parameter diagonal(String name, int n) {
    return sparse(name, Layout.Sparse.diagonal(n));
  }

  /// A symmetric positive semidefinite matrix.
  public static Parameter psd(String name, int order) {
    return new Parameter(name, new int[] {order, order}, null, Domain.PSD);
  }

  /// The same kind of parameter, declared to lie in a domain. A new object, another parameter.
  public Parameter in(Domain newDomain) {
    return new Parameter(name, shape, pattern, newDomain);
  }

  /// Declared to be ≥ 0. A new object, another parameter.
  public Parameter nonnegative() {
    return in(Domain.NONNEGATIVE);
  }

  /// Declared to be ≤ 0. A new object, another parameter.
  public Parameter nonpositive() {
    return in(Domain.NONPOSITIVE);
  }

  /// Declared to be > 0. A new object, another parameter.
  public Parameter positive() {
    return in(Domain.POSITIVE);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  public Domain domain() {
    return domain;
  }

  @Override
  public Sign sign() {
    return switch (domain) {
      case NONNEGATIVE, POSITIVE -> Sign.NONNEGATIVE;
      case NONPOSITIVE -> Sign.NONPOSITIVE;
      case REAL, PSD -> Sign.UNKNOWN;
    };
  }

  @Override
  public Curvature curvature() {
    return Curvature.CONSTANT;
  }

  @Override
  public Curvature parametricCurvature() {
    return Curvature.AFFINE;
  }

  @Override
  public boolean hasVariables() {
    return false;
  }

  @Override
  public boolean hasParameters() {
    return true;
  }

  @Override
  public Layout.@Nullable Sparse pattern() {
    return pattern;
  }

  /// The shape of the tensors that give it, without the batch axis.
  public int[] tensorShape() {
    return pattern == null ? shape.clone() : new int[] {pattern.size()};
  }

  /// Number of scalars that a call gives: of entries, or of stored entries of a sparse matrix.
  public int scalars() {
    return pattern == null ? Tensor.sizeOf(shape) : pattern.size();
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
