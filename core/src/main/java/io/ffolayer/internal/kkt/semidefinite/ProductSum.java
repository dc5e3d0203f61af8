package io.ffolayer.internal.kkt.semidefinite;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The part of a Schur complement that a semidefinite cone makes where its weights are a product:
///
/// ```
/// S_cd += ⟨M_c, V₂ M_d V₁⟩          V₁ = Σ f_i qᵢqᵢᵀ,  V₂ = Σ g_i qᵢqᵢᵀ
/// ```
///
/// by the sparsity of the data matrices (Fujisawa, Kojima, Nakata, *Exploiting sparsity in
/// primal–dual interior-point methods for semidefinite programming*, 1997): the matrices in the
/// order of falling numbers of entries; for each one V₂ M_c V₁ is formed whole from its nonzero
/// rows, 2k² flops a row, and met with the entries of those after it – or, where both have few
/// entries, just the wanted entries are summed.
///
/// The memory of one thread: seven k×k matrices.
final class ProductSum {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// The time of a term of the sum over pairs of entries, in flops of a matrix product.
  private static final double TERM = 100;

  private final DataMatrices matrices;
  private final int order;
  private final int stride;

  /// The matrices from most entries to fewest.
  private final int[] sequence;

  /// Entries of the matrices from a place of the sequence on.
  private final long[] following;

  private final double[] first;
  private final double[] second;
  private final double[] rows;
  private final double[] other;
  private final double[] left;
  private final double[] right;
  private final double[] whole;
  private final double[] tile = new double[DenseKernels.TILE];
  private final int[] place;

  ProductSum(DataMatrices matrices) {
    this.matrices = matrices;
    order = matrices.order;
    int padded = DenseKernels.padded(order);
    stride = 8 * padded;
    sequence = sequence(matrices);
    following = following(matrices, sequence);
    first = new double[order * order];
    second = new double[order * order];
    rows = new double[order * order];
    other = new double[order * order];
    left = new double[padded * padded];
    right = new double[padded * padded];
    whole = new double[padded * padded];
    place = new int[order];
  }

  private static int[] sequence(DataMatrices matrices) {
    return IntStream.range(0, matrices.variable.length)
        .boxed()
        .sorted(Comparator.comparingInt(c -> -entries(matrices, c)))
        .mapToInt(c -> c)
        .toArray();
  }

  private static long[] following(DataMatrices matrices, int[] sequence) {
    long[] following = new long[sequence.length + 1];
    for (int s = sequence.length - 1; s >= 0; s--)
      following[s] = following[s + 1] + entries(matrices, sequence[s]);
    return following;
  }

  private static int entries(DataMatrices matrices, int c) {
    return matrices.start[c + 1] - matrices.start[c];
  }

  /// About how many flops a sum takes.
  static double flops(DataMatrices matrices) {
    int[] sequence = sequence(matrices);
    long[] following = following(matrices, sequence);
    double k = matrices.order, flops = 4 * k * k * k;
    for (int at = 0; at < sequence.length; at++) {
      int entries = entries(matrices, sequence[at]);
      double touched = Math.min(k, 2.0 * entries);
      flops += Math.min(pairs(entries, following[at]), product(k, touched, following[at]));
    }
    return flops;
  }

  private static double pairs(int entries, long following) {
    return TERM * entries * following;
  }

  private static double product(double order, double touched, long following) {
    return 2 * order * order * touched + TERM * following;
  }

  /// Adds the part to S.
  ///
  /// @param values entries of the matrices
  /// @param q row i is qᵢ
  /// @param s a panel matrix of all variables, blocks on and below the diagonal
  /// @param schurStride of s
  void addTo(double[] values, double[] q, SpectralWeights weights, double[] s, int schurStride) {
    compose(weights.left, q, first);
    compose(weights.right, q, second);
    for (int at = 0; at < sequence.length; at++) {
      int c = sequence[at];
      int touched = touchedRows(c);
      double pairs = pairs(entries(matrices, c), following[at]);
      if (product(order, touched, following[at]) < pairs)
        addByProduct(values, at, touched, s, schurStride);
      else addByPairs(values, at, s, schurStride);
    }
  }

  /// out ← Σ w_i qᵢqᵢᵀ.
  private void compose(double[] w, double[] q, double[] out) {
    for (int i = 0; i < order; i++)
      for (int k = 0; k < order; k++) rows[i * order + k] = w[i] * q[i * order + k];
    KERNELS.packTransposed(order, order, rows, 0, order, left, 0, stride);
    KERNELS.packTransposed(order, order, q, 0, order, right, 0, stride);
    multiply(order);
    KERNELS.unpackRows(order, order, whole, 0, stride, out, 0, order);
  }

  /// whole ← left · rightᵀ over some columns.
  private void multiply(int columns) {
    Arrays.fill(whole, 0);
    KERNELS.gemmTransposed(
        order, order, columns, 1, left, 0, stride, right, 0, stride, whole, 0, whole, 0, stride,
        tile);
  }

  /// place ← 1 + the number of each nonzero row of M_c, 0 for the others.
  private int touchedRows(int c) {
    Arrays.fill(place, 0);
    int count = 0;
    for (int e = matrices.start[c]; e < matrices.start[c + 1]; e++) {
      if (place[matrices.row[e]] == 0) place[matrices.row[e]] = ++count;
      if (place[matrices.column[e]] == 0) place[matrices.column[e]] = ++count;
    }
    return count;
  }

  private void addByProduct(double[] values, int at, int touched, double[] s, int schurStride) {
    int c = sequence[at];
    Arrays.fill(rows, 0, touched * order, 0);
    for (int e = matrices.start[c]; e < matrices.start[c + 1]; e++) {
      int k = matrices.row[e], l = matrices.column[e];
      addRow(values[e], l, place[k] - 1);
      if (k != l) addRow(values[e], k, place[l] - 1);
    }
    for (int k = 0; k < order; k++)
      if (place[k] > 0) System.arraycopy(second, k * order, other, (place[k] - 1) * order, order);
    KERNELS.packTransposed(order, touched, other, 0, order, left, 0, stride);
    KERNELS.packTransposed(order, touched, rows, 0, order, right, 0, stride);
    multiply(touched);
    for (int next = at; next < sequence.length; next++) {
      int d = sequence[next];
      double sum = 0;
      for (int e = matrices.start[d]; e < matrices.start[d + 1]; e++) {
        int i = matrices.row[e], j = matrices.column[e];
        double entry = whole[DenseKernels.at(0, stride, i, j)];
        if (i != j) entry += whole[DenseKernels.at(0, stride, j, i)];
        sum += values[e] * entry;
      }
      add(s, schurStride, c, d, sum);
    }
  }

  /// row `to` of M_c V₁ += value · row `from` of V₁.
  private void addRow(double value, int from, int to) {
    for (int j = 0; j < order; j++) rows[to * order + j] += value * first[from * order + j];
  }

  private void addByPairs(double[] values, int at, double[] s, int schurStride) {
    int c = sequence[at];
    for (int next = at; next < sequence.length; next++) {
      int d = sequence[next];
      double sum = 0;
      for (int e = matrices.start[d]; e < matrices.start[d + 1]; e++) {
        int i = matrices.row[e] * order, j = matrices.column[e] * order;
        double entry = 0;
        for (int f = matrices.start[c]; f < matrices.start[c + 1]; f++) {
          int k = matrices.row[f], l = matrices.column[f];
          double term = second[i + k] * first[j + l];
          if (k != l) term += second[i + l] * first[j + k];
          if (i != j) {
            term += second[j + k] * first[i + l];
            if (k != l) term += second[j + l] * first[i + k];
          }
          entry += values[f] * term;
        }
        sum += values[e] * entry;
      }
      add(s, schurStride, c, d, sum);
    }
  }

  private void add(double[] s, int schurStride, int c, int d, double sum) {
    int i = matrices.variable[c], j = matrices.variable[d];
    s[DenseKernels.at(0, schurStride, Math.max(i, j), Math.min(i, j))] += sum;
    if (i != j && i >> 3 == j >> 3)
      s[DenseKernels.at(0, schurStride, Math.min(i, j), Math.max(i, j))] += sum;
  }
}
