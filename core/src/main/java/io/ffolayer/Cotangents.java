package io.ffolayer;

import io.ffolayer.program.Output;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// ∂ℓ/∂y, ∂ℓ/∂z, ∂ℓ/∂s and ∂ℓ/∂(value) of a batch: what the cotangents of the outputs come to.
///
/// The slack is s = b − Ay. Its cotangent c_s is therefore −Aᵀc_s on y, and −c_s on dz in the
/// assembly: ∂b = −dz and ∂A = dz yᵀ + z dyᵀ get c_s and −c_s yᵀ, as they must.
final class Cotangents {
  private final Point point;
  private final int n;
  private final int m;
  final double[] y;
  final double[] z;
  final double[] value;
  private double @Nullable [] s;

  /// @param point what the outputs are at the solution
  Cotangents(Point point, int batch, int n, int m) {
    this.point = point;
    this.n = n;
    this.m = m;
    y = new double[batch * n];
    z = new double[batch * m];
    value = new double[batch];
  }

  /// The values of outputs that are exponentials.
  interface Point {
    /// Entry k of a part at an instance.
    double at(Output.Part part, int instance, int k);

    /// The optimal value at an instance.
    double at(Output.Value value, int instance);
  }

  /// Adds a cotangent of entry k of an output.
  ///
  /// @param instance of the point
  /// @param at where the instance stands in the arrays here
  void add(Output output, int instance, int at, int k, double cotangent) {
    switch (output) {
      case Output.Part part -> {
        double scaled = cotangent * part.scale(k);
        if (part.exponential()) scaled *= point.at(part, instance, k);
        switch (part.vector()) {
          case Y -> y[at * n + part.index(k)] += scaled;
          case Z -> z[at * m + part.index(k)] += scaled;
          case S -> slacks()[at * m + part.index(k)] += scaled;
        }
      }
      case Output.Value optimal -> {
        double scaled = cotangent * optimal.sign();
        if (optimal.exponential()) scaled *= point.at(optimal, instance);
        value[at] += scaled;
      }
    }
  }

  /// Adds the cotangents of all entries of an output at one instance.
  void add(Output output, int instance, double[] cotangent, int from, int size) {
    if (output instanceof Output.Part part && part.isPlain()) {
      double[] into =
          switch (part.vector()) {
            case Y -> y;
            case Z -> z;
            case S -> slacks();
          };
      int at = instance * (part.vector() == Output.Vector.Y ? n : m) + part.first();
      for (int k = 0; k < size; k++) into[at + k] += cotangent[from + k];
    } else for (int k = 0; k < size; k++) add(output, instance, instance, k, cotangent[from + k]);
  }

  private double[] slacks() {
    double[] slacks = s == null ? new double[y.length / n * m] : s;
    s = slacks;
    return slacks;
  }

  /// Turns the cotangent of the slack of an instance into one of y.
  void eliminateSlack(ProgramData data, int instance, int at) {
    if (s == null) return;
    double[] negative = new double[m];
    for (int i = 0; i < m; i++) negative[i] = -s[at * m + i];
    data.addTransposedProduct(instance, negative, 0, y, at * n);
  }

  /// What the slack leaves for the assembly.
  void addSlack(int at, double[] dz, int dzAt) {
    if (s == null) return;
    for (int i = 0; i < m; i++) dz[dzAt + i] -= s[at * m + i];
  }

  /// Empties the arrays.
  void clear() {
    Arrays.fill(y, 0);
    Arrays.fill(z, 0);
    Arrays.fill(value, 0);
    s = null;
  }
}
