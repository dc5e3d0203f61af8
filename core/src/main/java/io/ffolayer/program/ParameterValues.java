package io.ffolayer.program;

import io.ffolayer.program.matrix.ShapeException;

/// The numbers that one call gives to the parameters of a program.
///
/// @param batch B, the number of instances
/// @param values for each parameter its array: B blocks of `sizes[p]`, or one block for all
///   instances
/// @param sizes number of scalars of each parameter, without the batch axis
/// @param batched for each parameter whether it has a block per instance
public record ParameterValues(int batch, double[][] values, int[] sizes, boolean[] batched) {
  public ParameterValues {
    for (int p = 0; p < values.length; p++)
      if (values[p].length != Tensor.sizeOf(batched[p] ? batch : 1, sizes[p]))
        throw new ShapeException(
            "parameter "
                + p
                + " has "
                + values[p].length
                + " values, expected blocks of "
                + sizes[p]);
  }

  /// Where the block of an instance begins.
  public int offset(int parameter, int instance) {
    return batched[parameter] ? instance * sizes[parameter] : 0;
  }
}
