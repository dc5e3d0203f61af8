package io.ffolayer.internal.face;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.FaceRows;
import io.ffolayer.internal.cone.FaceScales;
import java.util.Arrays;

/// Brings the pairs (s, z) of cones to the face on which the projection of v = s/σ_s − z/σ_z lies
/// ([ConeBlock#snap]), where it can be told; and where one of the two is only rounding it is taken
/// out, because the scale that it is divided by may be as small or as large as rounding is:
///
/// * **apex**: s = 0 and z is well inside the dual cone. Then z is that of the point, and not what
///   v makes of it with the last digits of s;
/// * **no force**: nothing acts in the columns of the cone ([TermScales#NOTHING_COUNTS]). Then z is
///   0, and no row is active, however little s lies outside;
/// * **almost no force**: rows along which a face would bend by less than rounding are inactive.
///
/// The memory of one thread.
public final class FaceSnap {
  /// Nearer to the boundary of the dual cone than this, relative to the scales, z is not well
  /// inside.
  private static final double WELL_INSIDE = 1e-3;

  /// A weight 1/l, relative to the scales, below one over this is none.
  private static final double STRAIGHT = 1e15;

  private final FaceScales scales;
  private final FaceRows face;
  private final double outside;
  private final double[] dual;

  /// @param face the rows that each snap writes
  /// @param outside a slack that is farther outside its cone than this, relative to its scale, is
  ///   not rounding, and not let go where nothing pushes
  public FaceSnap(FaceScales scales, FaceRows face, double outside) {
    this.scales = scales;
    this.face = face;
    this.outside = outside;
    dual = new double[face.l.length];
  }

  /// Snaps one cone.
  public void snap(ConeBlock cone, double[] s, double[] z) {
    if (cone.rotationSize() == 0) {
      cone.snap(s, z, scales, face);
      return;
    }
    int first = cone.first(), size = cone.end() - first;
    System.arraycopy(z, first, dual, first, size);
    cone.snap(s, z, scales, face);
    if (isApex(cone)) {
      System.arraycopy(dual, first, z, first, size);
      cone.snap(s, z, scales, face);
    }
    boolean isPushed = scales.dual()[first] < TermScales.NOTHING_COUNTS;
    if (!isPushed && isInside(cone)) letGo(cone, z);
    else straighten(cone);
  }

  /// l ← ∞ where it is that but for rounding: a face that almost nothing pushes on does not bend.
  private void straighten(ConeBlock cone) {
    for (int i = cone.first(); i < cone.end(); i++)
      if (face.l[i] > STRAIGHT * (scales.slack()[i] / scales.dual()[i]))
        face.l[i] = Double.POSITIVE_INFINITY;
  }

  /// The same to an edge of the cone ([ConeBlock#snapToEdge]).
  ///
  /// @return whether there is one near the point
  public boolean snapToEdge(ConeBlock cone, double[] s, double[] z, double least) {
    return cone.snapToEdge(s, z, least, scales, face);
  }

  private boolean isApex(ConeBlock cone) {
    boolean apex = true;
    for (int i = cone.first(); i < cone.end(); i++)
      apex &= face.l[i] == 0 && Math.abs(face.distance[i]) > WELL_INSIDE;
    return apex;
  }

  private boolean isInside(ConeBlock cone) {
    boolean inside = true;
    for (int i = cone.first(); i < cone.end(); i++) inside &= face.distance[i] >= -outside;
    return inside;
  }

  /// z ← 0, and no row is active.
  void letGo(ConeBlock cone, double[] z) {
    Arrays.fill(face.l, cone.first(), cone.end(), Double.POSITIVE_INFINITY);
    Arrays.fill(z, cone.first(), cone.end(), 0);
  }
}
