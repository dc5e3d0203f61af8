package io.ffolayer.program.canonical;

import io.ffolayer.program.ParameterValues;
import org.jspecify.annotations.Nullable;

/// How an output of a layer is read from the solution of its program, and the two derivatives of
/// that: a cotangent of the output is pulled back to the solution, a change of the solution is
/// pushed forward to the output.
///
/// | read | of entry k | its derivative |
/// |---|---|---|
/// | [Part] | scaleₖ · `v[indexₖ]`, v one of y, z, s, tight s | scaleₖ |
/// | [Value] | sign · (½yᵀPy + qᵀy + constant) | sign |
/// | either, exponential | exp of that | times the value |
public sealed interface Output {
  /// Number of entries.
  int size();

  /// Whether the value is the exponential of what is read.
  boolean exponential();

  /// out[at + k] = entry k, for all k.
  void read(Point point, int instance, double[] out, int at);

  /// Adds a cotangent of entry k to those of the solution.
  ///
  /// @param instance of the point
  /// @param at where the instance stands among the cotangents
  void pullBack(
      Point point, int instance, int k, double cotangent, SolutionDifferential into, int at);

  /// Adds the cotangents of all entries to those of the solution: cotangent[from + k] of entry k.
  default void pullBack(
      Point point, int instance, double[] cotangent, int from, SolutionDifferential into) {
    for (int k = 0; k < size(); k++)
      pullBack(point, instance, k, cotangent[from + k], into, instance);
  }

  /// out[at + k] = the change of entry k when the solution changes, for all k.
  void pushForward(Point point, SolutionDifferential change, int instance, double[] out, int at);

  /// Which vector of the solution.
  enum Vector {
    Y,
    Z,
    S,
    /// b − Ay where the auxiliary variables in y have been pulled tight ([Tightening]): the slack
    /// of a constraint as it was written, not that of a variable that stands for a function.
    TIGHT_S
  }

  /// The solutions of a batch, where outputs are read.
  interface Point {
    /// A vector of all instances, the array itself.
    double[] vector(Vector which);

    /// Entries of a vector of one instance.
    int length(Vector which);

    /// ½yᵀPy + qᵀy of an instance; the cost of a product with P.
    double objective(int instance);

    /// The parameters as the maps of the program take them.
    ParameterValues parameters();
  }

  /// Entries of y, z or s: entry k is `scale[k]` · vector[`index[k]`].
  ///
  /// @param size number of entries
  /// @param first index of entry 0 where `index` is null and the entries are consecutive
  /// @param scale null where every scale is 1
  /// @param exponential whether the value is the exponential of what is read
  record Part(
      Vector vector,
      int size,
      int first,
      int @Nullable [] index,
      double @Nullable [] scale,
      boolean exponential)
      implements Output {
    public static Part consecutive(Vector vector, int first, int size) {
      return new Part(vector, size, first, null, null, false);
    }

    /// Whether the entries stand in the vector as they are, one after the other.
    public boolean isPlain() {
      return index == null && scale == null && !exponential;
    }

    public int index(int k) {
      return index == null ? first + k : index[k];
    }

    public double scale(int k) {
      return scale == null ? 1 : scale[k];
    }

    @Override
    public void read(Point point, int instance, double[] out, int at) {
      int base = instance * point.length(vector);
      if (isPlain()) System.arraycopy(point.vector(vector), base + first, out, at, size);
      else for (int k = 0; k < size; k++) out[at + k] = entry(point, instance, k);
    }

    private double entry(Point point, int instance, int k) {
      double read = point.vector(vector)[instance * point.length(vector) + index(k)];
      return exponential ? Math.exp(read * scale(k)) : read * scale(k);
    }

    @Override
    public void pullBack(
        Point point, int instance, int k, double cotangent, SolutionDifferential into, int at) {
      double scaled = cotangent * scale(k);
      if (exponential) scaled *= entry(point, instance, k);
      into.of(vector)[at * point.length(vector) + index(k)] += scaled;
    }

    @Override
    public void pullBack(
        Point point, int instance, double[] cotangent, int from, SolutionDifferential into) {
      if (isPlain()) {
        double[] of = into.of(vector);
        int at = instance * point.length(vector) + first;
        for (int k = 0; k < size; k++) of[at + k] += cotangent[from + k];
      } else Output.super.pullBack(point, instance, cotangent, from, into);
    }

    @Override
    public void pushForward(
        Point point, SolutionDifferential change, int instance, double[] out, int at) {
      double[] of = change.of(vector);
      int base = instance * point.length(vector);
      for (int k = 0; k < size; k++) {
        double factor = exponential ? entry(point, instance, k) : 1;
        out[at + k] = factor * (scale(k) * of[base + index(k)]);
      }
    }
  }

  /// sign · (½yᵀPy + qᵀy + constant), or its exponential.
  record Value(double sign, ObjectiveConstant constant, boolean exponential) implements Output {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public void read(Point point, int instance, double[] out, int at) {
      out[at] = at(point, instance);
    }

    private double at(Point point, int instance) {
      double raw =
          sign * (point.objective(instance) + constant.value(point.parameters(), instance));
      return exponential ? Math.exp(raw) : raw;
    }

    @Override
    public void pullBack(
        Point point, int instance, int k, double cotangent, SolutionDifferential into, int at) {
      double scaled = cotangent * sign;
      if (exponential) scaled *= at(point, instance);
      into.value()[at] += scaled;
    }

    @Override
    public void pushForward(
        Point point, SolutionDifferential change, int instance, double[] out, int at) {
      double factor = exponential ? at(point, instance) : 1;
      out[at] = factor * (sign * change.value()[instance]);
    }
  }
}
