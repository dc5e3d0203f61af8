package io.ffolayer.internal.kkt.dense;

/// The rows of a KKT system by their weights l: eliminated into P, kept as rows, or dropped.
///
/// A row that is eliminated adds a aᵀ/l to P. With a small l that buries P under log₁₀(‖a‖²/l)
/// digits, so that such a row is kept. (Adding it all the same gave multipliers off by 7e-2 at l =
/// 1e-14.)
public final class RowSplit {
  /// 1/l for the eliminated rows, 0 for all others.
  public final double[] weight;

  /// The kept rows, ascending, and their number.
  public final int[] kept;

  public int keptCount;
  public int eliminatedCount;

  RowSplit(int rows) {
    weight = new double[rows];
    kept = new int[rows];
  }

  /// Eliminates the rows with l·ratio ≥ ‖a‖².
  void apply(double[] l, int at, double[] squaredNorm, double ratio) {
    keptCount = 0;
    eliminatedCount = 0;
    for (int i = 0; i < weight.length; i++) {
      double li = l[at + i];
      weight[i] = 0;
      if (li == Double.POSITIVE_INFINITY) continue;
      if (li > 0 && li * ratio >= squaredNorm[i]) {
        weight[i] = 1 / li;
        eliminatedCount++;
      } else {
        kept[keptCount++] = i;
      }
    }
  }
}
