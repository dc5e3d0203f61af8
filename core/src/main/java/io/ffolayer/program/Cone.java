package io.ffolayer.program;

/// A closed convex cone K in which the slack of a block of rows lies.
///
/// | cone | members |
/// |---|---|
/// | [ZeroCone] | {0}ᵖ: equalities |
/// | [NonnegativeCone] | R₊ᵐ: inequalities |
/// | [SecondOrderCone] | {(t, x): ‖x‖₂ ≤ t} |
/// | [PsdCone] | symmetric positive semidefinite matrices, as scaled upper triangles |
/// | [ExponentialCone] | cl {(x, y, w): y·exp(x/y) ≤ w, y > 0} |
/// | [PowerCone] | {(x, y, w): xᵅ y¹⁻ᵅ ≥ \|w\|, x, y ≥ 0} |
/// | [ProductCone] | products of the above |
public sealed interface Cone
    permits ZeroCone,
        NonnegativeCone,
        SecondOrderCone,
        PsdCone,
        ExponentialCone,
        PowerCone,
        ProductCone {
  /// Number of rows of the cone, ≥ 0.
  int size();

  /// Whether the cone is given by linear rows alone, so that its faces are sets of rows.
  default boolean isPolyhedral() {
    return switch (this) {
      case ZeroCone zero -> true;
      case NonnegativeCone nonnegative -> true;
      case SecondOrderCone cone -> false;
      case PsdCone cone -> false;
      case ExponentialCone cone -> false;
      case PowerCone cone -> false;
      case ProductCone product -> product.factors().stream().allMatch(Cone::isPolyhedral);
    };
  }
}
