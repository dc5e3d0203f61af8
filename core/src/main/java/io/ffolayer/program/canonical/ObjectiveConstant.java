package io.ffolayer.program.canonical;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.ParameterValues;
import java.util.List;

/// What the objective holds beside ½yᵀPy + qᵀy: a function of the parameters alone, affine and sums
/// of squares. It moves no solution, but it is part of the optimal value.
///
/// @param affine a slot of size 1
public record ObjectiveConstant(AffineMap affine, List<Square> squares) {
  public ObjectiveConstant {
    squares = List.copyOf(squares);
  }

  public static final ObjectiveConstant ZERO =
      new ObjectiveConstant(new AffineMap.Fixed(new double[1]), List.of());

  /// Σ weight · c_row · c_column of the vector c.
  public record Square(AffineMap vector, int[] row, int[] column, double[] weight) {
    private double[] at(ParameterValues theta, int instance) {
      double[] c = new double[vector.size()];
      vector.apply(theta, instance, c, 0);
      return c;
    }

    private double value(ParameterValues theta, int instance) {
      double[] c = at(theta, instance);
      double sum = 0;
      for (int k = 0; k < row.length; k++) sum += weight[k] * c[row[k]] * c[column[k]];
      return sum;
    }

    /// The derivative with respect to c.
    private double[] slope(ParameterValues theta, int instance, double factor) {
      double[] c = at(theta, instance);
      double[] slope = new double[c.length];
      for (int k = 0; k < row.length; k++) {
        slope[row[k]] += factor * weight[k] * c[column[k]];
        slope[column[k]] += factor * weight[k] * c[row[k]];
      }
      return slope;
    }
  }

  public double value(ParameterValues theta, int instance) {
    double[] value = new double[1];
    affine.apply(theta, instance, value, 0);
    for (Square square : squares) value[0] += square.value(theta, instance);
    return value[0];
  }

  /// Whether the parameter has a say in it.
  public boolean reads(int parameter) {
    return affine.reads(parameter)
        || squares.stream().anyMatch(square -> square.vector().reads(parameter));
  }

  /// gradient[at + j] += cotangent · ∂value/∂θ_j.
  public void pullBack(
      int parameter,
      ParameterValues theta,
      int instance,
      double cotangent,
      double[] gradient,
      int at) {
    affine.pullBack(parameter, new double[] {cotangent}, 0, gradient, at);
    for (Square square : squares)
      if (square.vector().reads(parameter))
        square
            .vector()
            .pullBack(parameter, square.slope(theta, instance, cotangent), 0, gradient, at);
  }

  /// The change of the value when the parameters change by δθ; `fixed` are the values of the maps
  /// at zero change.
  public double change(ParameterValues theta, ParameterValues delta, int instance) {
    double[] along = new double[1];
    double[] still = new double[1];
    affine.apply(delta, instance, along, 0);
    affine.apply(zero(delta), instance, still, 0);
    double change = along[0] - still[0];
    for (Square square : squares) {
      double[] slope = square.slope(theta, instance, 1);
      double[] moved = square.at(delta, instance);
      double[] rest = square.at(zero(delta), instance);
      for (int k = 0; k < slope.length; k++) change += slope[k] * (moved[k] - rest[k]);
    }
    return change;
  }

  private static ParameterValues zero(ParameterValues delta) {
    double[][] zeros = new double[delta.values().length][];
    boolean[] batched = new boolean[zeros.length];
    for (int p = 0; p < zeros.length; p++) zeros[p] = new double[delta.sizes()[p]];
    return new ParameterValues(delta.batch(), zeros, delta.sizes(), batched);
  }
}
