package io.ffolayer.solve;

/// Says why a solver cannot take programs of this structure, and what to try.
public final class UnsupportedProgramException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public UnsupportedProgramException(String message) {
    super(message);
  }
}
