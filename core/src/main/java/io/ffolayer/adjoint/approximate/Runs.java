package io.ffolayer.adjoint.approximate;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import java.util.Arrays;

/// A run of instances as a batch of its own.
final class Runs {
  private Runs() {}

  /// The instances `from` ≤ i < `to`; what they share stays shared.
  static ProgramData of(ProgramData data, int from, int to) {
    return new ProgramData(
        data.structure(),
        to - from,
        part(data.quadratic(), from, to),
        part(data.linear(), from, to),
        data.rows().stream().map(rows -> part(rows, from, to)).toList(),
        part(data.rhs(), from, to));
  }

  private static Batched part(Batched values, int from, int to) {
    if (values.isShared()) return values;
    int size = values.size();
    return Batched.each(Arrays.copyOfRange(values.values(), from * size, to * size), size);
  }
}
