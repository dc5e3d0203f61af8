package io.ffolayer.model.rule;

/// Says that a problem breaks a rule of disciplined convex programming: the expression with the
/// culprit marked, the rule, and a form that would be accepted.
public final class DcpException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public DcpException(String message) {
    super(message);
  }
}
