package io.ffolayer.internal.presolve;

import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.WarmStart;

/// The way back from what presolve left of an instance to the whole.
interface Restoration {
  /// A point of what is left as a point of the whole.
  WarmStart.Point restored(WarmStart.Point left, ProgramData data, int instance);

  /// Whether the whole is known to be one part ([io.ffolayer.internal.scale.Parts]): no variables
  /// and rows of it have nothing to do with the others.
  default boolean isConnected() {
    return false;
  }

  /// Multipliers that prove what is left infeasible, as those of the whole.
  double[] restoredProof(double[] left);
}
