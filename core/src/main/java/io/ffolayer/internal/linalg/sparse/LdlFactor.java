package io.ffolayer.internal.linalg.sparse;

import java.util.function.BooleanSupplier;

/// The numeric factor L D Lᵀ of a quasi-definite matrix, in the order of its [LdlSymbolic]; a
/// reusable workspace, for one thread.
///
/// A quasi-definite matrix [ E Bᵀ; B −F ], E and F positive definite, has such a factor with
/// diagonal D in every symmetric order, and D has the signs of the diagonal (Vanderbei 1995). So no
/// pivot search is needed, and a pivot of the wrong sign tells that rounding, or the data, left too
/// little definiteness.
public interface LdlFactor {

  /// The smallest pivot that is trusted, for matrices in equilibrated units.
  double SMALLEST_PIVOT = 1e-13;

  /// Factors the matrix with `sign[j] · regularisation` added to diagonal entry j. Allocates
  /// nothing.
  ///
  /// @param upper the values on [LdlSymbolic#upper()], from the offset on; not written to
  /// @param sign +1 or −1 per column, in the order of elimination: the sign of its pivot
  /// @param regularisation not negative
  /// @return false if a pivot has the wrong sign, is below [#SMALLEST_PIVOT], or is not finite;
  ///   then there is no factor, nor where it was stopped
  boolean factor(double[] upper, int offset, double[] sign, double regularisation);

  /// Asked now and then while factoring, at most a few milliseconds apart: true ends it, without a
  /// factor.
  void stopWhen(BooleanSupplier stop);

  /// The numbers of a factor on its structure. Immutable.
  ///
  /// @param values L
  /// @param inversePivot 1/d
  record Numbers(double[] values, double[] inversePivot) {
    long bytes() {
      return 8L * (values.length + inversePivot.length);
    }
  }

  /// Hands over the numbers of the last factor, which goes on to solve with them; the next
  /// factorisation takes new memory.
  Numbers lend();

  /// Goes on with the numbers that another factor of the same structure has handed over.
  void resume(Numbers numbers);

  /// The k-th pivot of the last factor, in the order of elimination.
  double pivot(int k);

  /// x := (L D Lᵀ)⁻¹ x, in the order of elimination. Allocates nothing.
  void solve(double[] x);

  /// Whether a pivot, times its sign, is large enough, and finite.
  static boolean isTrusted(double signedPivot) {
    return signedPivot >= SMALLEST_PIVOT && signedPivot <= Double.MAX_VALUE;
  }
}
