package io.ffolayer.model.atom;

import io.ffolayer.model.derivative.SmoothAtom;
import io.ffolayer.program.Tensor;
import java.util.List;

/// An atom of one argument that works entry by entry and has a slope there.
interface SmoothEntrywise extends Entrywise, SmoothAtom {
  /// The derivative at one entry.
  double slope(double x);

  @Override
  default double[][] pullBack(List<Tensor> arguments, double[] cotangent) {
    double[] x = arguments.getFirst().values();
    double[] out = new double[x.length];
    for (int k = 0; k < x.length; k++) out[k] = cotangent[k] * slope(x[k]);
    return new double[][] {out};
  }
}
