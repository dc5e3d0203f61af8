package io.ffolayer.internal.kkt.semidefinite;

import java.util.Arrays;

/// The weights 1/l of the rotated rows of one semidefinite cone as what eliminating them needs: a
/// set T of directions whose rows qᵢqⱼᵀ, i, j ∈ T, are kept, and two numbers for each direction
/// with
///
/// ```
/// 1/l_ij = ½ (f_i g_j + f_j g_i)    for all other rows,    0 for those of T
/// ```
///
/// so that eliminating these is one product, [ProductSum], with V₁ = Σ f_i qᵢqᵢᵀ and V₂ = Σ g_i
/// qᵢqᵢᵀ. The scaling of an interior point has l_ij = σᵢ²σⱼ²: f = v + v_T and g = v − v_T with v_i
/// = 1/σᵢ² and v_T its part on T, which takes those out whose weights would bury the digits of the
/// others. On a face l_ij = 0 on T, ∞ where neither is in T, and dᵢ/−dⱼ between: f = 2/−dⱼ… on T
/// and g on the others. Other weights – a proof that takes parts of a matrix, a weak row on a side
/// of its own – have no such form ([#isProduct]), and their rows are eliminated one by one.
final class SpectralWeights {
  /// How far weights may be from a product and count as one.
  private static final double EQUAL = 1e-9;

  /// Whether T, f and g describe the weights.
  boolean isProduct;

  /// Members of T.
  final boolean[] kept;

  int keptCount;

  /// f.
  final double[] left;

  /// g.
  final double[] right;

  private final int order;
  private final double[] sorted;

  SpectralWeights(int order) {
    this.order = order;
    kept = new boolean[order];
    left = new double[order];
    right = new double[order];
    sorted = new double[order];
  }

  private static int at(int first, int i, int j) {
    return first + (i <= j ? j * (j + 1) / 2 + i : i * (i + 1) / 2 + j);
  }

  /// Reads the weights.
  ///
  /// @param l of all rows, those of the cone from `first` on
  /// @param heaviest the largest weight 1/l that may be eliminated in the interior
  /// @param heaviestOnFace the same on a face
  /// @param most directions that T may have: fewer rows are kept where it would have more
  void read(double[] l, int first, double heaviest, double heaviestOnFace, int most) {
    boolean interior = true, face = true;
    for (int i = 0; i < order; i++) {
      double own = l[at(first, i, i)];
      interior &= own > 0 && own < Double.POSITIVE_INFINITY;
      face &= own == 0 || own == Double.POSITIVE_INFINITY;
    }
    isProduct =
        interior
            ? readScaling(l, first, heaviest, most)
            : face && readFace(l, first, heaviestOnFace);
  }

  private boolean readScaling(double[] l, int first, double heaviest, int most) {
    for (int i = 0; i < order; i++) left[i] = 1 / Math.sqrt(l[at(first, i, i)]);
    for (int j = 0; j < order; j++)
      for (int i = 0; i < j; i++)
        if (!isNear(left[i] * left[j] * l[at(first, i, j)], 1)) return false;
    System.arraycopy(left, 0, sorted, 0, order);
    Arrays.sort(sorted);
    double largest = sorted[order - 1];
    keptCount = 0;
    int end = Math.min(most, order);
    while (keptCount < end && largest * sorted[order - 1 - keptCount] > heaviest) keptCount++;
    double least = keptCount == 0 ? Double.POSITIVE_INFINITY : sorted[order - keptCount];
    keptCount = 0;
    for (int i = 0; i < order; i++) {
      kept[i] = left[i] >= least;
      keptCount += kept[i] ? 1 : 0;
      right[i] = kept[i] ? 0 : left[i];
      left[i] *= kept[i] ? 2 : 1;
    }
    return true;
  }

  private boolean readFace(double[] l, int first, double heaviest) {
    int inside = -1, outside = -1;
    keptCount = 0;
    for (int i = 0; i < order; i++) {
      kept[i] = l[at(first, i, i)] == 0;
      if (kept[i]) inside = i;
      else outside = i;
      keptCount += kept[i] ? 1 : 0;
      left[i] = 0;
      right[i] = 0;
    }
    if (inside < 0 || outside < 0) return isFlat(l, first, heaviest);
    double scale = Math.sqrt(l[at(first, inside, outside)]);
    for (int i = 0; i < order; i++)
      if (kept[i]) left[i] = 2 * scale / l[at(first, i, outside)];
      else right[i] = scale / l[at(first, inside, i)];
    return isFlat(l, first, heaviest);
  }

  /// Whether rows within T are active, those outside inactive, and those between a product, none of
  /// them so heavy that it has to be kept.
  private boolean isFlat(double[] l, int first, double heaviest) {
    for (int j = 0; j < order; j++)
      for (int i = 0; i <= j; i++) {
        double own = l[at(first, i, j)];
        boolean fits =
            kept[i] == kept[j]
                ? own == (kept[i] ? 0 : Double.POSITIVE_INFINITY)
                : own * heaviest >= 1
                    && isNear((left[i] * right[j] + left[j] * right[i]) / 2 * own, 1);
        if (!fits) return false;
      }
    return true;
  }

  private static boolean isNear(double a, double b) {
    return Math.abs(a - b) <= EQUAL;
  }
}
