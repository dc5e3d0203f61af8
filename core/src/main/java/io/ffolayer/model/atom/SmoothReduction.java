package io.ffolayer.model.atom;

import io.ffolayer.model.derivative.SmoothAtom;
import io.ffolayer.program.Tensor;
import java.util.List;

/// An atom that makes one number of all entries and has a gradient.
interface SmoothReduction extends Reduction, SmoothAtom {
  /// The gradient at the entries, a new array.
  double[] gradient(double[] x);

  @Override
  default double[][] pullBack(List<Tensor> arguments, double[] cotangent) {
    double[] gradient = gradient(arguments.getFirst().values());
    for (int k = 0; k < gradient.length; k++) gradient[k] *= cotangent[0];
    return new double[][] {gradient};
  }
}
