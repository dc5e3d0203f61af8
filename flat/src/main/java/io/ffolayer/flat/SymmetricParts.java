package io.ffolayer.flat;

import java.util.stream.IntStream;

/// Puts ½(S + Sᵀ) in the place of square matrices S that stand one after the other, row by row.
final class SymmetricParts {
  private SymmetricParts() {}

  /// @param size of one matrix, a square number
  /// @throws IllegalArgumentException if it is none
  static void take(double[] matrices, int size) {
    int n = (int) Math.round(Math.sqrt(size));
    if (n * n != size)
      throw new IllegalArgumentException(
          "a parameter of %d values is no square matrix, and has no symmetric part"
              .formatted(size));
    if (size > 0)
      IntStream.range(0, matrices.length / size)
          .parallel()
          .forEach(k -> takeOne(matrices, k * size, n));
  }

  private static void takeOne(double[] s, int at, int n) {
    for (int i = 0; i < n; i++)
      for (int j = 0; j < i; j++) {
        int below = at + i * n + j, above = at + j * n + i;
        if (s[below] != s[above]) s[below] = s[above] = 0.5 * (s[below] + s[above]);
      }
  }
}
