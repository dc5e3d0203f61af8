package io.ffolayer.internal.linalg.kernel;

/// Eight small problems at once, one in each lane of a vector: for matrices of up to about twenty
/// rows, whose columns would not fill vectors of their own.
///
/// **Layout.** Element (i, j) of problem l is at `offset + 8·(i·ld + j) + l`, element i of a vector
/// at `offset + 8·i + l`. A block of eight problems in row-major order is brought here by
/// [DenseKernels#packRows] with eight rows, one per problem, and back by [DenseKernels#unpackRows];
/// with fewer problems the lanes left over are zero.
///
/// **Lanes do not meet.** Every operation does the same work in every lane, whatever the numbers
/// are; a lane that fails is named in the result and the others are what they would have been
/// alone. A mask is a vector of zeros and ones.
///
/// As in [DenseKernels]: sizes, inputs, outputs; the caller owns the memory; nothing is allocated
/// or kept; the implementations agree to the bit. Flop counts are per lane.
public interface InterleavedKernels {

  /// Problems side by side.
  int LANES = 8;

  /// Factors A = L Lᵀ in place; reads and writes the lower triangle. In a lane whose pivot is not
  /// greater than `smallest`, or not a number, the pivot is replaced by 1, and what follows in that
  /// lane means nothing. n³/3 flops.
  ///
  /// @param reciprocal 1/L(j, j): 8n values
  /// @return bit l is set where problem l failed
  int cholesky(
      int n, double smallest, double[] a, int aOffset, int ld, double[] reciprocal, int rOffset);

  /// Solves L y = b in place. n² flops.
  void solveLower(
      int n,
      double[] l,
      int lOffset,
      int ld,
      double[] reciprocal,
      int rOffset,
      double[] b,
      int bOffset);

  /// Solves Lᵀ x = b in place. n² flops.
  void solveLowerTransposed(
      int n,
      double[] l,
      int lOffset,
      int ld,
      double[] reciprocal,
      int rOffset,
      double[] b,
      int bOffset);

  /// X ← X L⁻ᵀ, X rows×n: [#solveLower] for each row of X. rows·n² flops.
  void solveLowerRows(
      int rows,
      int n,
      double[] l,
      int lOffset,
      int lLd,
      double[] reciprocal,
      int rOffset,
      double[] x,
      int xOffset,
      int xLd);

  /// S ← X Xᵀ, X rows×k, S in full. rows²·k flops.
  void syrk(int rows, int k, double[] x, int xOffset, int xLd, double[] s, int sOffset, int sLd);

  /// out ← α A v + β out; β = 0 does not read `out`. 2·rows·cols flops.
  void multiply(
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
      int outOffset);

  /// out ← α Aᵀ v + β out; β = 0 does not read `out`. 2·rows·cols flops.
  void multiplyTransposed(
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
      int outOffset);

  /// F ← M S M + (I − M), M = diag(mask): rows and columns outside the mask become those of the
  /// identity, so that every lane can factor its own principal submatrix in lockstep. Reads the
  /// lower triangle of S, writes that of F. What stands outside the mask is not touched by
  /// arithmetic: it may be infinite.
  void maskPrincipal(
      int n,
      double[] mask,
      int maskOffset,
      double[] s,
      int sOffset,
      int sLd,
      double[] f,
      int fOffset,
      int fLd);

  /// out ← mask ? a : b, element by element.
  void select(
      int n,
      double[] mask,
      int maskOffset,
      double[] a,
      int aOffset,
      double[] b,
      int bOffset,
      double[] out,
      int outOffset);

  /// flags(i) ← 1 where v(i) ≥ bound does not hold – NaN counts as below – and 0 elsewhere.
  ///
  /// @param bound eight values, one per problem
  void flagBelow(
      int n,
      double[] v,
      int vOffset,
      double[] bound,
      int boundOffset,
      double[] flags,
      int flagsOffset);

  /// count ← the number of flags per problem, last ← the index of the last one, −1 where there is
  /// none; eight values each.
  void countFlags(
      int n,
      double[] flags,
      int flagsOffset,
      double[] count,
      int countOffset,
      double[] last,
      int lastOffset);

  /// mask(i) ← 1 − mask(i) where the flag is set, in the problems whose `lanes` is 1.
  void flip(
      int n,
      double[] flags,
      int flagsOffset,
      double[] lanes,
      int lanesOffset,
      double[] mask,
      int maskOffset);

  /// Per problem max |x(i)|: eight values, NaN where an element is.
  void normInf(int n, double[] x, int xOffset, double[] out, int outOffset);
}
