package io.ffolayer.internal.cone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import java.util.List;

/// The block of one cone behind [#BEFORE] rows of another and before [#AFTER] more, with the arrays
/// of all rows; what lies outside the block is marked.
final class ConeHarness {
  private static final int BEFORE = 3;
  private static final int AFTER = 2;
  private static final double MARK = 123.25;

  final ConeBlock block;
  final Rotation rotation;
  final double[] s;
  final double[] z;
  final double[] l;
  final double[] distance;
  private final double[] ds;
  private final double[] dz;
  private final double[] shift;
  private final FaceScales scales;
  private final FaceRows face;

  ConeHarness(ConeOracle oracle) {
    var cone = new ProductCone(List.of(new ZeroCone(BEFORE), oracle.cone(), new ZeroCone(AFTER)));
    Layout none = new Layout.Dense(1, 1);
    var structure =
        new ProgramStructure(none, List.of(new RowBlock(cone, new Layout.Dense(cone.size(), 1))));
    ConeBlock[] blocks = ConeBlock.of(structure);
    block = blocks[1];
    int m = structure.rows();
    face = new FaceRows(blocks, m);
    scales = new FaceScales(m);
    rotation = face.rotation;
    assertThat(block.first()).isEqualTo(BEFORE);
    assertThat(block.end()).isEqualTo(m - AFTER);
    s = marked(m);
    z = marked(m);
    l = face.l;
    distance = face.distance;
    Arrays.fill(l, MARK);
    Arrays.fill(distance, MARK);
    ds = marked(m);
    dz = marked(m);
    shift = marked(m);
  }

  private static double[] marked(int m) {
    double[] values = new double[m];
    Arrays.fill(values, MARK);
    return values;
  }

  int size() {
    return block.end() - block.first();
  }

  double[] read(double[] all) {
    return Arrays.copyOfRange(all, block.first(), block.end());
  }

  void write(double[] slack, double[] dual) {
    System.arraycopy(slack, 0, s, block.first(), size());
    System.arraycopy(dual, 0, z, block.first(), size());
  }

  void scales(double ofSlack, double ofDual) {
    Arrays.fill(scales.slack(), block.first(), block.end(), ofSlack);
    Arrays.fill(scales.dual(), block.first(), block.end(), ofDual);
  }

  boolean scale() {
    return block.scale(s, z, .1, l, rotation);
  }

  void snap() {
    block.snap(s, z, scales, face);
  }

  double[] affineShift() {
    block.affineShift(s, shift);
    return read(shift);
  }

  double[] combinedShift(double[] slack, double[] dual, double centering, boolean secondOrder) {
    writeDirection(slack, dual);
    if (secondOrder) block.combinedShift(s, z, ds, dz, centering, shift);
    else block.centeringShift(s, z, centering, shift);
    return read(shift);
  }

  double longestStep(double[] slack, double[] dual) {
    writeDirection(slack, dual);
    return block.longestStep(s, ds, z, dz);
  }

  boolean accepts(double[] slack, double[] dual, double step) {
    writeDirection(slack, dual);
    return block.accepts(s, ds, z, dz, step);
  }

  boolean contains(double[] slack, double[] dual, double step) {
    writeDirection(slack, dual);
    return block.contains(s, ds, z, dz, step);
  }

  private void writeDirection(double[] slack, double[] dual) {
    System.arraycopy(slack, 0, ds, block.first(), size());
    System.arraycopy(dual, 0, dz, block.first(), size());
  }

  /// Uᵀ v.
  double[] rotate(double[] v) {
    double[] rotated = v.clone();
    block.rotate(rotation, rotated, 0, 1);
    return rotated;
  }

  /// U v.
  double[] rotateBack(double[] v) {
    double[] rotated = v.clone();
    block.rotateBack(rotation, rotated, 0);
    return rotated;
  }

  /// U diag(weights) Uᵀ v.
  double[] multiply(double[] weights, double[] v) {
    double[] rotated = rotate(v);
    for (int i = 0; i < rotated.length; i++) rotated[i] *= weights[i];
    return rotateBack(rotated);
  }

  void assertRotationIsOrthonormal() {
    int size = size();
    double[][] rows = new double[size][];
    for (int i = 0; i < size; i++) {
      double[] unit = new double[size];
      unit[i] = 1;
      rows[i] = rotateBack(unit);
      ConeContractTest.assertClose(rotate(rows[i]), unit, 1e-14 * (size + 5));
    }
    for (int i = 0; i < size; i++)
      for (int j = 0; j <= i; j++)
        assertThat(dot(rows[i], rows[j])).isCloseTo(i == j ? 1 : 0, within(1e-14 * (size + 5)));
  }

  /// Calls everything once, from the given point; s and z are left projected.
  void everything(double[] slack, double[] dual, double[] rows, int columns) {
    System.arraycopy(slack, 0, s, 0, s.length);
    System.arraycopy(dual, 0, z, 0, z.length);
    block.scale(s, z, .1, l, rotation);
    block.rotate(rotation, rows, 0, columns);
    block.rotateBack(rotation, rows, 0);
    block.affineShift(s, shift);
    int first = block.first(), size = size();
    for (int i = first; i < first + size; i++) {
      ds[i] = .3 - slack[i];
      dz[i] = -.2 * dual[i];
    }
    block.centeringShift(s, z, .1, shift);
    block.combinedShift(s, z, ds, dz, .1, shift);
    block.accepts(s, ds, z, dz, block.longestStep(s, ds, z, dz));
    block.takePart(s, z, .01, l, rotation);
    block.snap(s, z, scales, face);
    for (int i = first; i < first + size; i++) s[i] = z[i] = slack[i] - 2 * dual[i];
    block.project(s);
    block.projectDual(z);
  }

  void assertOtherRowsAreUntouched() {
    for (double[] all : List.of(s, z, l, distance, ds, dz, shift))
      for (int i = 0; i < all.length; i++)
        if (i < block.first() || i >= block.end()) assertThat(all[i]).isEqualTo(MARK);
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  static double[] plus(double[] a, double factor, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < a.length; i++) sum[i] += factor * b[i];
    return sum;
  }
}
