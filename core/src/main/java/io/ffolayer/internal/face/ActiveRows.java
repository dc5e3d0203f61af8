package io.ffolayer.internal.face;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.FaceRows;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// The face of a solution: for every row of the program in rotated coordinates whether it is
/// active, inactive or curved, by scaled slack against scaled dual (maths: margin).
///
/// ```
/// v = s/σ_s − z/σ_z,     l = 0 active, ∞ inactive, 1/w curved,     H = U diag(l) Uᵀ
/// ```
///
/// A row of R₊ is its own rotated row, active where v < 0; a curved cone has the rows of the face
/// on which the projection of v lies. The scales are those of [TermScales]: the distance of v from
/// a kink of the projection is the same in all units of rows, variables and objective. Rows of R₊
/// without coefficients or with b = +∞ are never active.
public final class ActiveRows {
  private static final double ALMOST = 1e-10;

  /// What is smaller beside a size is rounding.
  private static final double NOISE = 1e-11;

  /// l of each rotated row.
  public final double[] l;

  /// The rows that are kept in the system; for all others dz = 0, and their slack follows y. First
  /// [#heldCount] active rows of R₊ and equalities, then all rows of curved cones, up to
  /// [#listedCount]. Passes run along this list; a branch on a pattern of rows costs more than the
  /// arithmetic behind it.
  public final int[] listed;

  public int heldCount;
  public int listedCount;

  /// Signed distance of each rotated row from changing side; +∞ at rows that cannot.
  final double[] distance;

  /// U.
  public final Rotation rotation;

  /// The faces of curved cones.
  public final CurvedFaces faces;

  /// Whether U = I and l ∈ {0, ∞}.
  public final boolean isFlat;

  private final ConeBlock[] curved;
  private final boolean[] isCurved;
  private final boolean[] equality;
  private final TermScales terms;
  private final FlatRows flat;
  private final IdleRows idle;
  private final double[] kept;

  public ActiveRows(ProgramStructure structure) {
    int m = structure.rows();
    equality = structure.equalities();
    isFlat = structure.isPolyhedral();
    ConeBlock[] cones = ConeBlock.of(structure);
    FaceRows face = new FaceRows(cones, m);
    rotation = face.rotation;
    l = face.l;
    distance = face.distance;
    terms = new TermScales(structure, cones, 1);
    curved = Arrays.stream(cones).filter(cone -> cone.rotationSize() > 0).toArray(ConeBlock[]::new);
    isCurved = new boolean[m];
    for (ConeBlock cone : curved) Arrays.fill(isCurved, cone.first(), cone.end(), true);
    listed = new int[m + 1];
    faces = new CurvedFaces(curved, terms, face);
    flat = new FlatRows(structure, isCurved, equality);
    idle = new IdleRows(structure, equality);
    kept = new double[m];
    faces.mayBeIdle(structure.auxiliaries());
  }

  /// Reads the sizes of rows and terms at one solution.
  public void scale(ProgramData data, int instance, Point at) {
    terms.readWhereNeeded(data, instance, at, NOISE);
    faces.choose(at);
    flat.scale(data.rhs(), instance, terms);
  }

  /// How far from 0 rounding may leave y, where it is 0: see [TermScales#beyondY].
  public double beyondY() {
    return terms.beyondY();
  }

  /// Reads the whole σ_s of rows of which [#scale] has read what makes their slack alone.
  public void scaleHeld(ProgramData data, int instance) {
    terms.readUnreadSlacks(data, instance);
    flat.scale(data.rhs(), instance, terms);
  }

  /// Chooses the side of every row from (s, z), and snaps them: z = 0 on inactive rows, s = 0 on
  /// active ones; on a curved cone both go to the face.
  ///
  /// @return whether z changed
  public boolean snap(double[] s, double[] z) {
    boolean changed = snapFlat(s, z);
    flat.neverChangeSide(distance);
    listCurved();
    faces.snap(s, z);
    return changed || !isFlat;
  }

  /// The rows of R₊ and the equalities, in one pass without branches.
  @SuppressWarnings("ShortCircuitBoolean")
  private boolean snapFlat(double[] s, double[] z) {
    int held = 0;
    boolean changed = false;
    for (int i = 0; i < l.length; i++) {
      double v = s[i] * flat.perSlack[i] - z[i] * flat.perDual[i];
      boolean isActive = v < 0 | equality[i];
      double dual = isActive | isCurved[i] ? z[i] : 0;
      changed |= dual != z[i];
      distance[i] = v;
      l[i] = isActive ? 0 : Double.POSITIVE_INFINITY;
      s[i] = isActive ? 0 : s[i];
      z[i] = dual;
      listed[held] = i;
      held += isActive ? 1 : 0;
    }
    heldCount = held;
    return changed;
  }

  /// Lists the rows that take part; to be called by whoever changes [#l] at a row of R₊.
  public void list() {
    heldCount = 0;
    for (int i = 0; i < l.length; i++) {
      listed[heldCount] = i;
      heldCount += l[i] == 0 && !isCurved[i] ? 1 : 0;
    }
    listCurved();
  }

  private void listCurved() {
    listedCount = heldCount;
    for (ConeBlock cone : curved)
      for (int i = cone.first(); i < cone.end(); i++) listed[listedCount++] = i;
  }

  /// r ← 0 at rows that take no part.
  ///
  /// @return whether that changed it
  private boolean keepListed(double[] r) {
    Arrays.fill(kept, 0);
    for (int k = 0; k < listedCount; k++) kept[listed[k]] = r[listed[k]];
    if (Arrays.equals(r, kept)) return false;
    System.arraycopy(kept, 0, r, 0, kept.length);
    return true;
  }

  /// Whether the rows of R₊ at (s, z), zero off their side, stay on the chosen sides up to a scaled
  /// tolerance; sets their distances.
  public boolean consistent(double[] s, double[] z, double tolerance) {
    faces.keepDistances();
    boolean consistent = true;
    for (int i = 0; i < l.length; i++) {
      distance[i] = s[i] * flat.perSlack[i];
      consistent &= !(distance[i] < -tolerance); // NaN where b = +∞
    }
    for (int k = 0; k < heldCount; k++) {
      int i = listed[k];
      distance[i] = -z[i] * flat.perDual[i];
      consistent &= equality[i] || distance[i] <= tolerance;
    }
    flat.neverChangeSide(distance);
    faces.restoreDistances();
    return consistent;
  }

  /// The largest |s_i|/σ_s of the active rows of R₊ and the equalities.
  public double largestHeldSlack(double[] s) {
    double largest = 0;
    for (int k = 0; k < heldCount; k++)
      largest = Math.max(largest, Math.abs(s[listed[k]]) * flat.perSlack[listed[k]]);
    return largest;
  }

  /// Leaves auxiliary rows that help nothing out of the margin and of the weak rows: to be called
  /// when the sides are settled.
  ///
  /// @param tolerance of weak rows
  public void passOverIdle(double tolerance) {
    idle.passOver(distance, tolerance);
  }

  /// r ← 0 in the directions of inactive rows.
  public void restrict(double[] r) {
    if (isFlat) {
      keepListed(r);
      return;
    }
    rotation.apply(r, 0);
    for (int i = 0; i < l.length; i++) if (l[i] == Double.POSITIVE_INFINITY) r[i] = 0;
    rotation.applyTransposed(r, 0);
  }

  /// Brings z to the face, and r to what z leaves of it: where the row is inactive both are 0;
  /// where l is large (beside s/z in general) z = −r/l and nothing is left; otherwise r ← r + l z.
  /// So the small z of large l keep their digits.
  ///
  /// @return the largest |r| of a rotated row
  public double settle(double[] r, double[] z) {
    if (isFlat) {
      keepListed(r);
      keepListed(z);
      return Norms.largest(r, 0, r.length);
    }
    rotation.apply(r, 0);
    rotation.apply(z, 0);
    double largest = 0;
    for (int i = 0; i < l.length; i++) {
      if (l[i] == Double.POSITIVE_INFINITY) {
        z[i] = 0;
        r[i] = 0;
      } else if (l[i] > 0) {
        boolean isLarge = l[i] > terms.scales.slack()[i] / terms.scales.dual()[i];
        if (isLarge) z[i] = -r[i] / l[i];
        r[i] = isLarge ? 0 : r[i] + l[i] * z[i];
      }
      largest = Math.max(largest, Math.abs(r[i]));
    }
    rotation.applyTransposed(r, 0);
    rotation.applyTransposed(z, 0);
    return largest;
  }

  /// l with rows that are almost active or almost inactive taken as such, for who does not bear
  /// very small and very large numbers. [#settle] finds what they lose. Where there are none that
  /// is l itself.
  public double[] clearL() {
    if (isFlat) return l;
    double[] clear = l.clone();
    for (int i = 0; i < l.length; i++) {
      double general = terms.scales.slack()[i] / terms.scales.dual()[i];
      if (l[i] < ALMOST * general) clear[i] = 0;
      if (l[i] > general / ALMOST) clear[i] = Double.POSITIVE_INFINITY;
    }
    return clear;
  }

  /// The rotated rows that may be active or inactive: rows of R₊ nearer than a tolerance to their
  /// other side, and of a curved block the one such row if there is just one. Where several are, no
  /// choice among sides describes the kink, and they stay where they are.
  public int[] weak(double tolerance) {
    int[] weak = new int[l.length];
    int count = 0;
    for (int i = 0; i < l.length; i++)
      if (!isCurved[i] && Math.abs(distance[i]) <= tolerance) weak[count++] = i;
    for (ConeBlock cone : curved) {
      int ofBlock = 0;
      for (int i = cone.first(); i < cone.end(); i++)
        if (Math.abs(distance[i]) <= tolerance && ofBlock++ == 0) weak[count] = i;
      if (ofBlock == 1) count++;
    }
    return Arrays.copyOf(weak, count);
  }

  /// For each rotated row whether it is active.
  public boolean[] active() {
    boolean[] active = new boolean[l.length];
    for (int i = 0; i < l.length; i++) active[i] = l[i] == 0;
    return active;
  }

  /// min |distance|, +∞ where nothing can change side.
  public double margin() {
    double margin = Double.POSITIVE_INFINITY;
    for (double v : distance) if (Math.abs(v) < margin) margin = Math.abs(v);
    return margin;
  }

  /// Number of active rows.
  public int count() {
    int count = 0;
    for (double weight : l) count += weight == 0 ? 1 : 0;
    return count;
  }
}
