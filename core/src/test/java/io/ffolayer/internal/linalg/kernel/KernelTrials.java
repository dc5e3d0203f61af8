package io.ffolayer.internal.linalg.kernel;

import java.util.Arrays;

/// Calls of one primitive on small blocks, of all sizes and remainders.
final class KernelTrials {
  static final int LARGEST = 48;

  private static final int A = 1024;
  private static final int B = 2048;
  private static final double SMALL = 1e-3;

  private final Primitive primitive;
  private final double[] x;
  private final double[] y = new double[4096];
  private final double[] tile = new double[DenseKernels.TILE];
  private final double[] flags = new double[512];
  private final int[] selected = new int[64];

  /// @param x 4096 numbers, from which the operands are taken
  KernelTrials(Primitive primitive, double[] x) {
    this.primitive = primitive;
    this.x = x;
    for (int i = 0; i < flags.length; i++) flags[i] = i % 3 == 0 ? 1 : 0;
    for (int i = 0; i < selected.length; i++) selected[i] = i * 5 % 64;
  }

  /// One call with n columns, panels or elements; what it writes comes to stand in y.
  ///
  /// @return y
  double[] run(BlockedKernels kernels, InterleavedKernels interleaved, int n) {
    if (primitive.compareTo(Primitive.LANES_CHOLESKY) >= 0) {
      runLanes(interleaved, n % 7);
    } else {
      runDense(kernels, n);
    }
    return y;
  }

  private void runDense(BlockedKernels kernels, int n) {
    switch (primitive) {
      case PRODUCT_16 -> kernels.product16(n, x, 0, A, x, B, y);
      case PRODUCT_8 -> kernels.product8(n, x, 0, x, B, x, 0, y, 0, -1, tile);
      case PRODUCT_16_COLUMNS -> kernels.product16Columns(n, x, 0, A, x, B, 64, y);
      case MERGE -> kernels.merge(x, 0, x, B, y, 0, -1);
      case FACTOR_BLOCK -> factorBlock(kernels, n);
      case SOLVE_BLOCK -> solveBlock(kernels, false);
      case SOLVE_BLOCK_TRANSPOSED -> solveBlock(kernels, true);
      case NORMALIZE_ROWS -> normalizeRows(kernels, n);
      case SCALE_COLUMNS -> kernels.scaleColumns(8, n, x, 0, A, x, B, y, 0, A);
      case SUBTRACT_COLUMNS -> kernels.subtractColumns(n & 31, x, 0, 64, y, 0);
      case ADD_TWO_PANELS -> kernels.addTwoPanels(n, SMALL, x, 0, A, x, B, y, 0);
      case ADD_PANEL -> kernels.addPanel(n, SMALL, x, 0, x, B, y, 0);
      case ADD_SELECTED -> kernels.addSelected(n, selected, SMALL, x, 0, x, B, y, 0);
      case ADD_EIGHT_COLUMNS -> kernels.addEightColumns(n & 31, SMALL, x, 0, 64, x, B, y, 0);
      case ADD_COLUMN -> kernels.addColumn(n & 31, SMALL, x, 0, 64, x, B, y, 0);
      case COPY_PANEL -> kernels.copyPanel(n % 3 == 0 ? n & 7 : 8, n, x, 0, 64, y, 0);
      case TRANSPOSE -> kernels.transpose(x, 0, 64, y, 0, 8);
      case ADD_FOUR_PRODUCTS -> kernels.addFourProducts(n, SMALL, x, 0, 64, x, B, y, 0);
      case ADD_FOUR_ROWS ->
          kernels.addFourRows(n, SMALL, SMALL, SMALL, SMALL, x, 0, 64, 128, 192, y, 0);
      case SET_RANK_TWO_ROW -> kernels.setRankTwoRow(n, SMALL, x, 0, SMALL, x, B, y, 0);
      case ADD_RANK_TWO_ROW -> kernels.addRankTwoRow(n, SMALL, x, 0, SMALL, x, B, y, 0);
      case DOT -> y[0] = kernels.dot(n, x, 0, x, B);
      case WEIGHTED_DOT -> y[0] = kernels.weightedDot(n, x, 0, x, A, x, B);
      case AXPY -> kernels.axpy(n, SMALL, x, 0, y, 0);
      case NORM_INF -> y[0] = kernels.normInf(n, x, 0);
      case SIZE_OF_DOT -> y[0] = kernels.sizeOfDot(n, x, 0, x, B);
      case LARGEST_PRODUCT -> y[0] = kernels.largestProduct(n, x, 0, x, B);
      case RAISE_BELOW -> kernels.raiseBelow(n, SMALL, x, 0, x, y);
      case ALL_FINITE -> y[0] = kernels.allFinite(n, x, 0) ? 1 : 0;
      default -> throw new AssertionError(primitive);
    }
  }

  /// One call for n rows, a multiple of eight numbers each.
  private void runLanes(InterleavedKernels kernels, int n) {
    switch (primitive) {
      case LANES_CHOLESKY -> choleskyOfLanes(kernels, n);
      case LANES_SOLVE_LOWER -> kernels.solveLower(n, x, 0, 8, x, B, restored(), 0);
      case LANES_SOLVE_LOWER_TRANSPOSED ->
          kernels.solveLowerTransposed(n, x, 0, 8, x, B, restored(), 0);
      case LANES_SOLVE_LOWER_ROWS -> kernels.solveLowerRows(7, n, x, 0, 8, x, B, restored(), 0, 8);
      case LANES_SYRK -> kernels.syrk(n, 5, x, 0, 8, y, 0, 8);
      case LANES_MULTIPLY -> kernels.multiply(n, 5, SMALL, x, 0, 8, x, B, n % 3 * 0.5, y, 0);
      case LANES_MULTIPLY_TRANSPOSED ->
          kernels.multiplyTransposed(5, n, SMALL, x, 0, 8, x, B, n % 3 * 0.5, y, 0);
      case LANES_MASK_PRINCIPAL -> kernels.maskPrincipal(n, flags, 0, x, 0, 8, y, 0, 8);
      case LANES_SELECT -> kernels.select(n, flags, 0, x, A, x, B, y, 0);
      case LANES_FLAG_BELOW -> kernels.flagBelow(n, x, 0, x, B, y, 0);
      case LANES_COUNT_FLAGS -> kernels.countFlags(n, flags, 0, y, 0, y, A);
      case LANES_FLIP -> kernels.flip(n, flags, 0, flags, 8, y, 0);
      case LANES_NORM_INF -> kernels.normInf(n, x, 0, y, 0);
      default -> throw new AssertionError(primitive);
    }
  }

  private double[] restored() {
    System.arraycopy(x, 0, y, 0, 512);
    return y;
  }

  private void choleskyOfLanes(InterleavedKernels kernels, int n) {
    double[] a = restored();
    for (int i = 0; i < 8; i++) Arrays.fill(a, 72 * i, 72 * i + 8, i == 3 && n == 5 ? -1 : 8);
    kernels.cholesky(n, 0, a, 0, 8, a, 1024);
  }

  /// A block with 2 on the diagonal; every second time a pivot is negative.
  private void factorBlock(BlockedKernels kernels, int n) {
    System.arraycopy(x, 0, y, 0, 64);
    for (int i = 0; i < 8; i++) y[9 * i] = 8;
    if ((n & 8) != 0) y[9 * (n & 7)] = -1;
    y[72] = kernels.factorBlock(y, 0, 0, y, 64);
  }

  private void solveBlock(BlockedKernels kernels, boolean transposed) {
    System.arraycopy(x, 0, y, 0, 64);
    if (transposed) {
      kernels.solveBlockTransposed(y, 0, x, A, x, B);
    } else {
      kernels.solveBlock(y, 0, x, A, x, B);
    }
  }

  private void normalizeRows(BlockedKernels kernels, int n) {
    System.arraycopy(x, 0, y, 0, 8 * n);
    kernels.normalizeRows(8, n, y, 0, 8 * n, y, y.length - 8);
  }
}
