package io.ffolayer.internal.linalg.sparse;

import io.ffolayer.internal.linalg.kernel.DenseKernels;

/// The lower triangle of a symmetric panel matrix in strips of 128 rows, each a panel matrix of its
/// own that ends with the last column of its diagonal blocks: hardly more than half of the square,
/// and every tile of 128 × 128 can still be given to the dense kernels.
final class TriangleStrips {

  /// Rows of a strip, a multiple of the rows of a panel.
  static final int STRIP = 128;

  private TriangleStrips() {}

  /// Doubles that an n × n matrix takes, n a multiple of [DenseKernels#PANEL].
  static long size(int n) {
    long whole = n / STRIP;
    long rest = n % STRIP;
    return STRIP * STRIP * (whole * (whole + 1) / 2) + rest * n;
  }

  /// The panel stride of the strip of row i.
  static int stride(int i, int n) {
    return DenseKernels.PANEL * Math.min((i / STRIP + 1) * STRIP, n);
  }

  /// The place of element (i, 0), relative to the start of the matrix; element (i, k) is
  /// [DenseKernels#PANEL] · k further on.
  static int row(int i, int n) {
    int strip = i / STRIP;
    return STRIP * STRIP * (strip * (strip + 1) / 2) + (i % STRIP >> 3) * stride(i, n) + (i & 7);
  }
}
