package io.ffolayer.internal.kkt.conic;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.conic.ExpandedStructure.Expanded;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The expanded rows of one instance and one rotation, with their weights, and the rows p = A_xᵀu
/// that border them; written anew at each factorisation of an [ExpandedKkt], where the derivation
/// stands.
final class ExpandedRows {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double ROOT2 = Math.sqrt(2);

  private final ExpandedStructure structure;
  private final Rotation rotation;
  private final double[][] values;
  private final double[] axis;

  /// The weights of the expanded rows.
  final double[] weights;

  /// p of every cone, on the columns of its axis rows.
  final double[][] border;

  /// The weight c of every cone, 0 where there is nothing to take back.
  final double[] common;

  /// @param rotation that of the program's rows, set by the owner before [#write]
  ExpandedRows(ExpandedStructure structure, Rotation rotation) {
    this.structure = structure;
    this.rotation = rotation;
    values = new double[structure.places.size()][];
    for (int k = 0; k < values.length; k++) values[k] = new double[sizeOf(k)];
    axis = new double[structure.original.rows()];
    weights = new double[structure.rows.rows()];
    border = new double[structure.cones.size()][];
    for (int e = 0; e < border.length; e++)
      border[e] = new double[structure.cones.get(e).axes().columns().length];
    common = new double[structure.cones.size()];
  }

  /// Numbers of block k, 0 where it is as it was.
  private int sizeOf(int k) {
    boolean asItWas = structure.places.get(k).length == 0;
    return asItWas ? 0 : structure.rows.blocks().get(k).layout().size();
  }

  /// The program with these rows in place of its own, and no right-hand side.
  ProgramData in(ProgramData original) {
    List<Batched> slots = new ArrayList<>();
    for (int k = 0; k < values.length; k++)
      slots.add(
          values[k].length > 0
              ? Batched.each(values[k], values[k].length)
              : original.rows().get(k));
    return new ProgramData(
        structure.rows,
        1,
        original.quadratic(),
        original.linear(),
        slots,
        Batched.each(new double[weights.length], weights.length));
  }

  /// @param l the weights of the rotated rows of the program
  void write(ProgramData original, double[] l) {
    for (int i = 0; i < l.length; i++) weights[structure.expandedRow[i]] = l[i];
    for (int k = 0; k < values.length; k++) copyRows(k, original.rows().get(k).values());
    for (int e = 0; e < common.length; e++) {
      Expanded cone = structure.cones.get(e);
      writeAxes(cone, border[e], original.rows().get(cone.block()).values(), l);
      double x = l[cone.first() + 2];
      common[e] = x > 0 && x < INFINITY ? x : 0;
      weigh(cone, l);
    }
  }

  private void copyRows(int k, double[] a) {
    int[] place = structure.places.get(k);
    for (int e = 0; e < place.length; e++) if (place[e] >= 0) values[k][place[e]] = a[e];
  }

  /// The axis rows and p of one cone. Where it is wholly active, the row t stands in place of the
  /// axes.
  private void writeAxes(Expanded cone, double[] p, double[] a, double[] l) {
    double[] to = values[cone.block()];
    int[] plus = cone.axes().plus(), minus = cone.axes().minus();
    setAxis(cone);
    Arrays.fill(p, 0);
    for (int place : plus) to[place] = 0;
    ExpandedStructure.ConeEntries entries = cone.entries();
    for (int k = 0; k < entries.place().length; k++) {
      double value = a[entries.place()[k]];
      int row = entries.row()[k], column = entries.column()[k];
      if (row == 0) to[plus[column]] = value;
      else p[column] += axis[cone.first() + row] * value;
    }
    boolean allActive = isWhollyActive(cone, l);
    for (int s = 0; s < p.length; s++) {
      double t = to[plus[s]];
      to[plus[s]] = allActive ? t : (t + p[s]) / ROOT2;
      to[minus[s]] = allActive ? 0 : (t - p[s]) / ROOT2;
    }
  }

  private void weigh(Expanded cone, double[] l) {
    boolean allActive = isWhollyActive(cone, l);
    int first = cone.expandedFirst();
    weights[first] = allActive ? 0 : l[cone.first()];
    weights[first + 1] = allActive ? INFINITY : l[cone.first() + 1];
    Arrays.fill(weights, first + 2, first + cone.size() + 1, l[cone.first() + 2]);
  }

  static boolean isWhollyActive(Expanded cone, double[] l) {
    return l[cone.first() + 2] == 0;
  }

  /// (0, u) = U (1, −1, 0, …)/√2.
  private void setAxis(Expanded cone) {
    Arrays.fill(axis, cone.first(), cone.first() + cone.size(), 0);
    axis[cone.first()] = 1 / ROOT2;
    axis[cone.first() + 1] = -1 / ROOT2;
    rotation.applyTransposedToRows(cone.cone(), axis, cone.first());
  }
}
