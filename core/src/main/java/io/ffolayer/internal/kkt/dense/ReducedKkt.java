package io.ffolayer.internal.kkt.dense;

/// A factored system in which some rows were eliminated:
///
/// ```
/// [ P̃    A_Nᵀ ] [ dy   ]   [ t ]
/// [ A_N  −l_N ] [ dz_N ] = [ g ]        P̃ = P + A_Cᵀ diag(1/l) A_C
/// ```
interface ReducedKkt {
  /// @return whether there is a factor
  boolean factor(EliminableRows program, RowSplit split, double[] l, int lAt);

  /// Solves in place, without refinement: t becomes dy, g becomes dz_N. Both have padded length,
  /// the padding of g zero.
  void solve(double[] t, double[] g);
}
