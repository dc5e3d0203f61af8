package io.ffolayer.bilevel.inner;

import org.jspecify.annotations.Nullable;

/// A point of an inner problem, with multipliers where they are known: an answer, or a guess from
/// which to start.
///
/// @param y the point
/// @param inequalityDuals λ ≥ 0, one for each row of h, without those of the set; null if unknown
/// @param equalityDuals ν, one for each row of e, without those of the set; null if unknown
public record InnerPoint(
    double[] y, double @Nullable [] inequalityDuals, double @Nullable [] equalityDuals) {
  /// A point without multipliers.
  public static InnerPoint of(double[] y) {
    return new InnerPoint(y, null, null);
  }
}
