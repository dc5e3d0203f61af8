package io.ffolayer.internal.kkt;

import io.ffolayer.solve.Factor;

/// A factored KKT system on a set N of rows that hold with equality:
///
/// ```
/// [ P    A_Nᵀ ] [ dy   ]   [ r_y   ]
/// [ A_N   0   ] [ dz_N ] = [ r_zN  ]        dz = 0 on the other rows
/// ```
///
/// Immutable and thread-safe: what a forward pass leaves for the backward pass.
public interface KktFactor extends Factor {
  /// The rows N, ascending.
  int[] keptRows();

  /// What a pivot of independent rows of length 1 may be and be trusted: the square of the part of
  /// a row outside the span of others. A smaller one costs its answers more than half of their
  /// digits.
  double DOUBTFUL = 1e-6;

  /// Whether rows of N depend on each other, or nearly do, as far as the pivots tell.
  boolean isDoubtful();

  /// Number of doubles of work memory that [#solve] needs.
  int workSize();

  /// Solves in place for one right-hand side.
  ///
  /// @param y r_y on entry, dy on return: n values at `yAt`
  /// @param z r_z on entry (read on N only), dz on return (zero outside N): m values at `zAt`
  /// @param work overwritten, at least [#workSize] values
  void solve(double[] y, int yAt, double[] z, int zAt, double[] work);
}
