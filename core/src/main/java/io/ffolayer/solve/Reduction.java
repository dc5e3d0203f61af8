package io.ffolayer.solve;

/// What presolve took out of an instance before it was solved
/// ([io.ffolayer.solve.presolve.Presolve]).
///
/// @param variables how many variables, ≥ 0
/// @param rows how many rows of A, ≥ 0
/// @param dependent how many of these rows are equalities that others imply
public record Reduction(int variables, int rows, int dependent) {
  /// Nothing was taken out.
  public static final Reduction NONE = new Reduction(0, 0, 0);
}
