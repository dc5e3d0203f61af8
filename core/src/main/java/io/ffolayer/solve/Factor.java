package io.ffolayer.solve;

/// What a forward pass leaves of a factorisation, for the backward pass of the same instance.
/// Immutable and thread-safe; what is in it is known to the adjoint that can use it, to nobody
/// else.
public interface Factor {
  /// Bytes that this factor keeps alive, beside the data of the pass.
  long bytes();
}
