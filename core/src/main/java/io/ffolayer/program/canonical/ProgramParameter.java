package io.ffolayer.program.canonical;

import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import org.jspecify.annotations.Nullable;

/// A parameter of a canonical program.
///
/// @param name for messages; names need not differ
/// @param shape of the values of one instance, row-major; of a sparse matrix `[entries]`, column by
///   column
/// @param logarithmic whether the maps of the program take the logarithm of the values, which must
///   be positive then, as in a geometric program
/// @param domain what is declared of the values; an instance with others has invalid data
/// @param semidefinite the pattern of a sparse matrix that is declared positive semidefinite; null
///   otherwise
public record ProgramParameter(
    String name,
    int[] shape,
    boolean logarithmic,
    ParameterDomain domain,
    @Nullable SemidefinitePattern semidefinite) {
  public ProgramParameter {
    if (semidefinite != null
        && (domain != ParameterDomain.PSD || Tensor.sizeOf(shape) != semidefinite.pattern().size()))
      throw new ShapeException(
          "the pattern of parameter %s is not that of a semidefinite matrix with %d entries"
              .formatted(name, Tensor.sizeOf(shape)));
    shape = shape.clone();
    Tensor.sizeOf(shape);
  }

  /// A parameter that is no sparse semidefinite matrix.
  public ProgramParameter(String name, int[] shape, boolean logarithmic, ParameterDomain domain) {
    this(name, shape, logarithmic, domain, null);
  }

  /// What is wrong with the values of one instance by what is declared of them, in words that
  /// follow "parameter p", or null.
  ///
  /// @param values begin at `at`, all finite
  public @Nullable String complaint(double[] values, int at) {
    return semidefinite == null
        ? domain.complaint(values, at, size())
        : semidefinite.complaint(values, at, ParameterDomain.SEMIDEFINITE);
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
