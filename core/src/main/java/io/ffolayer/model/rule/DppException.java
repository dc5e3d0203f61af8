package io.ffolayer.model.rule;

/// Says that a convex problem depends on its parameters in a way that is not affine in the standard
/// form, so that a layer of it cannot be made once for all values.
public final class DppException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public DppException(String message) {
    super(message);
  }
}
