package io.ffolayer.model.atom;

import io.ffolayer.model.Expression;

/// The atoms as functions, for static import.
public final class Atoms {
  private Atoms() {}

  /// |x|, entry by entry.
  public static Expression abs(Expression x) {
    return Expression.of(new Abs(), x);
  }

  /// ‖x‖₂ over all entries.
  public static Expression norm2(Expression x) {
    return Expression.of(new Norm2(), x);
  }

  /// Σ x_k².
  public static Expression sumSquares(Expression x) {
    return Expression.of(new SumSquares(), x);
  }

  /// eˣ, entry by entry.
  public static Expression exp(Expression x) {
    return Expression.of(new Exp(), x);
  }
}
