package io.ffolayer.model;

import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.Tensor;
import java.util.Arrays;

/// What the problem is solved for. Two variables are equal only if they are the same object. What
/// is declared of it (nonnegative, symmetric, …) holds in every problem that it occurs in.
public final class Variable implements Expression, Differentiable {
  /// What is declared of all entries.
  public enum Domain {
    REAL,
    /// x ≥ 0.
    NONNEGATIVE,
    /// x ≤ 0.
    NONPOSITIVE,
    /// x > 0, in geometric programs, where it stands as eᵘ.
    POSITIVE,
    /// A symmetric matrix.
    SYMMETRIC,
    /// A symmetric positive semidefinite matrix.
    PSD
  }

  private final String name;
  private final int[] shape;
  private final Domain domain;

  private Variable(String name, int[] shape, Domain domain) {
    this.name = name;
    this.shape = shape;
    this.domain = domain;
    if (Tensor.sizeOf(shape) == 0)
      throw new IllegalArgumentException(
          "variable " + name + " has no entry: shape " + Arrays.toString(shape));
  }

  /// A variable of any shape, entries row-major.
  public static Variable of(String name, int... shape) {
    return new Variable(name, shape.clone(), Domain.REAL);
  }

  public static Variable scalar(String name) {
    return of(name);
  }

  public static Variable vector(String name, int size) {
    return of(name, size);
  }

  public static Variable matrix(String name, int rows, int columns) {
    return of(name, rows, columns);
  }

  /// A symmetric matrix; only one triangle is solved for.
  public static Variable symmetric(String name, int order) {
    return new Variable(name, new int[] {order, order}, Domain.SYMMETRIC);
  }

  /// A symmetric positive semidefinite matrix.
  public static Variable psd(String name, int order) {
    return new Variable(name, new int[] {order, order}, Domain.PSD);
  }

  /// A variable of this shape with x ≥ 0.
  public static Variable nonnegative(String name, int... shape) {
    return new Variable(name, shape.clone(), Domain.NONNEGATIVE);
  }

  /// A variable of this shape with x ≤ 0.
  public static Variable nonpositive(String name, int... shape) {
    return new Variable(name, shape.clone(), Domain.NONPOSITIVE);
  }

  /// A variable of a geometric program, x > 0.
  public static Variable positive(String name, int... shape) {
    return new Variable(name, shape.clone(), Domain.POSITIVE);
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
      case REAL, SYMMETRIC, PSD -> Sign.UNKNOWN;
    };
  }

  @Override
  public Curvature curvature() {
    return Curvature.AFFINE;
  }

  @Override
  public Curvature parametricCurvature() {
    return Curvature.AFFINE;
  }

  @Override
  public boolean hasVariables() {
    return true;
  }

  @Override
  public boolean hasParameters() {
    return false;
  }

  /// Number of entries.
  @Override
  public int size() {
    return Tensor.sizeOf(shape);
  }

  @Override
  public String toString() {
    return name;
  }
}
