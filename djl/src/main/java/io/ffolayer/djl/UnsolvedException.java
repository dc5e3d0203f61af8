package io.ffolayer.djl;

import io.ffolayer.Pass;

/// An instance has no solution, and the block was told to fail.
public final class UnsolvedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsolvedException(Pass pass, int instance, int count) {
    super(
        "%d of %d instances were not solved; instance %d: %s%s. Maybe build the block with whereUnsolved(Unsolved.MASK), or CLOSEST"
            .formatted(
                count,
                pass.batch(),
                instance,
                pass.status(instance),
                pass.message(instance) == null ? "" : ", " + pass.message(instance)));
  }
}
