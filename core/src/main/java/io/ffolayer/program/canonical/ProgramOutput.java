package io.ffolayer.program.canonical;

import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;

/// An output of a canonical program.
///
/// @param name for messages; names need not differ
/// @param shape of one instance, row-major
/// @param readOut where its entries stand in the solution
public record ProgramOutput(String name, int[] shape, Output readOut) {
  public ProgramOutput {
    shape = shape.clone();
    if (readOut.size() != Tensor.sizeOf(shape))
      throw new ShapeException(
          "output %s of shape %s is read from %d entries"
              .formatted(name, Arrays.toString(shape), readOut.size()));
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  /// Number of entries of one instance.
  public int size() {
    return readOut.size();
  }
}
