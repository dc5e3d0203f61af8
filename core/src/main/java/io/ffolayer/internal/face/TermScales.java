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
  /// The dual scale of rows in whose columns nothing acts: beside it nothing counts.
  static final double NOTHING_COUNTS = 1e300;

  /// The scales of the last point; [#readWhereNeeded] writes those of curved cones alone.
  public final FaceScales scales;

  private final ConeBlock[] cones;
  private final ConeBlock[] curvedCones;
  private final double curvedDual;
  private final ColumnSizes columns;
  private final boolean[] curved;
  private final boolean[] wantsSlack;
  private final boolean[] wantsDual;
  private final double[] slackSize;
  private final double[] measuredSlack;
  private final double[] measuredDual;

  /// @param curvedDual a factor on σ_z of curved cones: the larger, the more the slack decides
  ///   where on its face a pair is
  public TermScales(ProgramStructure structure, ConeBlock[] cones, double curvedDual) {
    this.cones = cones;
    this.curvedDual = curvedDual;
    int m = structure.rows();
    scales = new FaceScales(m);
    curvedCones =
        Arrays.stream(cones).filter(cone -> cone.rotationSize() > 0).toArray(ConeBlock[]::new);
    curved = new boolean[m];
    for (ConeBlock cone : curvedCones) Arrays.fill(curved, cone.first(), cone.end(), true);
    wantsSlack = new boolean[m];
    wantsDual = new boolean[m];
    Arrays.fill(wantsSlack, true);
    Arrays.fill(wantsDual, true);
    slackSize = new double[m];
    measuredSlack = new double[m];
    measuredDual = new double[m];
    columns = new ColumnSizes(structure, curvedCones);
  }

  /// Reads the scales of a point.
  ///
  /// @param noise relative error of the point
  public void read(ProgramData data, int instance, Point at, double noise) {
    Arrays.fill(wantsSlack, true);
    Arrays.fill(wantsDual, true);
    readSizes(data, instance, at, noise);
    for (ConeBlock cone : cones)
      if (cone.rotationSize() == 0)
        for (int i = cone.first(); i < cone.end(); i++) set(i, scales.size()[i], flatDual(i));
  }

  /// Reads the scales of a point that stays where it is but for a small correction: of a row whose
  /// slack is 0 only σ_z and the terms that it has, of one whose dual is 0 only σ_s, where that
  /// saves reading the row; a σ_z that is not read is 1.
  void readWhereNeeded(ProgramData data, int instance, Point at, double noise) {
    if (data.a().readsSingleRows()) chooseRows(at.s(), at.z());
    readSizes(data, instance, at, noise);
  }

  private void readSizes(ProgramData data, int instance, Point at, double noise) {
    columns.read(data, instance, at.y(), at.z(), wantsDual, noise);
    if (columns.hasGuesses()) Arrays.fill(wantsSlack, true);
    data.a().addSizes(instance, wantsSlack, 0, columns.beyond, columns.rowTerms);
    double[] b = data.rhs().values(), size = scales.size(), terms = columns.rowTerms;
    int bAt = data.rhs().offset(instance);
    for (int i = 0; i < size.length; i++) {
      double right = Math.abs(b[bAt + i]);
      size[i] = (right < Double.POSITIVE_INFINITY ? right : 0) + terms[i];
    }
    for (ConeBlock cone : curvedCones) {
      System.arraycopy(size, cone.first(), slackSize, cone.first(), cone.end() - cone.first());
      setCurved(cone);
    }
  }

  /// How far from 0 rounding may leave a solution that is 0, in units of rounding: see
  /// [ColumnSizes#lengthBeyond].
  double beyondY() {
    return columns.lengthBeyond();
  }

  /// Reads the σ_s that [#readWhereNeeded] has not read.
  void readUnreadSlacks(ProgramData data, int instance) {
    double[] size = scales.size(), beyond = new double[size.length];
    boolean[] unread = new boolean[size.length];
    for (int i = 0; i < unread.length; i++) unread[i] = !wantsSlack[i];
    data.a().addSizes(instance, unread, 0, columns.beyond, beyond);
    for (int i = 0; i < unread.length; i++) if (unread[i]) size[i] += beyond[i];
    Arrays.fill(wantsSlack, true);
  }

  private void chooseRows(double[] s, double[] z) {
    for (int i = 0; i < s.length; i++) {
      boolean isUnknown = curved[i] || (s[i] == 0 && z[i] == 0);
      wantsSlack[i] = s[i] != 0 || isUnknown;
      wantsDual[i] = z[i] != 0 || isUnknown;
    }
  }

  /// Whether a row has coefficients, at the last point.
  boolean hasTerms(int i) {
    return columns.rowTerms[i] > 0 || columns.share[i] > 0;
  }

  /// 1/σ_s of a row of R₊ at the last point; where it was not read, that of its own terms alone.
  double perSlack(int i) {
    return scales.size()[i] > 0 ? 1 / scales.size()[i] : 1;
  }

  /// 1/σ_z of a row of R₊ at the last point.
  double perDual(int i) {
    return wantsDual[i] ? Math.max(columns.share[i], 1 / NOTHING_COUNTS) : 1;
  }

  /// The dual of a row that would be all the force in one of its columns at the last point, 0 where
  /// no force acts.
  double flatDual(int i) {
    return columns.share[i] > 0 ? 1 / columns.share[i] : 0;
  }

  /// Sets σ_s and σ_z of a curved cone for the coordinates that the sizes of its rows in
  /// [FaceScales#size] choose.
  void setCurved(ConeBlock cone) {
    int from = cone.first(), to = cone.end();
    for (int i = from; i < to; i++) {
      measuredSlack[i] = slackSize[i];
      measuredDual[i] = flatDual(i);
    }
    cone.toMeasure(scales.size(), measuredSlack, measuredDual);
    double slack = Norms.euclidean(measuredSlack, from, to - from);
    double dual = curvedDual * Norms.euclidean(measuredDual, from, to - from);
    for (int i = from; i < to; i++) set(i, slack, dual);
  }

  private void set(int i, double slack, double dual) {
    scales.slack()[i] = slack > 0 ? slack : 1;
    scales.dual()[i] = dual > 0 ? dual : NOTHING_COUNTS;
  }
}
