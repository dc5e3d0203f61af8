package io.ffolayer.bilevel.function;

import io.ffolayer.bilevel.function.SmoothFunction.Product;
import io.ffolayer.bilevel.function.SmoothFunction.Values;

/// A function written by hand.
record FunctionOfRows(int rows, Values values, Product byX, Product byY) implements SmoothFunction {
  FunctionOfRows {
    if (rows < 0) throw new IllegalArgumentException("a function with " + rows + " rows");
  }

  @Override
  public void value(double[] x, double[] y, double[] out) {
    values.write(x, y, out);
  }

  @Override
  public void addProductX(double[] x, double[] y, double[] weights, double[] out) {
    byX.add(x, y, weights, out);
  }

  @Override
  public void addProductY(double[] x, double[] y, double[] weights, double[] out) {
    byY.add(x, y, weights, out);
  }
}
