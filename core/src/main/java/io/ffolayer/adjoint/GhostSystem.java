package io.ffolayer.adjoint;

import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;

/// A way to solve the ghost problem at a solution: the quadratic P with the active rows as
/// equalities,
///
/// ```
/// [ P    A_Nᵀ ] [ dy   ]   [ r_y ]
/// [ A_N   0   ] [ dz_N ] = [ r_z ]        dz = 0 outside N
/// ```
///
/// in the memory of one thread.
interface GhostSystem {
  /// Goes to one instance and one set of rows N.
  ///
  /// @return whether the system can be solved; where not, the direction is reported as uncertain
  boolean open(ProgramData data, Solution solution, int instance, boolean[] active);

  /// Solves in place: r_y → dy, r_z (read on N) → dz (zero outside N).
  void solve(double[] y, double[] z);

  /// Whether the rows of N may depend on each other, or leave a direction free that P does not
  /// determine: false only where the factorisation has seen that they do not.
  boolean maybeSingular();
}
