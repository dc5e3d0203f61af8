package io.ffolayer.solve.interior;

import io.ffolayer.internal.scale.Point;
import io.ffolayer.internal.scale.PointProducts;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;

/// A point (y, s, z) in equilibrated units and the products of the data with it.
final class Iterate {
  final double[] y;
  final double[] s;
  final double[] z;

  /// The same three arrays.
  final Point point;

  final PointProducts products;

  /// The arrays of [#products].
  final double[] py;

  final double[] atz;
  final double[] ay;

  Iterate(ProgramStructure structure) {
    y = new double[structure.variables()];
    s = new double[structure.rows()];
    z = new double[structure.rows()];
    point = Point.of(y, s, z);
    products = new PointProducts(structure);
    py = products.py;
    atz = products.atz;
    ay = products.ay;
  }

  /// Computes Py, Aᵀz and Ay.
  void multiply(ProgramData data) {
    products.multiply(data, 0, point);
  }

  /// Computes Py and Ay.
  void multiplyPrimal(ProgramData data) {
    products.multiplyPrimal(data, 0, y, 0);
  }

  /// Computes Aᵀz.
  void multiplyDual(ProgramData data) {
    products.multiplyDual(data, 0, z, 0);
  }

  /// Takes (y, s, z) of another point, divided by τ; its products are not taken.
  void set(Iterate other, double tau) {
    double factor = 1 / tau;
    for (int j = 0; j < y.length; j++) y[j] = other.y[j] * factor;
    for (int i = 0; i < s.length; i++) {
      s[i] = other.s[i] * factor;
      z[i] = other.z[i] * factor;
    }
  }
}
