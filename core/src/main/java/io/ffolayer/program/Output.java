package io.ffolayer.program;

import org.jspecify.annotations.Nullable;

/// How an output of a layer is read from the solution of its program.
public sealed interface Output {
  /// Whether the value is the exponential of what is read.
  default boolean isExponential() {
    return switch (this) {
      case Part part -> part.exponential();
      case Value value -> value.exponential();
    };
  }

  /// Which vector of the solution.
  enum Vector {
    Y,
    Z,
    S
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
  }

  /// sign · (½yᵀPy + qᵀy + constant), or its exponential.
  record Value(double sign, ObjectiveConstant constant, boolean exponential) implements Output {}
}
