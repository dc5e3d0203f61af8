package io.ffolayer.internal.face;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.FaceScales;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// The scales of slacks and duals at a point, from the terms of the rows themselves
/// ([ColumnSizes]):
///
/// ```
/// σ_s = |b_i| + Σ_j |a_ij| unit_j,     σ_z = min_j force_j / |a_ij|
/// ```
///
/// σ_s is the sum of the terms that make a slack, σ_z the dual that would be all the force in one
/// of its columns: |z_i|/σ_z is the largest share that the row has in any of them. On a curved cone
/// both are the norms of those of its rows, in the coordinates in which the cone measures. The
/// scales follow any change of units of rows, variables and objective, and know nothing of
/// variables and costs that the row does not meet.
public final class TermScales {
  /// A dual scale beside which nothing counts.
  private static final double NOTHING_COUNTS = 1e300;

  /// The scales of the last point.
  public final FaceScales scales;

  private final ConeBlock[] cones;
  private final double curvedDual;
  private final ColumnSizes columns;
  private final double[] terms;
  private final boolean[] curved;
  private final boolean[] wantsSlack;
  private final boolean[] wantsDual;
  private final double[] slackSize;
  private final double[] dualSize;

  /// @param curvedDual a factor on σ_z of curved cones: the larger, the more the slack decides
  ///   where on its face a pair is
  public TermScales(ProgramStructure structure, ConeBlock[] cones, double curvedDual) {
    this.cones = cones;
    this.curvedDual = curvedDual;
    int m = structure.rows();
    scales = new FaceScales(m);
    terms = new double[m];
    curved = new boolean[m];
    for (ConeBlock cone : cones)
      if (cone.rotationSize() > 0) Arrays.fill(curved, cone.first(), cone.end(), true);
    wantsSlack = new boolean[m];
    wantsDual = new boolean[m];
    slackSize = new double[m];
    dualSize = new double[m];
    columns = new ColumnSizes(structure, blockEnds(cones, m));
  }

  private static int[] blockEnds(ConeBlock[] cones, int m) {
    int[] end = new int[m];
    for (ConeBlock cone : cones)
      for (int i = cone.first(); i < cone.end(); i++)
        end[i] = cone.rotationSize() > 0 ? cone.end() : i + 1;
    return end;
  }

  /// Reads the scales of a point.
  ///
  /// @param noise relative error of the point
  public void read(ProgramData data, int instance, Point at, double noise) {
    Arrays.fill(wantsSlack, true);
    Arrays.fill(wantsDual, true);
    readWanted(data, instance, at, noise);
  }

  /// Reads the scales of a point that stays where it is but for a small correction: of a row whose
  /// slack is 0 only σ_z, of one whose dual is 0 only σ_s; what is not read is 1.
  void readWhereNeeded(ProgramData data, int instance, Point at, double noise) {
    chooseRows(at.s(), at.z());
    readWanted(data, instance, at, noise);
  }

  private void readWanted(ProgramData data, int instance, Point at, double noise) {
    columns.read(data, instance, at.y(), at.z(), wantsDual, noise);
    Arrays.fill(terms, 0);
    data.a().addSizes(instance, wantsSlack, 0, columns.unit, terms);
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    double[] size = scales.size();
    for (int i = 0; i < size.length; i++) {
      double right = Math.abs(b[bAt + i]), share = columns.share[i];
      size[i] = (right < Double.POSITIVE_INFINITY ? right : 0) + terms[i];
      slackSize[i] = size[i];
      dualSize[i] = share > 0 ? 1 / share : 0;
    }
    for (ConeBlock cone : cones) {
      cone.toMeasure(size, slackSize, dualSize);
      if (cone.rotationSize() > 0) setCurved(cone.first(), cone.end());
      else for (int i = cone.first(); i < cone.end(); i++) setFlat(i);
    }
  }

  private void chooseRows(double[] s, double[] z) {
    for (int i = 0; i < s.length; i++) {
      boolean isCurved = curved[i], isUnknown = s[i] == 0 && z[i] == 0;
      wantsSlack[i] = isCurved || s[i] != 0 || isUnknown;
      wantsDual[i] = isCurved || z[i] != 0 || isUnknown;
    }
  }

  private void setFlat(int i) {
    set(i, wantsSlack[i] ? slackSize[i] : 1, wantsDual[i] ? dualSize[i] : 1);
  }

  /// Whether a row has coefficients, at the last point.
  boolean hasTerms(int i) {
    return terms[i] > 0 || columns.share[i] > 0;
  }

  private void setCurved(int from, int to) {
    double slack = Norms.euclidean(slackSize, from, to - from);
    double dual = curvedDual * Norms.euclidean(dualSize, from, to - from);
    for (int i = from; i < to; i++) set(i, slack, dual);
  }

  private void set(int i, double slack, double dual) {
    scales.slack()[i] = slack > 0 ? slack : 1;
    scales.dual()[i] = dual > 0 ? dual : NOTHING_COUNTS;
  }
}
