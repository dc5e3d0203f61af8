package io.ffolayer.program.canonical;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.ShapeException;

/// How the auxiliary variables of a program become the values of the functions that they stand for,
/// also where nothing else determines them: the t of ‖x‖ ≤ t ≤ 10 is ‖x‖ at the solution t of
///
/// ```
/// minimize    pullᵀt                      t the listed variables, all others as they are
/// subject to  A y + s = b,   s ∈ K        on the listed rows
/// ```
///
/// A convex function is pulled down, a concave one up; what is composed of both as the rules of
/// convexity allow has one t for all.
///
/// @param variables indices, ascending
/// @param rows indices of whole cones, of single rows where the cone is polyhedral, ascending
/// @param pull to n numbers, of which those of the listed variables count
public record Tightening(int[] variables, int[] rows, AffineMap pull) {
  /// @throws ShapeException if the program has no such variable or row
  void requireWithin(ProgramStructure structure) {
    int n = structure.variables();
    if (pull.size() != n)
      throw new ShapeException("a pull on %d variables, expected %d".formatted(pull.size(), n));
    requireAscending("variable", variables, n);
    requireAscending("row", rows, structure.rows());
  }

  private static void requireAscending(String what, int[] indices, int bound) {
    for (int k = 0; k < indices.length; k++)
      if (indices[k] >= bound || indices[k] <= (k == 0 ? -1 : indices[k - 1]))
        throw new ShapeException(
            "%s %d of a tightening is outside [0, %d) or not behind the one before"
                .formatted(what, indices[k], bound));
  }
}
