package io.ffolayer.program;

import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;

/// An array of doubles with a shape, row-major (the last index runs fastest). Without axes it is
/// one number.
public final class Tensor {
  private final double[] values;
  private final int[] shape;

  private Tensor(double[] values, int[] shape) {
    if (values.length != sizeOf(shape))
      throw new ShapeException(
          values.length + " values do not fill the shape " + Arrays.toString(shape));
    this.values = values;
    this.shape = shape;
  }

  /// A tensor with its own copy of the values.
  ///
  /// @throws ShapeException if the number of values is not the product of the shape
  public static Tensor of(double[] values, int... shape) {
    return new Tensor(values.clone(), shape.clone());
  }

  /// A tensor over the caller's array, without a copy: for large batches. The caller must not write
  /// to the array while a pass that uses the tensor is alive.
  public static Tensor wrap(double[] values, int... shape) {
    return new Tensor(values, shape.clone());
  }

  public static Tensor scalar(double value) {
    return new Tensor(new double[] {value}, new int[0]);
  }

  public static Tensor vector(double... values) {
    return of(values, values.length);
  }

  /// @throws ShapeException if the rows differ in length
  public static Tensor matrix(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] values = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns)
        throw new ShapeException(
            "row " + i + " of a matrix has " + rows[i].length + " entries, row 0 has " + columns);
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return wrap(values, rows.length, columns);
  }

  public static Tensor zeros(int... shape) {
    return wrap(new double[sizeOf(shape)], shape);
  }

  /// Product of the axes; 1 without axes.
  ///
  /// @throws ShapeException if an axis is negative or the product exceeds the largest array
  public static int sizeOf(int... shape) {
    long size = 1;
    for (int axis : shape) {
      if (axis < 0) throw new ShapeException("negative axis in shape " + Arrays.toString(shape));
      size *= axis;
      if (size > Integer.MAX_VALUE - 8)
        throw new ShapeException("shape " + Arrays.toString(shape) + " exceeds the largest array");
    }
    return (int) size;
  }

  public int[] shape() {
    return shape.clone();
  }

  public int rank() {
    return shape.length;
  }

  public int axis(int k) {
    return shape[k];
  }

  public int size() {
    return values.length;
  }

  /// The values themselves, not a copy, row-major: to be read only.
  public double[] values() {
    return values;
  }

  public double at(int... index) {
    if (index.length != shape.length)
      throw new ShapeException(
          "index " + Arrays.toString(index) + " for shape " + Arrays.toString(shape));
    int position = 0;
    for (int k = 0; k < shape.length; k++) {
      if (index[k] < 0 || index[k] >= shape[k])
        throw new ShapeException(
            "index " + Arrays.toString(index) + " outside shape " + Arrays.toString(shape));
      position = position * shape[k] + index[k];
    }
    return values[position];
  }

  /// The single number of a tensor of size 1.
  public double item() {
    if (values.length != 1)
      throw new ShapeException("item() needs one value, the shape is " + Arrays.toString(shape));
    return values[0];
  }

  /// Entry `index` along the first axis, copied.
  public Tensor slice(int index) {
    if (shape.length == 0)
      throw new ShapeException("slice() needs an axis, the tensor is a number");
    int size = sizeOf(Arrays.copyOfRange(shape, 1, shape.length));
    if (index < 0 || index >= shape[0])
      throw new ShapeException("slice " + index + " outside shape " + Arrays.toString(shape));
    return wrap(
        Arrays.copyOfRange(values, index * size, (index + 1) * size),
        Arrays.copyOfRange(shape, 1, shape.length));
  }

  /// The same values under another shape of the same size, without a copy.
  public Tensor reshape(int... newShape) {
    return wrap(values, newShape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    String text =
        values.length <= 16
            ? Arrays.toString(values)
            : "[" + values[0] + ", " + values[1] + ", … " + values[values.length - 1] + "]";
    return "Tensor" + Arrays.toString(shape) + " " + text;
  }
}
