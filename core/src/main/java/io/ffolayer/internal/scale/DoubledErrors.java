package io.ffolayer.internal.scale;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.DoubledSums;

/// The errors of a point in doubled precision.
///
/// @param rows Ay + s − b, 0 at absent rows
/// @param columns Py + q + Aᵀz
/// @param gap yᵀPy + qᵀy + bᵀz without its large terms
record DoubledErrors(double[] rows, double[] columns, double gap) {
  static DoubledErrors of(ProgramData data, int instance, Point point) {
    double[] y = point.y(), s = point.s(), z = point.z();
    int yAt = point.yAt(), rowAt = point.rowAt();
    DoubledSums rows = new DoubledSums(data.structure().rows());
    DoubledSums columns = new DoubledSums(data.structure().variables());
    double[] primal = data.primalResidual(instance, y, yAt, s, rowAt, rows);
    double[] dual = data.dualResidual(instance, y, yAt, z, rowAt, columns);
    return new DoubledErrors(primal, dual, gap(point, primal, dual));
  }

  /// yᵀ(Py + q + Aᵀz) + zᵀ(s − (Ay + s − b)).
  private static double gap(Point point, double[] primal, double[] dual) {
    double[] y = point.y(), s = point.s(), z = point.z();
    int yAt = point.yAt(), rowAt = point.rowAt();
    double gap = 0;
    for (int j = 0; j < dual.length; j++) gap += y[yAt + j] * dual[j];
    for (int i = 0; i < primal.length; i++)
      if (z[rowAt + i] != 0) gap += z[rowAt + i] * (s[rowAt + i] - primal[i]);
    return gap;
  }

  double primal() {
    return Reach.largest(rows);
  }

  double dual() {
    return Reach.largest(columns);
  }
}
