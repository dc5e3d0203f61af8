package io.ffolayer.program.canonical;

import io.ffolayer.program.Tensor;

/// A parameter of a canonical program.
///
/// @param name for messages; names need not differ
/// @param shape of the values of one instance, row-major; of a sparse matrix [entries], column by
///   column
/// @param logarithmic whether the maps of the program take the logarithm of the values, which must
///   be positive then, as in a geometric program
public record ProgramParameter(String name, int[] shape, boolean logarithmic) {
  public ProgramParameter {
    shape = shape.clone();
    Tensor.sizeOf(shape);
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  /// Number of scalars of one instance.
  public int size() {
    return Tensor.sizeOf(shape);
  }
}
