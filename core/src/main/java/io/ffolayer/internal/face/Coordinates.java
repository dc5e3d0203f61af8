package io.ffolayer.internal.face;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.FaceRows;
import io.ffolayer.internal.scale.Point;
import java.util.Arrays;

/// Chooses the coordinates in which the pair of a cone that has several is measured.
///
/// Let every slack and dual of a cone be unknown by ε of the size of its own row, σᵢ and ζᵢ. In the
/// coordinates of any automorphism T of the cone, with σ_s = ‖Tσ‖ and σ_z = ‖T⁻ᵀζ‖, v = Ts/σ_s −
/// T⁻ᵀz/σ_z is then unknown by 2ε at most: wherever v is farther than that from a kink, the face is
/// certain. So the distance in *each* of the coordinates is a bound, and the largest is the best.
///
/// Those that bring the sizes of the slacks together come first, and are kept unless the pair is
/// near a kink in them, as one far out on its cone may be: (0, 10⁸, 0) and (1, 0, 0) of a power
/// cone are far from any, but a dual of the row of 10⁸ would count as large. Then those that bring
/// the sizes of the duals together are tried.
final class Coordinates {
  /// A pair that is farther from every kink needs no better coordinates.
  private static final double FAR = 1e-3;

  /// Nearer to a kink than this in the other coordinates, too, a pair is near it.
  private static final double NEAR = 1e-5;

  /// A dual whose size is smaller beside that of another row of its cone may be rounding.
  private static final double SMALL = 1e-9;

  private final TermScales terms;
  private final FaceRows face;
  private final ConeBlock[] cones;
  private final double[] s;
  private final double[] z;
  private final double[] before;

  /// @param face what a snap writes, left as that of any
  Coordinates(ConeBlock[] curved, TermScales terms, FaceRows face) {
    this.terms = terms;
    this.face = face;
    cones = Arrays.stream(curved).filter(ConeBlock::hasCoordinates).toArray(ConeBlock[]::new);
    int size = cones.length == 0 ? 0 : face.l.length;
    s = new double[size];
    z = new double[size];
    before = new double[size];
  }

  /// Chooses for every cone, for a point of which the scales have been read.
  void choose(Point at) {
    for (ConeBlock cone : cones) {
      double distance = distance(cone, at);
      if (distance < FAR && !hasUnknownDual(cone, at)) tryDuals(cone, at, distance);
    }
  }

  /// Goes to the coordinates that bring the sizes of the duals together if the pair is far from
  /// every kink there, and farther than it was.
  private void tryDuals(ConeBlock cone, Point at, double distance) {
    int first = cone.first(), length = cone.end() - first;
    double[] size = terms.scales.size();
    System.arraycopy(size, first, before, first, length);
    for (int i = first; i < cone.end(); i++) size[i] = 1 / terms.flatDual(i);
    terms.setCurved(cone);
    if (distance(cone, at) > Math.max(distance, NEAR)) return;
    System.arraycopy(before, first, size, first, length);
    terms.setCurved(cone);
  }

  /// Of the pair of a cone from the nearest kink, in the coordinates in which it is measured now.
  private double distance(ConeBlock cone, Point at) {
    int first = cone.first(), length = cone.end() - first;
    System.arraycopy(at.s(), first, s, first, length);
    System.arraycopy(at.z(), first, z, first, length);
    cone.snap(s, z, terms.scales, face);
    return CurvedFaces.nearest(face.distance, cone);
  }

  /// Whether there is a dual that nothing is known of to compare with: it may be rounding.
  private boolean hasUnknownDual(ConeBlock cone, Point at) {
    double largest = 0;
    for (int i = cone.first(); i < cone.end(); i++) largest = Math.max(largest, terms.flatDual(i));
    for (int i = cone.first(); i < cone.end(); i++)
      if (at.z()[i] != 0 && !(terms.flatDual(i) > SMALL * largest)) return true;
    return false;
  }
}
