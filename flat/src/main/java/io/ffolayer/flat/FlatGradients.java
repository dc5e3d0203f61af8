package io.ffolayer.flat;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Gradients: number p ≥ 0 is that of parameter p, as long as what was given to the forward pass;
/// negative numbers are [Reports].
///
/// @param arrays null where a gradient was not asked for
record FlatGradients(double[] @Nullable [] arrays, Reports reports) implements Answer {
  @Override
  public void end(SpareArrays spares) {
    spares.giveBack(arrays);
  }

  @Override
  public void read(int which, MemorySegment into) {
    if (which < 0) {
      reports.read(which, into);
      return;
    }
    double[] gradient = which < arrays.length ? arrays[which] : null;
    if (gradient == null)
      throw new IllegalArgumentException("no gradient was asked for of parameter " + which);
    FlatArrays.copy(gradient, into);
  }
}
