package io.ffolayer.model.rule;

/// What the rules know of the curvature of an expression in its variables. UNKNOWN may well be
/// convex: the rules do not see it.
public enum Curvature {
  CONSTANT,
  AFFINE,
  CONVEX,
  CONCAVE,
  UNKNOWN;

  public boolean isAffine() {
    return this == CONSTANT || this == AFFINE;
  }

  public boolean isConvex() {
    return isAffine() || this == CONVEX;
  }

  public boolean isConcave() {
    return isAffine() || this == CONCAVE;
  }

  /// The curvature of −f.
  public Curvature negated() {
    return switch (this) {
      case CONVEX -> CONCAVE;
      case CONCAVE -> CONVEX;
      case CONSTANT, AFFINE, UNKNOWN -> this;
    };
  }

  /// The curvature of f + g.
  public Curvature plus(Curvature other) {
    if (this == CONSTANT || this == other) return other;
    if (other == CONSTANT) return this;
    if (isConvex() && other.isConvex()) return CONVEX;
    return isConcave() && other.isConcave() ? CONCAVE : UNKNOWN;
  }

  /// The curvature of c · f, c constant with this sign.
  public Curvature times(Sign factor) {
    if (isAffine()) return this;
    if (factor == Sign.ZERO) return CONSTANT;
    if (factor.isNonnegative()) return this;
    return factor.isNonpositive() ? negated() : UNKNOWN;
  }
}
