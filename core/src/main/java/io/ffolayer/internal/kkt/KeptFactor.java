package io.ffolayer.internal.kkt;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.solve.Factor;
import org.jspecify.annotations.Nullable;

/// The last factor of a [KktSystem] as it was left, for another system of the same structure to go
/// on with ([KktSystem#resume]): its answers are those that the first one would have given, to the
/// bit. Immutable and thread-safe: whoever goes on reads it, and brings the memory of its thread.
public interface KeptFactor extends Factor {
  /// The weights l that it was made with, m values, the array itself: read only.
  double[] l();

  /// The rotation of the rows that it was made with, read only; null where no cone is curved.
  @Nullable Rotation rotation();

  /// How far the face of a factor may be from the one that it serves, in l and in the entries of U:
  /// what it leaves of a right-hand side is smaller by this, so that one refinement more finds what
  /// a factor of its own would.
  double NEAR = 1e-9;

  /// Whether it serves the system with these weights and this rotation: the same rows are active
  /// and inactive, and the curved ones bend nearly alike.
  default boolean standsNear(double[] weights, Rotation turned) {
    double[] own = l();
    for (int i = 0; i < own.length; i++) if (!isNear(own[i], weights[i])) return false;
    Rotation rotation = rotation();
    return rotation == null || rotation.isNear(turned, NEAR);
  }

  private static boolean isNear(double a, double b) {
    if (a == b) return true;
    double larger = Math.max(a, b);
    boolean bothCurved = Math.min(a, b) > 0 && larger < Double.POSITIVE_INFINITY;
    return bothCurved && Math.abs(a - b) <= NEAR * larger;
  }
}
