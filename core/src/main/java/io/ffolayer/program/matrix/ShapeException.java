package io.ffolayer.program.matrix;

/// Says that an array has another shape than the program needs: what it is, what was expected, and
/// what came.
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ShapeException(String message) {
    super(message);
  }
}
