package io.ffolayer.bilevel.inner;

import io.ffolayer.internal.descent.Landscape;
import java.util.Arrays;
import java.util.function.Consumer;

/// g alone, over a set.
record ObjectiveLandscape(InnerProblem problem, double[] x, Consumer<double[]> projection)
    implements Landscape {
  private static final double[] ONE = {1};

  @Override
  public int size() {
    return problem.inner();
  }

  @Override
  public double value(double[] y) {
    return problem.objective().number(x, y);
  }

  @Override
  public void gradient(double[] y, double[] out) {
    Arrays.fill(out, 0);
    problem.objective().addProductY(x, y, ONE, out);
  }

  @Override
  public void project(double[] y) {
    projection.accept(y);
  }
}
