package io.ffolayer.program.text;

/// Says in which line a text breaks a rule of the format, and which rule.
public final class ProgramTextException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int line;

  ProgramTextException(int line, String rule) {
    super("line " + line + ": " + rule);
    this.line = line;
  }

  /// The number of the line, from 1.
  public int line() {
    return line;
  }
}
