package io.ffolayer.program.canonical;

import io.ffolayer.program.Tensor;

/// A parameter of a canonical program.
///
/// @param name for messages; names need not differ
/// @param shape of the values of one instance, row-major; of a sparse matrix `[entries]`, column by
///   column
/// @param logarithmic whether the maps of the program take the logarithm of the values, which must
///   be positive then, as in a geometric program
/// @param domain what is declared of the values; an instance with others has invalid data
public record ProgramParameter(
    String name, int[] shape, boolean logarithmic, ParameterDomain domain) {
  public ProgramParameter {
    shape = shape.clone();
    Tensor.sizeOf(shape);
  }

  /// A parameter of which nothing is declared.
  public ProgramParameter(String name, int[] shape, boolean logarithmic) {
    this(name, shape, logarithmic, ParameterDomain.REAL);
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
