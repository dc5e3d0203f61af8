package io.ffolayer.solve;

import io.ffolayer.program.ProgramData;
import org.jspecify.annotations.Nullable;

/// What a forward pass leaves of a factorisation, for the backward pass of the same instance.
/// Immutable and thread-safe; what is in it is known to the adjoint that can use it, to nobody
/// else.
public interface Factor {
  /// Bytes that this factor keeps alive, beside the data of the pass.
  long bytes();

  /// The same factor, which reads from `to` what it reads from `from`, so that the numbers of that
  /// may be overwritten; null where it is not known to read nothing else of them.
  ///
  /// @param to the same program with the same numbers
  default @Nullable Factor over(ProgramData from, ProgramData to) {
    return null;
  }
}
