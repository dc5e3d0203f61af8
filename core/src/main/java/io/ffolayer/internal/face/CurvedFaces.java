package io.ffolayer.internal.face;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.FaceRows;
import io.ffolayer.internal.cone.FaceScales;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.program.Auxiliaries;
import java.util.Arrays;

/// The faces of the curved cones, while a correction moves the point: how far they turn, and by how
/// much rounding may turn them.
public final class CurvedFaces {
  /// A curved row whose slope is nearer to 0 or 1 than this may be one of a face of lower
  /// dimension.
  private static final double EDGE = 1e-3;

  /// A block that is to move by less than this part of its distance from the nearest kink stays,
  /// unless rounding alone may turn it.
  private static final double STAYS = 1e-13;

  /// Rounding of v, whose terms are of size 1.
  private static final double ROUNDING = 1e-15;

  /// How far rounding leaves a slack outside its cone.
  private static final double OUTSIDE = 1e-12;

  private final ConeBlock[] cones;
  private final FaceScales scales;
  private final Coordinates coordinates;
  private final FaceSnap snap;
  private final double[] l;
  private final double[] distance;
  private final double[] before;
  private final double[] slopeBefore;
  private final double[] nudgedS;
  private final double[] nudgedZ;
  private double blur = ROUNDING;
  private final boolean[] auxiliary;

  /// The auxiliary cones against which nothing pushes: z = 0 to the bit. They help nothing, and are
  /// inactive wherever s lies.
  private final boolean[] idle;

  /// @param face the rows that each snap writes
  CurvedFaces(ConeBlock[] cones, TermScales terms, FaceRows face) {
    this.cones = cones;
    scales = terms.scales;
    coordinates = new Coordinates(cones, terms, face);
    snap = new FaceSnap(scales, face, OUTSIDE);
    l = face.l;
    distance = face.distance;
    int size = cones.length == 0 ? 0 : l.length;
    before = new double[size];
    slopeBefore = new double[size];
    auxiliary = new boolean[cones.length];
    idle = new boolean[cones.length];
    nudgedS = new double[size];
    nudgedZ = new double[size];
  }

  /// Chooses the coordinates in which a point is measured until the next one.
  void choose(Point at) {
    coordinates.choose(at);
  }

  /// Brings s and z of every curved cone to the face on which the projection of v lies.
  void snap(double[] s, double[] z) {
    for (int c = 0; c < cones.length; c++) {
      idle[c] = auxiliary[c] && isZero(cones[c], z);
      snap(c, s, z);
    }
  }

  private void snap(int c, double[] s, double[] z) {
    ConeBlock cone = cones[c];
    if (idle[c]) {
      snap.letGo(cone, z);
      Arrays.fill(distance, cone.first(), cone.end(), Double.POSITIVE_INFINITY);
      return;
    }
    snap.snap(cone, s, z);
  }

  private static boolean isZero(ConeBlock cone, double[] z) {
    boolean zero = true;
    for (int i = cone.first(); i < cone.end(); i++) zero &= z[i] == 0;
    return zero;
  }

  /// Takes note of the cones that only help to state the program.
  void mayBeIdle(Auxiliaries auxiliaries) {
    for (int c = 0; c < cones.length; c++) auxiliary[c] = auxiliaries.hasRow(cones[c].first());
  }

  void keepDistances() {
    for (ConeBlock cone : cones)
      System.arraycopy(distance, cone.first(), before, cone.first(), cone.end() - cone.first());
  }

  /// The distances as they were at the last [#keepDistances].
  void restoreDistances() {
    for (ConeBlock cone : cones)
      System.arraycopy(before, cone.first(), distance, cone.first(), cone.end() - cone.first());
  }

  /// Snaps the curved blocks of a point that a correction has reached.
  ///
  /// @param fromS the snapped point before the correction
  /// @param tolerance a block nearer to a kink than this may be on any of its sides
  /// @return how much the correction turned the face of the block where that is most: the way of v
  ///   in parts of its distance from the nearest kink, or the change of an eigenvalue of the
  ///   derivative of the projection, which may be larger on the edges of a power cone; +∞ where a
  ///   block came to another face
  public double move(double[] fromS, double[] fromZ, double[] s, double[] z, double tolerance) {
    double moved = 0;
    double longest = 0;
    boolean sameFaces = true;
    for (int c = 0; c < cones.length; c++) {
      if (idle[c]) {
        snap(c, s, z);
        continue;
      }
      ConeBlock cone = cones[c];
      int first = cone.first();
      int end = cone.end();
      double step = step(cone, fromS, fromZ, s, z);
      double still = STAYS * Math.clamp(nearest(distance, cone), tolerance, 1);
      if (step <= still && !isDelicate(cone)) {
        System.arraycopy(fromS, first, s, first, end - first);
        System.arraycopy(fromZ, first, z, first, end - first);
        continue;
      }
      longest = Math.max(longest, step);
      System.arraycopy(distance, first, before, first, end - first);
      for (int i = first; i < end; i++) slopeBefore[i] = slope(i);
      snap(c, s, z);
      double nearest = Math.min(nearest(before, cone), nearest(distance, cone));
      boolean sameFace = true;
      for (int i = first; i < end; i++) {
        sameFace &= side(before[i]) == side(distance[i]);
        if (nearest > tolerance) moved = Math.max(moved, Math.abs(slope(i) - slopeBefore[i]));
      }
      sameFaces &= sameFace || nearest <= tolerance;
      moved = Math.max(moved, step / Math.clamp(nearest, tolerance, 1));
    }
    blur = Math.max(ROUNDING, longest * moved);
    return sameFaces ? moved : Double.POSITIVE_INFINITY;
  }

  /// The eigenvalue of the derivative of the projection in a rotated row: 1 inactive, 0 active.
  private double slope(int i) {
    double inverse = l[i] * scales.dual()[i] / scales.slack()[i];
    return inverse == Double.POSITIVE_INFINITY ? 1 : inverse / (1 + inverse);
  }

  /// Whether a block is on a proper face and so near to one of lower dimension that rounding may
  /// turn it: near the edges of a power cone slopes change like a root of the distance.
  public boolean isDelicate() {
    for (ConeBlock cone : cones) if (isDelicate(cone)) return true;
    return false;
  }

  private boolean isDelicate(ConeBlock cone) {
    boolean above = false;
    boolean below = false;
    boolean edge = false;
    for (int i = cone.first(); i < cone.end(); i++) {
      double slope = slope(i);
      above |= slope > 0.5;
      below |= slope < 0.5;
      edge |= Math.min(slope, 1 - slope) < EDGE && distance[i] == Double.POSITIVE_INFINITY;
    }
    return cone.isDelicate() || (above && below && edge);
  }

  /// Goes to a face that cannot be told from this one: v moves by as much as it is unknown.
  public void nudge(double[] s, double[] z) {
    blur = -blur;
    System.arraycopy(z, 0, nudgedZ, 0, nudgedZ.length);
    for (int i = 0; i < nudgedS.length; i++)
      nudgedS[i] = s[i] + ((i & 1) == 0 ? blur : -blur) * scales.slack()[i];
    snap(nudgedS, nudgedZ);
  }

  /// ‖Δv‖ of one block.
  private double step(ConeBlock cone, double[] fromS, double[] fromZ, double[] s, double[] z) {
    double slackScale = scales.slack()[cone.first()];
    double dualScale = scales.dual()[cone.first()];
    double sum = 0;
    for (int i = cone.first(); i < cone.end(); i++) {
      double v = (s[i] - fromS[i]) / slackScale - (z[i] - fromZ[i]) / dualScale;
      sum += v * v;
    }
    return Math.sqrt(sum);
  }

  static double nearest(double[] distances, ConeBlock cone) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int i = cone.first(); i < cone.end(); i++)
      nearest = Math.min(nearest, Math.abs(distances[i]));
    return nearest;
  }

  private static int side(double distance) {
    return distance == Double.POSITIVE_INFINITY ? 0 : distance < 0 ? -1 : 1;
  }
}
