package io.ffolayer.solve.interior;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.FaceRows;
import io.ffolayer.internal.cone.Rotation;
import java.util.Arrays;

/// A copy of the face that a point had, with the error of the point.
final class ReachedFace {
  final Rotation rotation;
  final double[] l;

  /// Of the point; ∞ where no face is known.
  double error = Double.POSITIVE_INFINITY;

  /// The same, the gap of the point among it.
  double errorWithGap = Double.POSITIVE_INFINITY;

  ReachedFace(ConeBlock[] cones, int rows) {
    rotation = new Rotation(cones);
    l = new double[rows];
  }

  void set(FaceRows face, double newError) {
    System.arraycopy(face.l, 0, l, 0, l.length);
    rotation.set(face.rotation);
    error = newError;
  }

  void forget() {
    error = Double.POSITIVE_INFINITY;
    errorWithGap = Double.POSITIVE_INFINITY;
  }

  boolean isKnown() {
    return error < Double.POSITIVE_INFINITY;
  }

  boolean isSameAs(FaceRows face) {
    return Arrays.equals(l, face.l) && rotation.isSameAs(face.rotation);
  }

  /// Whether the same rows are active and inactive, however the others bend.
  boolean hasSidesOf(double[] other) {
    for (int i = 0; i < l.length; i++)
      if (l[i] != other[i] && !(isCurved(l[i]) && isCurved(other[i]))) return false;
    return true;
  }

  /// How many rows have other weights.
  int changes(double[] other) {
    int count = 0;
    for (int i = 0; i < l.length; i++) if (l[i] != other[i]) count++;
    return count;
  }

  private static boolean isCurved(double l) {
    return l > 0 && l < Double.POSITIVE_INFINITY;
  }
}
