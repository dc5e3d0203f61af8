package io.ffolayer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/// The way between arrays of the framework, of 32 or 64 bits, and doubles.
///
/// No operation between an array and a plain number stands in this package: the engine keeps such a
/// number in memory that the garbage collector frees, although the graph still reads it.
final class NumberArrays {
  private NumberArrays() {}

  static boolean areNumbers(DataType type) {
    return type == DataType.FLOAT32 || type == DataType.FLOAT64;
  }

  /// The values of an array of 32 or 64 bits, row-major.
  static double[] read(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) return array.toDoubleArray();
    float[] values = array.toFloatArray();
    double[] wide = new double[values.length];
    for (int k = 0; k < wide.length; k++) wide[k] = values[k];
    return wide;
  }

  /// A new array of the manager.
  static NDArray create(NDManager manager, double[] values, Shape shape, DataType type) {
    if (type == DataType.FLOAT64) return manager.create(values, shape);
    float[] narrow = new float[values.length];
    for (int k = 0; k < narrow.length; k++) narrow[k] = (float) values[k];
    return manager.create(narrow, shape);
  }
}
