package io.ffolayer.solve;

import io.ffolayer.program.matrix.Batched;
import java.util.Arrays;

/// Slots cut out of a batch.
final class Slices {
  private Slices() {}

  /// Instance i alone, with its own numbers.
  static Batched of(Batched slot, int i) {
    int at = slot.offset(i);
    return Batched.each(Arrays.copyOfRange(slot.values(), at, at + slot.size()), slot.size());
  }

  static Batched shared(double... values) {
    return Batched.shared(values);
  }
}
