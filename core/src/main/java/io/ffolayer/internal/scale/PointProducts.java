package io.ffolayer.internal.scale;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// The products of the data of one instance with a point: Py, Aᵀz and Ay. All that residuals need
/// to know of P and A.
public final class PointProducts {
  /// n values.
  public final double[] py;

  /// n values.
  public final double[] atz;

  /// m values.
  public final double[] ay;

  public PointProducts(ProgramStructure structure) {
    py = new double[structure.variables()];
    atz = new double[structure.variables()];
    ay = new double[structure.rows()];
  }

  /// Computes all three.
  public void multiply(ProgramData data, int instance, Point point) {
    multiplyPrimal(data, instance, point.y(), point.yAt());
    multiplyDual(data, instance, point.z(), point.rowAt());
  }

  /// Computes Py and Ay.
  public void multiplyPrimal(ProgramData data, int instance, double[] y, int yAt) {
    Arrays.fill(py, 0);
    Arrays.fill(ay, 0);
    data.addQuadraticProduct(instance, y, yAt, py, 0);
    data.addRowProduct(instance, y, yAt, ay, 0);
  }

  /// Computes Aᵀz.
  public void multiplyDual(ProgramData data, int instance, double[] z, int zAt) {
    Arrays.fill(atz, 0);
    data.addTransposedProduct(instance, z, zAt, atz, 0);
  }
}
