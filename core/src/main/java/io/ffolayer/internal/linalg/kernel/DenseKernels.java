package io.ffolayer.internal.linalg.kernel;

import java.util.function.BooleanSupplier;

/// The dense inner loops of the library, once on the Vector API and once in plain Java.
///
/// **Panels.** Matrices that are multiplied or factored are stored in panels of eight rows, [#PANEL]: element (i, k) of a
/// matrix at `offset` with panel stride `stride` is at
///
///     offset + (i >> 3)·stride + 8·k + (i & 7)            stride ≥ 8·columns
///
/// so that eight rows of one column are one vector, and a product runs through both operands in the order of memory
/// (Frison et al., *BLASFEO: basic linear algebra subroutines for embedded optimization*, 2018). The number of rows is
/// rounded up to a multiple of eight, [#padded]; the rows that this adds are zero in a rectangular matrix. A matrix to be
/// factored has padded(n) columns too, and ones on the diagonal of its padding: then its factor has the same padding,
/// and no loop needs a special case. A vector that meets a panel matrix on its row side has padded length, its padding zero;
/// one that meets the column side has as many elements as there are columns.
///
/// A block that starts at row i (a multiple of 8) and column k is a panel matrix itself, at `offset + (i >> 3)·stride + 8·k`.
///
/// **Row-major** matrices are the data of the user: element (i, j) at `offset + i·ld + j`, no padding; neither they nor the
/// vectors that meet them are touched outside their size.
///
/// **Conventions.** Sizes first, then what is read, then what is written. The caller owns all memory; `tile` is scratch of
/// [#TILE] doubles. No method allocates, and none keeps state: one instance serves all threads. A result depends on the
/// values only, not on offsets, so that a batch equals its items solved one by one. The implementations agree to the bit, but
/// for the bits of a NaN. Flop counts are multiplications plus additions.
///
/// The instance to use is [Kernels#dense()].
public interface DenseKernels {

  /// Rows of a panel.
  int PANEL = 8;

  /// Doubles of scratch that the block operations need.
  int TILE = 128;

  /// The number of rows that n rows take: n rounded up to a multiple of [#PANEL].
  static int padded(int n) {
    return (n + PANEL - 1) & -PANEL;
  }

  /// The place of element (i, k) of a panel matrix.
  static int at(int offset, int stride, int i, int k) {
    return offset + (i >> 3) * stride + (k << 3) + (i & 7);
  }

  // ---- into panels and back

  /// Packs the rows of a row-major matrix: p(i, k) ← m[i, k]. Padding rows become zero.
  void packRows(
      int rows, int cols, double[] m, int mOffset, int ld, double[] p, int pOffset, int stride);

  /// Packs selected rows: `p(a, k) ← m[selected[a], k]` for a < count. Padding rows become zero.
  void packSelectedRows(
      int count,
      int cols,
      int[] selected,
      double[] m,
      int mOffset,
      int ld,
      double[] p,
      int pOffset,
      int stride);

  /// Packs the transpose of a row-major matrix with `cols` rows and `rows` columns: p(i, k) ← m[k,
  /// i]. Padding rows become zero. Cheaper than [#packRows].
  void packTransposed(
      int rows, int cols, double[] m, int mOffset, int ld, double[] p, int pOffset, int stride);

  /// Packs a symmetric row-major matrix for a factorisation: the blocks on and below the diagonal
  /// of p are written, padding becomes zero and one on the diagonal. Reads the upper triangle of m,
  /// and all of its 8×8 diagonal blocks.
  void packSymmetric(int n, double[] m, int mOffset, int ld, double[] p, int pOffset, int stride);

  /// Unpacks into a row-major matrix: m[i, k] ← p(i, k).
  void unpackRows(
      int rows, int cols, double[] p, int pOffset, int stride, double[] m, int mOffset, int ld);

  /// Unpacks the transpose: m[k, i] ← p(i, k); m has `cols` rows and `rows` columns.
  void unpackTransposed(
      int rows, int cols, double[] p, int pOffset, int stride, double[] m, int mOffset, int ld);

  /// Gathers a principal submatrix of a symmetric panel matrix for a factorisation: f(a, b) ←
  /// `s(selected[a], selected[b])`, a ≥ b. `selected` must increase. Reads the lower triangle of s
  /// only. Padding of f becomes zero and one on the diagonal; the entries above its diagonal are
  /// left as they are, and nothing reads them.
  void gatherPrincipal(
      int count,
      int[] selected,
      double[] s,
      int sOffset,
      int sStride,
      double[] f,
      int fOffset,
      int fStride);

  /// Gathers rows of a panel matrix: `g(a, k) ← p(selected[a], k)` for a < count. Padding rows
  /// become zero.
  void gatherRows(
      int count,
      int cols,
      int[] selected,
      double[] p,
      int pOffset,
      int pStride,
      double[] g,
      int gOffset,
      int gStride);

  /// Scales columns: `b(i, k) ← a(i, k)·w[k]`. May work in place. rows·cols flops.
  void scaleColumns(
      int rows,
      int cols,
      double[] a,
      int aOffset,
      int aStride,
      double[] w,
      int wOffset,
      double[] b,
      int bOffset,
      int bStride);

  /// Scales rows to length one: `a(i, :) ← a(i, :)·d[i]`, `d[i] = 1/‖a(i, :)‖₂`. A row of zeros, or
  /// one whose length is not a number that can be squared, gets `d[i] = 0`. 3·rows·cols flops.
  ///
  /// @param d padded(rows) elements
  void normalizeRows(
      int rows, int cols, double[] a, int aOffset, int stride, double[] d, int dOffset);

  /// Completes a symmetric panel matrix of which the blocks on and below the diagonal are right:
  /// c(j, i) ← c(i, j) for i > j. Needs padded(n) columns.
  void symmetrize(int n, double[] c, int cOffset, int stride);

  // ---- products

  /// D ← C ± A Bᵀ on the 8×8 blocks on and below the diagonal; A and B are rows×k panel matrices
  /// such that A Bᵀ is symmetric: A = B, or A = B diag(w) by [#scaleColumns]. D may be C; their
  /// strides are equal. rows²·k flops.
  ///
  /// @param sign +1 or −1
  void syrkLower(
      int rows,
      int k,
      double sign,
      double[] a,
      int aOffset,
      int aStride,
      double[] b,
      int bOffset,
      int bStride,
      double[] c,
      int cOffset,
      double[] d,
      int dOffset,
      int dStride,
      double[] tile);

  /// D ← C ± A Bᵀ, A rows×k, B cols×k, C and D rows×cols with padded(cols) stored columns, all in
  /// panels. D may be C; their strides are equal. 2·rows·cols·k flops.
  ///
  /// @param sign +1 or −1
  void gemmTransposed(
      int rows,
      int cols,
      int k,
      double sign,
      double[] a,
      int aOffset,
      int aStride,
      double[] b,
      int bOffset,
      int bStride,
      double[] c,
      int cOffset,
      double[] d,
      int dOffset,
      int dStride,
      double[] tile);

  // ---- Cholesky factor

  /// Factors A = L Lᵀ in place. Reads and overwrites the blocks on and below the diagonal; what
  /// stands above the diagonal afterwards means nothing. n³/3 flops.
  ///
  /// @param smallest a pivot that is not greater than this, or not a number, ends the
  ///   factorisation; at least 0
  /// @param reciprocal padded(n) doubles: 1/L(j, j), which the substitutions use
  /// @return the row of the pivot that failed – rows before it are a valid factor of the leading
  ///   block – or −1
  default int cholesky(
      int n,
      double smallest,
      double[] a,
      int aOffset,
      int stride,
      double[] reciprocal,
      int rOffset,
      double[] tile) {
    return cholesky(n, smallest, a, aOffset, stride, reciprocal, rOffset, tile, () -> false);
  }

  /// The same, ended early where somebody wants to stop: asked between strips of columns, of 64 n²
  /// flops at most.
  ///
  /// @return as above; where it was stopped, the row that comes next
  int cholesky(
      int n,
      double smallest,
      double[] a,
      int aOffset,
      int stride,
      double[] reciprocal,
      int rOffset,
      double[] tile,
      BooleanSupplier stop);

  /// Solves L y = b in place. b has padded length. n² flops.
  void solveLower(
      int n,
      double[] l,
      int lOffset,
      int stride,
      double[] reciprocal,
      int rOffset,
      double[] b,
      int bOffset);

  /// Solves Lᵀ x = b in place. b has padded length. n² flops.
  void solveLowerTransposed(
      int n,
      double[] l,
      int lOffset,
      int stride,
      double[] reciprocal,
      int rOffset,
      double[] b,
      int bOffset);

  /// X ← X L⁻ᵀ for a rows×n panel matrix with padded(n) stored columns, the padding columns zero:
  /// [#solveLower] for each row of X. rows·n² flops.
  void solveLowerRows(
      int rows,
      int n,
      double[] l,
      int lOffset,
      int lStride,
      double[] reciprocal,
      int rOffset,
      double[] x,
      int xOffset,
      int xStride,
      double[] tile);

  /// X ← X L⁻¹ for a rows×n panel matrix with padded(n) stored columns, the padding columns zero:
  /// [#solveLowerTransposed] for each row of X. rows·n² flops.
  void solveLowerTransposedRows(
      int rows,
      int n,
      double[] l,
      int lOffset,
      int lStride,
      double[] reciprocal,
      int rOffset,
      double[] x,
      int xOffset,
      int xStride,
      double[] tile);

  // ---- matrix times vector, panels

  /// out ← α A v + β out, padded(rows) elements; β = 0 does not read `out`. 2·rows·cols flops.
  void multiply(
      int rows,
      int cols,
      double alpha,
      double[] a,
      int aOffset,
      int stride,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset);

  /// out ← α Aᵀ v + β out, `cols` elements; v has padded(rows) elements; β = 0 does not read `out`.
  /// 2·rows·cols flops.
  void multiplyTransposed(
      int rows,
      int cols,
      double alpha,
      double[] a,
      int aOffset,
      int stride,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset);

  /// out ← α A(:, selected) v + β out: `v[e]` belongs to column `selected[e]`, e < count.
  /// 2·rows·count flops.
  void multiplySelected(
      int rows,
      int count,
      int[] selected,
      double alpha,
      double[] a,
      int aOffset,
      int stride,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset);

  // ---- matrix times vector, row-major

  /// out ← α M v + β out; β = 0 does not read `out`. 2·rows·cols flops.
  void rowsMultiply(
      int rows,
      int cols,
      double alpha,
      double[] m,
      int mOffset,
      int ld,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset);

  /// out ← α Mᵀ v + β out; β = 0 does not read `out`. Also the faster product with a symmetric
  /// matrix that is stored in full. 2·rows·cols flops, less for rows with `v[i] = 0`, which are not
  /// read.
  void rowsMultiplyTransposed(
      int rows,
      int cols,
      double alpha,
      double[] m,
      int mOffset,
      int ld,
      double[] v,
      int vOffset,
      double beta,
      double[] out,
      int outOffset);

  // ---- gradients, row-major

  /// The gradient of a matrix: `m[i, j] ← a[i]·y[j] + b[i]·x[j]`, or += when `add`. 3·rows·cols
  /// flops, as fast as memory.
  void rankTwo(
      int rows,
      int cols,
      double[] a,
      int aOffset,
      double[] y,
      int yOffset,
      double[] b,
      int bOffset,
      double[] x,
      int xOffset,
      boolean add,
      double[] m,
      int mOffset,
      int ld);

  /// The gradient of a symmetric matrix: `m[i, j] ← ½(d[i]·y[j] + y[i]·d[j])`, or += when `add`.
  /// What is added is symmetric to the bit.
  void symmetricRankTwo(
      int n,
      double[] d,
      int dOffset,
      double[] y,
      int yOffset,
      boolean add,
      double[] m,
      int mOffset,
      int ld);

  // ---- vectors

  /// aᵀb.
  double dot(int n, double[] a, int aOffset, double[] b, int bOffset);

  /// `Σ w[i] a[i] b[i]`.
  double weightedDot(
      int n, double[] w, int wOffset, double[] a, int aOffset, double[] b, int bOffset);

  /// y ← α x + y.
  void axpy(int n, double alpha, double[] x, int xOffset, double[] y, int yOffset);

  /// x ← α x.
  void scale(int n, double alpha, double[] x, int xOffset);

  /// out ← a ∘ b, element by element; may work in place.
  void multiplyElements(
      int n, double[] a, int aOffset, double[] b, int bOffset, double[] out, int outOffset);

  /// `max |x[i]|`, 0 when n = 0; NaN when an element is.
  double normInf(int n, double[] x, int xOffset);

  /// Σ |a_i b_i|.
  double sizeOfDot(int n, double[] a, int aOffset, double[] b, int bOffset);

  /// max |a_i b_i|, 0 when n = 0; a product that is NaN may count as nothing.
  double largestProduct(int n, double[] a, int aOffset, double[] b, int bOffset);

  /// out_i ← max(out_i, |α a_i|) where |α a_i| < limit_i.
  void raiseBelow(int n, double alpha, double[] a, int aOffset, double[] limit, double[] out);

  /// Whether no element is NaN or infinite. As fast as the memory: where only this is asked, do not
  /// take [#normInf].
  boolean allFinite(int n, double[] x, int xOffset);
}
