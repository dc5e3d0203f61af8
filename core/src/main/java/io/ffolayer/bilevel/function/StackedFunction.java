package io.ffolayer.bilevel.function;

import java.util.Arrays;
import java.util.List;

/// The rows of several functions, one after the other.
public record StackedFunction(List<SmoothFunction> parts) implements SmoothFunction {
  public StackedFunction {
    parts = List.copyOf(parts);
  }

  @Override
  public int rows() {
    return parts.stream().mapToInt(SmoothFunction::rows).sum();
  }

  @Override
  public void value(double[] x, double[] y, double[] out) {
    int next = 0;
    for (SmoothFunction part : parts) {
      int rows = part.rows();
      if (rows == 0) continue;
      double[] own = new double[rows];
      part.value(x, y, own);
      System.arraycopy(own, 0, out, next, rows);
      next += rows;
    }
  }

  @Override
  public void addProductX(double[] x, double[] y, double[] weights, double[] out) {
    int next = 0;
    for (SmoothFunction part : parts) {
      double[] own = Arrays.copyOfRange(weights, next, next + part.rows());
      if (isNonzero(own)) part.addProductX(x, y, own, out);
      next += own.length;
    }
  }

  @Override
  public void addProductY(double[] x, double[] y, double[] weights, double[] out) {
    int next = 0;
    for (SmoothFunction part : parts) {
      double[] own = Arrays.copyOfRange(weights, next, next + part.rows());
      if (isNonzero(own)) part.addProductY(x, y, own, out);
      next += own.length;
    }
  }

  private static boolean isNonzero(double[] weights) {
    for (double weight : weights) if (weight != 0) return true;
    return false;
  }
}
