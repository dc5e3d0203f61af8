package io.ffolayer.model.rule;

/// How an atom changes when one of its arguments grows.
public enum Monotonicity {
  INCREASING,
  DECREASING,
  NEITHER;

  /// Increasing where the argument is known to be nonnegative, decreasing where it is known to be
  /// nonpositive: that of |x| and x².
  public static Monotonicity awayFromZero(Sign sign) {
    if (sign.isNonnegative()) return INCREASING;
    return sign.isNonpositive() ? DECREASING : NEITHER;
  }
}
