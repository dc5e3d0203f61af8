package io.ffolayer.internal.linalg.kernel;

/// Eight lanes as twice four, for machines with 256-bit vectors: every operation runs once from
/// lane 0 and once from lane 4. Lanes do not meet, so nothing else is needed.
final class PairedInterleavedKernels implements InterleavedKernels {

  private static final int HALF = LANES / 2;

  private final InterleavedKernels four;

  /// @param four kernels that work on the first four lanes
  PairedInterleavedKernels(InterleavedKernels four) {
    this.four = four;
  }

  @Override
  public int cholesky(
      int n, double smallest, double[] a, int aOffset, int ld, double[] reciprocal, int rOffset) {
    int low = four.cholesky(n, smallest, a, aOffset, ld, reciprocal, rOffset);
    int high = four.cholesky(n, smallest, a, aOffset + HALF, ld, reciprocal, rOffset + HALF);
    return low | high << HALF;
  }

  @Override
  public void solveLower(
      int n,
      double[] l,
      int lOffset,
      int ld,
      double[] reciprocal,
      int rOffset,
      double[] b,
      int bOffset) {
    four.solveLower(n, l, lOffset, ld, reciprocal, rOffset, b, bOffset);
    four.solveLower(n, l, lOffset + HALF, ld, reciprocal, rOffset + HALF, b, bOffset + HALF);
  }

  @Override
  public void solveLowerTransposed(
      int n,
      double[] l,
      int lOffset,
      int ld,
      double[] reciprocal,
      int rOffset,
      double[] b,
      int bOffset) {
    four.solveLowerTransposed(n, l, lOffset, ld, reciprocal, rOffset, b, bOffset);
    four.solveLowerTransposed(
        n, l, lOffset + HALF, ld, reciprocal, rOffset + HALF, b, bOffset + HALF);
  }

  @Override
  public void solveLowerRows(
      int rows,
      int n,
      double[] l,
      int lOffset,
      int lLd,
      double[] reciprocal,
      int rOffset,
      double[] x,
      int xOffset,
      int xLd) {
    four.solveLowerRows(rows, n, l, lOffset, lLd, reciprocal, rOffset, x, xOffset, xLd);
    four.solveLowerRows(
        rows, n, l, lOffset + HALF, lLd, reciprocal, rOffset + HALF, x, xOffset + HALF, xLd);
  }

  @Override
  public void syrk(
      int rows, int k, double[] x, int xOffset, int xLd, double[] s, int sOffset, int sLd) {
    four.syrk(rows, k, x, xOffset, xLd, s, sOffset, sLd);
    four.syrk(rows, k, x, xOffset + HALF, xLd, s, sOffset + HALF, sLd);
  }

  @Override
  public void multiply(
      int rows,
      int cols,
      double alpha,
      double[] a,
      int aOffset,
      int ld,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset) {
    four.multiply(rows, cols, alpha, a, aOffset, ld, v, vOffset, beta, out, outOffset);
    four.multiply(
        rows, cols, alpha, a, aOffset + HALF, ld, v, vOffset + HALF, beta, out, outOffset + HALF);
  }

  @Override
  public void multiplyTransposed(
      int rows,
      int cols,
      double alpha,
      double[] a,
      int aOffset,
      int ld,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset) {
    four.multiplyTransposed(rows, cols, alpha, a, aOffset, ld, v, vOffset, beta, out, outOffset);
    four.multiplyTransposed(
        rows, cols, alpha, a, aOffset + HALF, ld, v, vOffset + HALF, beta, out, outOffset + HALF);
  }

  @Override
  public void maskPrincipal(
      int n,
      double[] mask,
      int maskOffset,
      double[] s,
      int sOffset,
      int sLd,
      double[] f,
      int fOffset,
      int fLd) {
    four.maskPrincipal(n, mask, maskOffset, s, sOffset, sLd, f, fOffset, fLd);
    four.maskPrincipal(n, mask, maskOffset + HALF, s, sOffset + HALF, sLd, f, fOffset + HALF, fLd);
  }

  @Override
  public void select(
      int n,
      double[] mask,
      int maskOffset,
      double[] a,
      int aOffset,
      double[] b,
      int bOffset,
      double[] out,
      int outOffset) {
    four.select(n, mask, maskOffset, a, aOffset, b, bOffset, out, outOffset);
    four.select(
        n, mask, maskOffset + HALF, a, aOffset + HALF, b, bOffset + HALF, out, outOffset + HALF);
  }

  @Override
  public void flagBelow(
      int n,
      double[] v,
      int vOffset,
      double[] bound,
      int boundOffset,
      double[] flags,
      int flagsOffset) {
    four.flagBelow(n, v, vOffset, bound, boundOffset, flags, flagsOffset);
    four.flagBelow(n, v, vOffset + HALF, bound, boundOffset + HALF, flags, flagsOffset + HALF);
  }

  @Override
  public void countFlags(
      int n,
      double[] flags,
      int flagsOffset,
      double[] count,
      int countOffset,
      double[] last,
      int lastOffset) {
    four.countFlags(n, flags, flagsOffset, count, countOffset, last, lastOffset);
    four.countFlags(
        n, flags, flagsOffset + HALF, count, countOffset + HALF, last, lastOffset + HALF);
  }

  @Override
  public void flip(
      int n,
      double[] flags,
      int flagsOffset,
      double[] lanes,
      int lanesOffset,
      double[] mask,
      int maskOffset) {
    four.flip(n, flags, flagsOffset, lanes, lanesOffset, mask, maskOffset);
    four.flip(n, flags, flagsOffset + HALF, lanes, lanesOffset + HALF, mask, maskOffset + HALF);
  }

  @Override
  public void normInf(int n, double[] x, int xOffset, double[] out, int outOffset) {
    four.normInf(n, x, xOffset, out, outOffset);
    four.normInf(n, x, xOffset + HALF, out, outOffset + HALF);
  }
}
