package io.ffolayer.internal.cone;

/// The rows of the program in the coordinates of the faces on which the pairs (s, z) of its cones
/// lie; each [ConeBlock] writes its own. The memory of one thread.
public final class FaceRows {
  /// U, the directions of the rotated rows.
  public final Rotation rotation;

  /// 0 for active rotated rows, ∞ for inactive ones, 1/w for curved ones, w = dz/d(Ady) in the
  /// units of s and z.
  public final double[] l;

  /// For each rotated row the signed distance of v = s/σ_s − z/σ_z from changing side: negative
  /// where the row is active, positive where it is inactive; +∞ where it cannot change side by
  /// itself. The least absolute value is the margin.
  public final double[] distance;

  public FaceRows(ConeBlock[] cones, int rows) {
    rotation = new Rotation(cones);
    l = new double[rows];
    distance = new double[rows];
  }
}
