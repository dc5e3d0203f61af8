package io.ffolayer.flat;

import java.lang.foreign.MemorySegment;

/// What a call left: arrays of doubles and texts, each under a number.
interface Answer {
  /// Writes an array into memory of the caller, doubles in native byte order.
  ///
  /// @throws IllegalArgumentException if there is no such array, or the memory has another length
  void read(int which, MemorySegment into);

  /// Gives back what nobody can ask for any more.
  default void end(SpareArrays spares) {}

  /// A text about one instance; empty where there is nothing to say.
  default String text(int which, int instance) {
    throw new IllegalArgumentException("there is no text " + which);
  }
}
