package io.ffolayer.solve.interior;

import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// A point (y, s, z) and the products of the data with it.
final class Iterate {
  final double[] y;
  final double[] s;
  final double[] z;
  final double[] py;
  final double[] atz;
  final double[] ay;

  Iterate(int variables, int rows) {
    y = new double[variables];
    s = new double[rows];
    z = new double[rows];
    py = new double[variables];
    atz = new double[variables];
    ay = new double[rows];
  }

  /// Computes Py, Aᵀz and Ay.
  void multiply(ProgramData data) {
    multiplyPrimal(data);
    multiplyDual(data);
  }

  /// Computes Py and Ay.
  void multiplyPrimal(ProgramData data) {
    Arrays.fill(py, 0);
    Arrays.fill(ay, 0);
    data.addQuadraticProduct(0, y, 0, py, 0);
    data.addRowProduct(0, y, 0, ay, 0);
  }

  /// Computes Aᵀz.
  void multiplyDual(ProgramData data) {
    Arrays.fill(atz, 0);
    data.addTransposedProduct(0, z, 0, atz, 0);
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
