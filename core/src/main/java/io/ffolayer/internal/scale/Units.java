package io.ffolayer.internal.scale;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;

/// What 1 in each row, or in each column, of an equilibrated program is in the units of the user; 0
/// for an absent row.
public final class Units {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// The units themselves, written by the owner.
  public final double[] unit;

  private final double[] inUnits;

  public Units(int count) {
    unit = new double[count];
    inUnits = new double[count];
  }

  /// max |x_i unit_i|, NaN where a product is.
  public double largest(double[] x) {
    for (int i = 0; i < unit.length; i++) inUnits[i] = x[i] * unit[i];
    return KERNELS.normInf(unit.length, inUnits, 0);
  }

  /// Room for a value per row or column, overwritten by [#largest].
  double[] room() {
    return inUnits;
  }

  /// max |room_i|, NaN where one is.
  double largestInRoom() {
    return KERNELS.normInf(inUnits.length, inUnits, 0);
  }
}
