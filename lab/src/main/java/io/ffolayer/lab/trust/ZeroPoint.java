package io.ffolayer.lab.trust;

/// What of a problem is zero.
enum ZeroPoint {
  NOTHING,
  /// The solution.
  SOLUTION,
  /// q.
  LINEAR_COST,
  /// b.
  RIGHT_HAND_SIDE,
  /// q, with the squares of residuals as variables of their own: where all rows are inactive, the
  /// optimal value is 0 too.
  RESIDUAL_FORM;

  /// In the words of a table.
  String text() {
    return switch (this) {
      case NOTHING -> "nothing is zero";
      case SOLUTION -> "solution y = 0";
      case LINEAR_COST -> "q = 0";
      case RIGHT_HAND_SIDE -> "b = 0";
      case RESIDUAL_FORM -> "residual form, q = 0";
    };
  }
}
