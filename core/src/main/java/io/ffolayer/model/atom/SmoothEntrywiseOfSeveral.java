package io.ffolayer.model.atom;

import io.ffolayer.model.derivative.SmoothAtom;
import io.ffolayer.program.Tensor;
import java.util.List;

/// An atom of several arguments that works entry by entry and has slopes there.
interface SmoothEntrywiseOfSeveral extends EntrywiseOfSeveral, SmoothAtom {
  /// The derivatives by each of the entries.
  double[] slopes(double[] entries);

  @Override
  default double[][] pullBack(List<Tensor> arguments, double[] cotangent) {
    double[][] out = new double[arguments.size()][];
    for (int i = 0; i < out.length; i++) out[i] = new double[arguments.get(i).size()];
    double[] entries = new double[out.length];
    for (int k = 0; k < cotangent.length; k++) {
      for (int i = 0; i < out.length; i++)
        entries[i] = arguments.get(i).values()[place(arguments.get(i), k)];
      double[] slopes = slopes(entries);
      for (int i = 0; i < out.length; i++)
        out[i][place(arguments.get(i), k)] += cotangent[k] * slopes[i];
    }
    return out;
  }

  /// Where entry k of the value looks in an argument: a number counts for every entry.
  private static int place(Tensor argument, int k) {
    return argument.rank() == 0 ? 0 : k;
  }
}
