package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.face.ActiveRows;
import org.jspecify.annotations.Nullable;

/// A way to solve the ghost problem at a solution: the quadratic P with the active rows of a face
/// as equalities and its curved rows as quadratic terms,
///
/// ```
/// [ P   Aᵀ ] [ dy ]   [ r_y ]        H = U diag(l) Uᵀ: in rotated coordinates l = 0 is an active row, l = 1/w a curved one;
/// [ A  −H  ] [ dz ] = [ r_z ]        inactive ones, l = ∞, are dropped, and dz = 0 there
/// ```
///
/// in the memory of one thread.
interface GhostSystem {
  /// Goes to one instance and one face, of which a copy is taken.
  ///
  /// @param visited its watch is asked inside long loops, here and in the calls of [#solve] that
  ///   follow; what they give where it stops them is of no use
  /// @return whether the system can be solved; where not, the direction is reported as uncertain
  boolean open(Visited visited, ActiveRows rows);

  /// Solves in place: r_y → dy, r_z → dz, both in the coordinates of the program; of r_z nothing is
  /// read in the directions of inactive rows.
  void solve(double[] y, double[] z);

  /// Whether the rows may depend on each other, or leave a direction free that P does not
  /// determine: false only where the factorisation has seen that they do not.
  boolean maybeSingular();

  /// A null space {y: Py = 0, A_N y = 0} × {z: A_Nᵀz = 0}.
  ///
  /// @param free a basis of the first factor
  /// @param relations one of the second, in rotated coordinates
  record NullSpace(double[][] free, double[][] relations) {}

  /// That of the system which is open, where its factor knows it; otherwise [NullSpaceProbe] finds
  /// it out.
  default @Nullable NullSpace nullSpace() {
    return null;
  }

  /// Lets go of what belongs to the last visit, until the next [#open].
  default void release() {}
}
