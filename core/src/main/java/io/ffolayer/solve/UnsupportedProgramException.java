package io.ffolayer.solve;

import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;

/// Says why a solver cannot take programs of this structure, and what to try.
public final class UnsupportedProgramException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public UnsupportedProgramException(String message) {
    super(message);
  }

  /// Refuses programs with curved cones for a method that knows rows only.
  public static void unlessPolyhedral(ProgramStructure structure, String method) {
    for (RowBlock block : structure.blocks())
      if (!block.cone().isPolyhedral())
        throw new UnsupportedProgramException(
            "%s takes equalities and inequalities, not %s. Maybe use InteriorPoint"
                .formatted(method, block.cone()));
  }

  /// Refuses programs with a matrix by an operator for a method that reads entries.
  public static void unlessEntries(ProgramStructure structure, String method) {
    if (!structure.hasEntries())
      throw new UnsupportedProgramException(
          method
              + " reads the entries of P and A, and one of them is given by an operator, which has products only. Maybe give it as Layout.Dense or Layout.Sparse, or use a solver that needs products only");
  }
}
