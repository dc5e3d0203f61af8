package io.ffolayer.flat;

import io.ffolayer.Tangents;
import io.ffolayer.model.Differentiable;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The change of y, z, s and the optimal value, numbers 0 to 3, [B, size]; negative numbers are
/// [Reports].
///
/// @param start when the call began, by the system's clock
record FlatTangents(List<Differentiable> outputs, Tangents tangents, long start) implements Answer {
  @Override
  public void read(int which, MemorySegment into) {
    if (which >= outputs.size())
      throw new IllegalArgumentException("there is no change of output " + which);
    if (which < 0) new Reports(tangents.reports(), start).read(which, into);
    else FlatArrays.copy(tangents.of(outputs.get(which)).values(), into);
  }
}
