package io.ffolayer.solve.activeset.distance;

import java.util.Arrays;

/// The rules by which rows change sides in block pivoting, one program at a time or eight at once.
public final class PivotingRules {
  /// A row whose part outside the span of the rows before it has less than this squared length (of
  /// 1) counts as dependent.
  public static final double DEPENDENT = 1e-12;

  /// Part of the largest distance in sight that counts as zero.
  public static final double ZERO = 1e-12;

  /// Rounds of full exchange without progress before the safeguard.
  public static final int PATIENCE = 3;

  private PivotingRules() {}

  /// How many rows may enter beside those that stay.
  public static int room(int n, int staying) {
    return Math.max(3 * n / 4 - staying, (n - staying + 1) / 2);
  }

  /// The largest of the slacks that may enter. Sorts them.
  public static double limit(double[] slacks, int count, int room) {
    if (count <= room) return Double.POSITIVE_INFINITY;
    Arrays.sort(slacks, 0, count);
    return room > 0 ? slacks[room - 1] : Double.NEGATIVE_INFINITY;
  }
}
