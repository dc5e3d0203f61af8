package io.ffolayer.io.json;

/// Input that cannot be used: one line that names the file, the field, and what was expected.
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInputException(String line) {
    super(line);
  }
}
