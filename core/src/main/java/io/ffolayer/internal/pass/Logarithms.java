package io.ffolayer.internal.pass;

import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.canonical.ProgramParameter;
import java.util.Arrays;

/// The parameters p of a geometric program whose logarithms v = log p the maps take: their values,
/// their changes δv = δp / p, and their gradients ∂ℓ/∂p = ∂ℓ/∂v / p. The others stay as they are.
record Logarithms(CanonicalProgram canonical) {
  /// @throws IllegalArgumentException if a value is not positive
  ParameterValues of(ParameterValues given) {
    if (!canonical.hasLogarithms()) return given;
    double[][] values = given.values().clone();
    for (int p = 0; p < values.length; p++)
      if (isTaken(p)) values[p] = logarithms(canonical.parameters().get(p), values[p]);
    return new ParameterValues(given.batch(), values, given.sizes(), given.batched());
  }

  private static double[] logarithms(ProgramParameter parameter, double[] given) {
    double[] logarithms = new double[given.length];
    for (int k = 0; k < given.length; k++) {
      if (given[k] <= 0)
        throw new IllegalArgumentException(
            "parameter %s holds %s, and in a geometric program it must be positive"
                .formatted(parameter.name(), given[k]));
      logarithms[k] = Math.log(given[k]);
    }
    return logarithms;
  }

  /// @param values as the maps take them
  /// @return a block per instance
  ParameterValues ofChange(ParameterValues values, ParameterValues change) {
    if (!canonical.hasLogarithms()) return change;
    int count = change.sizes().length;
    int batch = change.batch();
    double[][] changes = new double[count][];
    boolean[] batched = new boolean[count];
    Arrays.fill(batched, true);
    for (int p = 0; p < count; p++) {
      int size = change.sizes()[p];
      changes[p] = new double[batch * size];
      for (int i = 0; i < batch; i++)
        for (int k = 0; k < size; k++) {
          double v = values.values()[p][values.offset(p, i) + k];
          double factor = isTaken(p) ? Math.exp(-v) : 1;
          changes[p][i * size + k] = change.values()[p][change.offset(p, i) + k] * factor;
        }
    }
    return new ParameterValues(batch, changes, change.sizes(), batched);
  }

  /// Turns the gradient of a run of values of a parameter into that of the user's, in place.
  ///
  /// @param v values of the parameter as the maps take them
  /// @param first the value at which the run begins
  /// @param count of values
  void pullBack(int parameter, double[] v, int first, double[] gradient, int at, int count) {
    if (!isTaken(parameter)) return;
    for (int k = 0; k < count; k++) gradient[at + k] *= Math.exp(-v[first + k]);
  }

  private boolean isTaken(int parameter) {
    return canonical.parameters().get(parameter).logarithmic();
  }
}
