package io.ffolayer.model.rule;

/// What is known of the sign of every entry of an expression.
public enum Sign {
  ZERO,
  NONNEGATIVE,
  NONPOSITIVE,
  UNKNOWN;

  public boolean isNonnegative() {
    return this == ZERO || this == NONNEGATIVE;
  }

  public boolean isNonpositive() {
    return this == ZERO || this == NONPOSITIVE;
  }

  /// The sign of a number.
  public static Sign of(double value) {
    if (value == 0) return ZERO;
    if (value > 0) return NONNEGATIVE;
    return value < 0 ? NONPOSITIVE : UNKNOWN;
  }

  /// The sign of −a.
  public Sign negated() {
    return switch (this) {
      case NONNEGATIVE -> NONPOSITIVE;
      case NONPOSITIVE -> NONNEGATIVE;
      case ZERO, UNKNOWN -> this;
    };
  }

  /// The sign that covers both: of a + b, and of entries of a beside entries of b.
  public Sign or(Sign other) {
    if (this == ZERO || this == other) return other;
    return other == ZERO ? this : UNKNOWN;
  }

  /// The sign of a · b.
  public Sign times(Sign other) {
    if (this == ZERO || other == ZERO) return ZERO;
    if (this == UNKNOWN || other == UNKNOWN) return UNKNOWN;
    return this == other ? NONNEGATIVE : NONPOSITIVE;
  }
}
