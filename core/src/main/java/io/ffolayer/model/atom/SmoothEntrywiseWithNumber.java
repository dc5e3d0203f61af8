package io.ffolayer.model.atom;

import io.ffolayer.model.derivative.SmoothAtom;
import io.ffolayer.program.Tensor;
import java.util.List;

/// An atom that works entry by entry with a number beside, and has slopes in both.
interface SmoothEntrywiseWithNumber extends EntrywiseWithNumber, SmoothAtom {
  /// The derivative by the entry.
  double slope(double x, double number);

  /// The derivative by the number.
  double slopeByNumber(double x, double number);

  @Override
  default double[][] pullBack(List<Tensor> arguments, double[] cotangent) {
    double[] x = arguments.getFirst().values();
    double number = arguments.getLast().item();
    double[] out = new double[x.length];
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      out[k] = cotangent[k] * slope(x[k], number);
      sum += cotangent[k] * slopeByNumber(x[k], number);
    }
    return new double[][] {out, {sum}};
  }
}
