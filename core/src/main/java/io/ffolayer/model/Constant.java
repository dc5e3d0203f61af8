package io.ffolayer.model;

import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A vector or matrix that is known when the layer is made; what depends on constants alone is
/// computed once.
public final class Constant implements Expression, Coefficient {
  private final int[] shape;
  private final double[] values;
  private final Layout.@Nullable Sparse pattern;
  private final Sign sign;

  private Constant(int[] shape, double[] values, Layout.@Nullable Sparse pattern) {
    this.shape = shape;
    this.values = values;
    this.pattern = pattern;
    this.sign = signOf(values);
  }

  private static Sign signOf(double[] values) {
    Sign sign = Sign.ZERO;
    for (int k = 0; k < values.length && sign != Sign.UNKNOWN; k++)
      sign = sign.or(Double.isNaN(values[k]) ? Sign.UNKNOWN : Sign.of(values[k]));
    return sign;
  }

  public static Constant scalar(double value) {
    return new Constant(new int[0], new double[] {value}, null);
  }

  public static Constant constant(double... vector) {
    return new Constant(new int[] {vector.length}, vector.clone(), null);
  }

  /// @throws ShapeException if the rows differ in length
  public static Constant constant(double[][] matrix) {
    return constant(Tensor.matrix(matrix));
  }

  public static Constant constant(Tensor tensor) {
    return new Constant(tensor.shape(), tensor.values().clone(), null);
  }

  /// A sparse matrix: one value for each entry of the pattern, column by column.
  ///
  /// @throws ShapeException if the number of values is not the number of entries
  public static Constant sparse(Layout.Sparse pattern, double... values) {
    if (values.length != pattern.size())
      throw new ShapeException(
          values.length + " values for a pattern with " + pattern.size() + " entries");
    return new Constant(new int[] {pattern.rows(), pattern.columns()}, values.clone(), pattern);
  }

  /// A diagonal matrix, stored as its diagonal.
  public static Constant diagonal(double... diagonal) {
    return sparse(Layout.Sparse.diagonal(diagonal.length), diagonal);
  }

  /// factor · I, stored as its diagonal.
  public static Constant identity(int n, double factor) {
    double[] diagonal = new double[n];
    Arrays.fill(diagonal, factor);
    return diagonal(diagonal);
  }

  /// A vector with the same value everywhere.
  public static Constant filled(int n, double value) {
    double[] vector = new double[n];
    Arrays.fill(vector, value);
    return constant(vector);
  }

  /// An array of this shape with the same value everywhere.
  static Constant everywhere(double value, int... shape) {
    double[] values = new double[Tensor.sizeOf(shape)];
    Arrays.fill(values, value);
    return new Constant(shape.clone(), values, null);
  }

  /// A sparse matrix with rows and columns exchanged.
  Constant transposed(Layout.Sparse own) {
    int size = own.size();
    int[] i = new int[size];
    int[] j = new int[size];
    for (int column = 0; column < own.columns(); column++)
      for (int k = own.columnStart(column); k < own.columnStart(column + 1); k++) {
        i[k] = column;
        j[k] = own.rowIndex(k);
      }
    Layout.Sparse mirrored = Layout.Sparse.ofEntries(own.columns(), own.rows(), i, j);
    double[] exchanged = new double[size];
    for (int k = 0; k < size; k++) exchanged[mirrored.position(i[k], j[k])] = values[k];
    return new Constant(new int[] {own.columns(), own.rows()}, exchanged, mirrored);
  }

  /// factor · this.
  Constant scaled(double factor) {
    double[] scaled = values.clone();
    for (int k = 0; k < scaled.length; k++) scaled[k] *= factor;
    return new Constant(shape, scaled, pattern);
  }

  /// The number that all entries are, or "constant" and the shape.
  @Override
  public String name() {
    if (pattern == null && values.length > 0) {
      boolean same = true;
      for (double value : values) same &= value == values[0];
      if (same) return ExpressionText.number(values[0]);
    }
    return "constant";
  }

  @Override
  public Sign sign() {
    return sign;
  }

  @Override
  public Curvature curvature() {
    return Curvature.CONSTANT;
  }

  @Override
  public Curvature parametricCurvature() {
    return Curvature.CONSTANT;
  }

  @Override
  public boolean hasVariables() {
    return false;
  }

  @Override
  public boolean hasParameters() {
    return false;
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public Layout.@Nullable Sparse pattern() {
    return pattern;
  }

  /// The values themselves, not a copy, row-major or in the order of the pattern: to be read only.
  public double[] values() {
    return values;
  }

  @Override
  public String toString() {
    return "constant" + Arrays.toString(shape);
  }
}
