package io.ffolayer.program;

/// {(x, y, w): xᵅ y¹⁻ᵅ ≥ |w|, x, y ≥ 0}. Its dual is {(u, v, w): (u/α)ᵅ (v/(1−α))¹⁻ᵅ ≥ |w|, u, v ≥
/// 0}. Longer powers are composed of these.
///
/// @param alpha α, strictly between 0 and 1
public record PowerCone(double alpha) implements Cone {
  public PowerCone {
    if (!(alpha > 0 && alpha < 1))
      throw new IllegalArgumentException(
          "the exponent of a power cone must be strictly between 0 and 1, got " + alpha);
  }

  /// 3 rows.
  @Override
  public int size() {
    return 3;
  }
}
