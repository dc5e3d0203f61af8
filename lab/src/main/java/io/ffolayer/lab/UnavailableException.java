package io.ffolayer.lab;

/// An experiment needs something that is not to be had here, a native library of another platform,
/// say.
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param message what is missing, in words
  /// @param cause what said so
  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
