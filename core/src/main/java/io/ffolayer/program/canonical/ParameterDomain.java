package io.ffolayer.program.canonical;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/// What is declared of the values of a parameter. The convexity of a program may rest on it, so
/// that other values would be those of another problem: they are refused.
public enum ParameterDomain {
  REAL,
  NONNEGATIVE,
  NONPOSITIVE,
  POSITIVE,
  /// A square matrix, row-major, symmetric and positive semidefinite, to 1e-6 of its largest entry.
  PSD;

  private static final DenseKernels KERNELS = Kernels.dense();

  /// An eigenvalue below zero by this part of the largest one is rounding, also of data in single
  /// precision; so is an asymmetry.
  static final double SEMIDEFINITE = 1e-6;

  /// What is wrong with a block of values, in words that follow "parameter p", or null.
  ///
  /// @param values the block begins at `at` and has `size` entries, all finite
  public @Nullable String complaint(double[] values, int at, int size) {
    return switch (this) {
      case REAL -> null;
      case PSD -> semidefinite(values, at, (int) Math.round(Math.sqrt(size)));
      case NONNEGATIVE, NONPOSITIVE, POSITIVE -> {
        for (int k = 0; k < size; k++)
          if (!allows(values[at + k]))
            yield "is declared %s and holds %s at position %d"
                .formatted(words(), values[at + k], k);
        yield null;
      }
    };
  }

  private boolean allows(double value) {
    return switch (this) {
      case NONNEGATIVE -> value >= 0;
      case NONPOSITIVE -> value <= 0;
      case POSITIVE -> value > 0;
      case REAL, PSD -> true;
    };
  }

  private String words() {
    return switch (this) {
      case REAL -> "real";
      case NONNEGATIVE -> "nonnegative";
      case NONPOSITIVE -> "nonpositive";
      case POSITIVE -> "positive";
      case PSD -> "positive semidefinite";
    };
  }

  private @Nullable String semidefinite(double[] values, int at, int order) {
    double largest = 0;
    for (int k = 0; k < order * order; k++) largest = Math.max(largest, Math.abs(values[at + k]));
    double[] symmetric = new double[order * order];
    for (int i = 0; i < order; i++)
      for (int j = 0; j < order; j++) {
        double a = values[at + i * order + j], b = values[at + j * order + i];
        if (Math.abs(a - b) > SEMIDEFINITE * largest)
          return "is declared %s, but entry (%d, %d) is %s and entry (%d, %d) is %s"
              .formatted(words(), i, j, a, j, i, b);
        symmetric[i * order + j] = 0.5 * (a + b);
      }
    return hasFactor(symmetric, order, SEMIDEFINITE * largest)
        ? null
        : "is declared %s and has an eigenvalue below %s"
            .formatted(words(), -SEMIDEFINITE * largest);
  }

  /// Whether A + shift·I has a Cholesky factor. n³/3 flops.
  private static boolean hasFactor(double[] a, int n, double shift) {
    if (shift == 0) return true;
    int stride = 8 * DenseKernels.padded(n);
    double[] packed = new double[DenseKernels.padded(n) / 8 * stride];
    KERNELS.packSymmetric(n, a, 0, n, packed, 0, stride);
    for (int i = 0; i < n; i++) packed[(i >> 3) * stride + (i & 7) + 8 * i] += shift;
    double[] reciprocal = new double[DenseKernels.padded(n)];
    return KERNELS.cholesky(n, 0, packed, 0, stride, reciprocal, 0, new double[DenseKernels.TILE])
        < 0;
  }
}
