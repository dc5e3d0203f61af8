package io.ffolayer.model;

import io.ffolayer.program.Tensor;
import java.util.Arrays;

/// What the problem is solved for. Two variables are equal only if they are the same object.
public final class Variable implements Differentiable {
  private final String name;
  private final int[] shape;

  private Variable(String name, int[] shape) {
    this.name = name;
    this.shape = shape;
    if (Tensor.sizeOf(shape) == 0)
      throw new IllegalArgumentException(
          "variable " + name + " has no entry: shape " + Arrays.toString(shape));
  }

  /// A variable of any shape, entries row-major.
  public static Variable of(String name, int... shape) {
    return new Variable(name, shape.clone());
  }

  public static Variable vector(String name, int size) {
    return of(name, size);
  }

  public static Variable matrix(String name, int rows, int columns) {
    return of(name, rows, columns);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  /// Number of entries.
  public int size() {
    return Tensor.sizeOf(shape);
  }

  @Override
  public String toString() {
    return name;
  }
}
