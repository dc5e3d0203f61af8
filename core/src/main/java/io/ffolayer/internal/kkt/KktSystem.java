package io.ffolayer.internal.kkt;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Factor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The KKT system with a weight per row, in the memory of one thread:
///
/// ```
/// [ P   Aᵀ       ] [ dy ]   [ r_y ]
/// [ A  −diag(l)  ] [ dz ] = [ r_z ]         l ∈ [0, ∞] per row
/// ```
///
/// l = 0: the row holds with equality (active); l = ∞: it is dropped (inactive, dz = 0); between:
/// the scaling s/z of an interior point, or the inverse weight 1/w of a curved row. How rows are
/// eliminated or kept, and how the matrix is factored, is the business of each implementation; the
/// answer is refined against the unregularised matrix.
///
/// A program with curved cones has a rotation U of its rows beside l: [P Aᵀ; A −U diag(l) Uᵀ]. Its
/// system is the one above with the rows UᵀA, and **z stands in rotated coordinates**, Uᵀr_z on
/// entry and Uᵀdz on return: there l ∘ dẑ keeps its digits where l spans many orders of magnitude,
/// which going back and forth would lose. Who calls rotates ([Rotation#apply],
/// [Rotation#applyTransposed]).
///
/// The regularisation is absolute, so the numbers should be in equilibrated units: those of an
/// [Equilibration], or the user's through an [io.ffolayer.internal.kkt.choice.EquilibratedKkt].
///
/// ```
/// system.load(data, instance);
/// if (system.factor(l, 0)) system.solve(y, 0, z, 0);      // any number of factorisations per load, of solves per factor
/// ```
public interface KktSystem {
  /// Takes the numbers P and A of one instance, which must not change until the last solve with
  /// them.
  void load(ProgramData data, int instance);

  /// Gives the system a question that it asks now and then – every few milliseconds – within long
  /// factorisations and refinements, until another one is given: once the answer is true, [#factor]
  /// returns false soon, and [#solve] ends with the best answer that it has. Whoever gives it asks
  /// again after a factorisation that failed, to tell why.
  void stopWhen(BooleanSupplier stop);

  /// Assembles and factors for the loaded instance.
  ///
  /// @param l m weights at `lAt`, read only
  /// @return whether a factor was found, and it was not stopped; false leaves the system unusable
  ///   until the next call
  boolean factor(double[] l, int lAt);

  /// The same with the rows UᵀA: from here to the next factorisation z stands in the coordinates of
  /// this rotation. Where no cone is curved U is the identity, and nothing needs to be done.
  ///
  /// @param l the weights of the rotated rows
  /// @param rotation read only, not needed after this call
  default boolean factor(double[] l, int lAt, Rotation rotation) {
    return factor(l, lAt);
  }

  /// Loads an instance and factors.
  default boolean factor(ProgramData data, int instance, double[] l, int lAt) {
    load(data, instance);
    return factor(l, lAt);
  }

  /// Solves in place with the last factor.
  ///
  /// @param y r_y on entry, dy on return: n values
  /// @param z r_z on entry, dz on return: m values; where l = ∞ it is not read and dz = 0
  /// @param accuracy the relative residual at which refinement may end: 0 for all that it can do,
  ///   +∞ for who refines the answer anyway
  /// @return the relative residual ‖r − K d‖∞ / ‖r‖∞ that was reached; meaningless with the
  ///   accuracy +∞
  double solve(double[] y, int yAt, double[] z, int zAt, double accuracy);

  /// Solves in place as well as refinement can.
  default double solve(double[] y, int yAt, double[] z, int zAt) {
    return solve(y, yAt, z, zAt, 0);
  }

  /// Number of rows with l = 0 that depend on other such rows, to working precision, as the last
  /// factorisation saw it (0 if none; counting may end at 32).
  int dependentRows();

  /// Number of directions of the variables that neither P nor the kept rows determine (0: the
  /// solution is unique; counting may end at 32).
  int freeDirections();

  /// Whether rows with l = 0 depend on each other or nearly do, or a direction of the variables is
  /// free or nearly so, and the answers of the last factor may have lost most of their digits.
  /// False only where its pivots exclude that.
  boolean isDoubtful();

  /// Takes out of a right-hand side what no solution can match, or out of a solution what is
  /// undetermined: nothing where the system is regular, or reconciles such rows itself.
  void project(double[] y, int yAt, double[] z, int zAt);

  /// Takes out of the multipliers of rows with l = 0 what the last factor leaves undetermined of
  /// them, of any dimension, at the price of two solves or a few times as many; nothing where the
  /// system is regular, or does not know.
  default void removeUndetermined(double[] z) {}

  /// The last factor as an immutable object for later: a [KktFactor], which answers by itself, or a
  /// [KeptFactor], which a system of the same structure can go on with. Null where this
  /// implementation cannot keep it cheaply, or it belongs to a matrix that is singular.
  ///
  /// Buffers are handed over rather than copied; the next factorisation takes new ones. A
  /// [KktFactor] may refer to the data of the origin, never to those that were loaded.
  ///
  /// @param origin the instance of the user that the loaded one stands for
  @Nullable Factor keep(Origin origin);

  /// Takes as its last factor one that a system of the same structure has kept; nothing needs to be
  /// loaded. Until the next factorisation this system answers as that one did.
  void resume(KeptFactor kept);
}
