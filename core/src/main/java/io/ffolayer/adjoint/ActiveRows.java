package io.ffolayer.adjoint;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.FaceScales;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.program.Batched;
import io.ffolayer.program.Layout;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The face of a solution: for every row of the program in rotated coordinates whether it is
/// active, inactive or curved, by scaled slack against scaled dual (maths: margin).
///
/// ```
/// v = s/σ_s − z/σ_z,     l = 0 active, ∞ inactive, 1/w curved,     H = U diag(l) Uᵀ
/// ```
///
/// A row of R₊ is its own rotated row, active where v < 0; its scales are
///
/// ```
/// σ_s = |b_i| + ‖a_i‖‖y‖,     σ_z = (‖q‖∞ + ‖Py‖∞ + ‖Aᵀz‖∞) / ‖a_i‖
/// ```
///
/// A curved cone has the same scales with the norms of its block, and the rows of the face on which
/// the projection of v lies. The distance of v from a kink of the projection is the same under any
/// scaling of a row or block, the objective, or y. Rows of R₊ without coefficients or with b = +∞
/// are never active.
final class ActiveRows {
  private static final double ALMOST = 1e-10;

  /// A curved row whose slope is nearer to 0 or 1 than this may be one of a face of lower
  /// dimension.
  private static final double EDGE = 1e-3;

  /// A block that is to move by less than this part of its distance from the nearest kink stays,
  /// unless rounding alone may turn it.
  private static final double STAYS = 1e-13;

  /// Rounding of v, whose terms are of size 1.
  private static final double ROUNDING = 1e-15;

  /// l of each rotated row.
  final double[] l;

  /// The rows that take part, others have ds = s and dz = 0: first [#heldCount] active rows of R₊
  /// and equalities, then all rows of curved cones, up to [#listedCount]. Passes run along this
  /// list; a branch on a pattern of rows costs more than the arithmetic behind it.
  final int[] listed;

  int heldCount;
  int listedCount;

  /// Signed distance of each rotated row from changing side; +∞ at rows that cannot.
  final double[] distance;

  /// U.
  final Rotation rotation;

  /// Whether U = I and l ∈ {0, ∞}.
  final boolean isFlat;

  private final ConeBlock[] curved;
  private final boolean[] isCurved;
  private final boolean[] equality;
  private final FaceScales scales;
  private final int n;
  private final int m;
  private final double[] norm;
  private final double[] nudgedS;
  private final double[] nudgedZ;
  private double blur = ROUNDING;
  private final double[] before;
  private final double[] slopeBefore;
  private final @Nullable Object[] seen;
  private final double[] perSlack;
  private final double[] perDual;
  private final double[] kept;
  private final int[] settled;
  private int settledCount;

  ActiveRows(ProgramStructure structure) {
    n = structure.variables();
    m = structure.rows();
    equality = structure.equalities();
    isFlat = structure.isPolyhedral();
    ConeBlock[] cones = ConeBlock.of(structure);
    rotation = new Rotation(cones);
    scales = new FaceScales(cones, m);
    curved = Arrays.stream(cones).filter(cone -> cone.rotationSize() > 0).toArray(ConeBlock[]::new);
    isCurved = new boolean[m];
    for (ConeBlock cone : curved) Arrays.fill(isCurved, cone.first(), cone.end(), true);
    l = new double[m];
    listed = new int[m + 1];
    distance = new double[m];
    norm = new double[m];
    before = new double[isFlat ? 0 : m];
    slopeBefore = new double[isFlat ? 0 : m];
    nudgedS = new double[isFlat ? 0 : m];
    nudgedZ = new double[isFlat ? 0 : m];
    seen = new Object[structure.blocks().size()];
    perSlack = new double[m];
    perDual = new double[m];
    kept = new double[m];
    settled = new int[m];
  }

  /// Reads the sizes of rows and terms at one solution.
  void scale(ProgramData data, int instance, double[] y, double[] py, double[] atz) {
    if (!normsAreKnown(data)) rowNorms(data, instance);
    double[] q = data.linear().values();
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    double force =
        Norms.largest(q, data.linear().offset(instance), n)
            + Norms.largest(py, 0, n)
            + Norms.largest(atz, 0, n);
    scales.set(norm, b, bAt, Norms.euclidean(y, 0, n), force);
    settledCount = 0;
    for (int i = 0; i < m; i++) {
      boolean absent = isCurved[i] || norm[i] == 0 || b[bAt + i] == Double.POSITIVE_INFINITY;
      perSlack[i] = absent ? 0 : 1 / scales.slack()[i];
      perDual[i] = absent ? 0 : 1 / scales.dual()[i];
      if (equality[i] || (absent && !isCurved[i])) settled[settledCount++] = i;
    }
  }

  /// Chooses the side of every row from (s, z), and snaps them: z = 0 on inactive rows, s = 0 on
  /// active ones; on a curved cone both go to the face.
  ///
  /// @return whether z changed
  boolean snap(double[] s, double[] z) {
    for (int i = 0; i < m; i++) distance[i] = s[i] * perSlack[i] - z[i] * perDual[i];
    neverChangeSide();
    for (int i = 0; i < m; i++) l[i] = distance[i] < 0 ? 0 : Double.POSITIVE_INFINITY;
    for (int k = 0; k < settledCount; k++) if (equality[settled[k]]) l[settled[k]] = 0;
    list();
    for (int k = 0; k < heldCount; k++) s[listed[k]] = 0;
    boolean changed = keepListed(z);
    for (ConeBlock cone : curved) snap(cone, s, z);
    return changed || !isFlat;
  }

  private void neverChangeSide() {
    for (int k = 0; k < settledCount; k++) distance[settled[k]] = Double.POSITIVE_INFINITY;
  }

  /// Lists the rows that take part; to be called by whoever changes [#l] at a row of R₊.
  void list() {
    heldCount = 0;
    for (int i = 0; i < m; i++) {
      listed[heldCount] = i;
      heldCount += l[i] == 0 && !isCurved[i] ? 1 : 0;
    }
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
    System.arraycopy(kept, 0, r, 0, m);
    return true;
  }

  private void snap(ConeBlock cone, double[] s, double[] z) {
    cone.snap(s, z, scales.slack(), scales.dual(), l, rotation, distance);
  }

  /// Whether the rows of R₊ at (s, z), zero off their side, stay on the chosen sides up to a scaled
  /// tolerance; sets their distances.
  boolean consistent(double[] s, double[] z, double tolerance) {
    for (ConeBlock cone : curved)
      System.arraycopy(distance, cone.first(), before, cone.first(), cone.end() - cone.first());
    for (int i = 0; i < m; i++) distance[i] = s[i] * perSlack[i];
    neverChangeSide();
    boolean consistent = true;
    for (int i = 0; i < m; i++) consistent &= distance[i] >= -tolerance;
    for (int k = 0; k < heldCount; k++) {
      int i = listed[k];
      distance[i] = -z[i] * perDual[i];
      consistent &= equality[i] || distance[i] <= tolerance;
    }
    neverChangeSide();
    for (ConeBlock cone : curved)
      System.arraycopy(before, cone.first(), distance, cone.first(), cone.end() - cone.first());
    return consistent;
  }

  /// Snaps the curved blocks of a point that a correction has reached.
  ///
  /// @param fromS the snapped point before the correction
  /// @param tolerance a block nearer to a kink than this may be on any of its sides
  /// @return how much the correction turned the face of the block where that is most: the way of v
  ///   in parts of its distance from the nearest kink, or the change of an eigenvalue of the
  ///   derivative of the projection, which may be larger on the edges of a power cone; +∞ where a
  ///   block came to another face
  double move(double[] fromS, double[] fromZ, double[] s, double[] z, double tolerance) {
    double moved = 0;
    double longest = 0;
    boolean sameFaces = true;
    for (ConeBlock cone : curved) {
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
      snap(cone, s, z);
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
  boolean isDelicate() {
    for (ConeBlock cone : curved) if (isDelicate(cone)) return true;
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
    return above && below && edge;
  }

  /// Goes to a face that cannot be told from this one: v moves by as much as it is unknown.
  void nudge(double[] s, double[] z) {
    blur = -blur;
    System.arraycopy(z, 0, nudgedZ, 0, m);
    for (int i = 0; i < m; i++)
      nudgedS[i] = s[i] + ((i & 1) == 0 ? blur : -blur) * scales.slack()[i];
    for (ConeBlock cone : curved) snap(cone, nudgedS, nudgedZ);
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

  private static double nearest(double[] distances, ConeBlock cone) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int i = cone.first(); i < cone.end(); i++)
      nearest = Math.min(nearest, Math.abs(distances[i]));
    return nearest;
  }

  private static int side(double distance) {
    return distance == Double.POSITIVE_INFINITY ? 0 : distance < 0 ? -1 : 1;
  }

  /// r ← 0 in the directions of inactive rows.
  void restrict(double[] r) {
    if (isFlat) {
      keepListed(r);
      return;
    }
    rotation.apply(r, 0);
    for (int i = 0; i < m; i++) if (l[i] == Double.POSITIVE_INFINITY) r[i] = 0;
    rotation.applyTransposed(r, 0);
  }

  /// Brings z to the face, and r to what z leaves of it: where the row is inactive both are 0;
  /// where l is large (beside s/z in general) z = −r/l and nothing is left; otherwise r ← r + l z.
  /// So the small z of large l keep their digits.
  ///
  /// @return the largest |r| of a rotated row
  double settle(double[] r, double[] z) {
    if (isFlat) {
      keepListed(r);
      keepListed(z);
      return Norms.largest(r, 0, m);
    }
    rotation.apply(r, 0);
    rotation.apply(z, 0);
    double largest = 0;
    for (int i = 0; i < m; i++) {
      if (l[i] == Double.POSITIVE_INFINITY) {
        z[i] = 0;
        r[i] = 0;
      } else if (l[i] > 0) {
        boolean isLarge = l[i] > scales.slack()[i] / scales.dual()[i];
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
  /// very small and very large numbers. [#settle] finds what they lose.
  double[] clearL() {
    double[] clear = l.clone();
    for (int i = 0; i < m; i++) {
      double general = isFlat ? 1 : scales.slack()[i] / scales.dual()[i];
      if (l[i] < ALMOST * general) clear[i] = 0;
      if (l[i] > general / ALMOST) clear[i] = Double.POSITIVE_INFINITY;
    }
    return clear;
  }

  /// The rotated rows that may be active or inactive: rows of R₊ nearer than a tolerance to their
  /// other side, and of a curved block the one such row if there is just one. Where several are, no
  /// choice among sides describes the kink, and they stay where they are.
  int[] weak(double tolerance) {
    int[] weak = new int[m];
    int count = 0;
    for (int i = 0; i < m; i++)
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
  boolean[] active() {
    boolean[] active = new boolean[m];
    for (int i = 0; i < m; i++) active[i] = l[i] == 0;
    return active;
  }

  /// min |distance|, +∞ where nothing can change side.
  double margin() {
    double margin = Double.POSITIVE_INFINITY;
    for (double v : distance) if (Math.abs(v) < margin) margin = Math.abs(v);
    return margin;
  }

  /// Number of active rows.
  int count() {
    int count = 0;
    for (double weight : l) count += weight == 0 ? 1 : 0;
    return count;
  }

  /// Whether the norms of the visit before still hold: every block is shared, and the same.
  @SuppressWarnings("ReferenceEquality") // one array or another
  private boolean normsAreKnown(ProgramData data) {
    boolean known = seen.length > 0;
    for (int k = 0; k < seen.length; k++) {
      Batched a = data.rows().get(k);
      known &= a.isShared() && a.origin() == seen[k];
    }
    return known;
  }

  private void rowNorms(ProgramData data, int instance) {
    Arrays.fill(norm, 0.0);
    int row = 0;
    for (int k = 0; k < seen.length; k++) {
      Batched a = data.rows().get(k);
      Layout layout = data.structure().blocks().get(k).layout();
      addSquares(layout, a.values(), a.offset(instance), row);
      row += layout.rows();
      seen[k] = a.isShared() ? a.origin() : null;
    }
    for (int i = 0; i < m; i++) norm[i] = Math.sqrt(norm[i]);
  }

  private void addSquares(Layout layout, double[] values, int at, int row) {
    switch (layout) {
      case Layout.Dense dense -> {
        for (int i = 0; i < dense.rows(); i++)
          norm[row + i] = Norms.squared(values, at + i * dense.columns(), dense.columns());
      }
      case Layout.Sparse sparse -> {
        int[] index = sparse.rowIndices();
        for (int k = 0; k < index.length; k++)
          norm[row + index[k]] += values[at + k] * values[at + k];
      }
    }
  }
}
