package io.ffolayer.internal.kkt.separable;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Arrays;

/// A symmetric positive semidefinite matrix S of the order of the general rows, and its Cholesky
/// factor, in the memory of one thread.
///
/// ```
/// rows.schur(kept, count, theta, s);   s.addToDiagonal(i, l);   s.factor(…);   s.solve(v);
/// ```
public final class SchurComplement {
  private final DenseKernels kernels = Kernels.dense();
  private final double[] tile;
  private int order;
  private int stride;
  private double[] s = {};
  private double[] reciprocal = {};

  public SchurComplement() {
    this(new double[DenseKernels.TILE]);
  }

  private SchurComplement(double[] tile) {
    this.tile = tile;
  }

  /// Makes S a zero matrix of the given order.
  void clear(int newOrder) {
    order = newOrder;
    int padded = DenseKernels.padded(order);
    stride = 8 * padded;
    if (s.length < padded * padded) s = new double[padded * padded];
    if (reciprocal.length < padded) reciprocal = new double[padded];
    for (int i = 0; i < padded; i += 8) Arrays.fill(s, i * padded, i * padded + 8 * (i + 8), 0.0);
    for (int i = order; i < padded; i++) s[at(i, i)] = 1;
  }

  private int at(int i, int k) {
    return DenseKernels.at(0, stride, i, k);
  }

  /// S(i, k) += v, i ≥ k.
  void add(int i, int k, double v) {
    s[at(i, k)] += v;
  }

  public void addToDiagonal(int i, double v) {
    s[at(i, i)] += v;
  }

  public double diagonal(int i) {
    return s[at(i, i)];
  }

  /// S += C Cᵀ for panels C of `columns` columns.
  void addProduct(double[] c, int cStride, int columns) {
    kernels.syrkLower(order, columns, 1, c, 0, cStride, c, 0, cStride, s, 0, s, 0, stride, tile);
  }

  public int order() {
    return order;
  }

  /// Factors in place.
  ///
  /// @return the row of the first pivot that is not greater than `smallest`, or −1
  public int factor(double smallest) {
    return kernels.cholesky(order, smallest, s, 0, stride, reciprocal, 0, tile);
  }

  /// The pivot of row i after [#factor].
  public double pivot(int i) {
    return 1 / (reciprocal[i] * reciprocal[i]);
  }

  /// v ← S⁻¹ v; v has padded length, its padding zero. Writes to nothing else.
  public void solve(double[] v, int vAt) {
    kernels.solveLower(order, s, 0, stride, reciprocal, 0, v, vAt);
    kernels.solveLowerTransposed(order, s, 0, stride, reciprocal, 0, v, vAt);
  }

  /// A copy that nobody factors again.
  SchurComplement copy() {
    SchurComplement copy = new SchurComplement(new double[0]);
    copy.order = order;
    copy.stride = stride;
    int padded = DenseKernels.padded(order);
    copy.s = Arrays.copyOf(s, padded * padded);
    copy.reciprocal = Arrays.copyOf(reciprocal, padded);
    return copy;
  }

  long bytes() {
    return 8L * (s.length + reciprocal.length);
  }
}
