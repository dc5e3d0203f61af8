package io.ffolayer.solve;

import io.ffolayer.program.ProgramStructure;

/// Says why a solver cannot take programs of this structure, and what to try.
public final class UnsupportedProgramException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public UnsupportedProgramException(String message) {
    super(message);
  }

  /// @throws UnsupportedProgramException if a cone of the program is not given by linear rows
  static void requireLinearRows(String method, ProgramStructure structure) {
    if (!structure.isPolyhedral())
      throw new UnsupportedProgramException(
          method
              + " needs linear rows, and the program has a curved cone. Maybe use InteriorPoint.");
  }
}
