package io.ffolayer.internal.linalg.sparse;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import java.util.Arrays;

/// Neighbouring columns of L that are treated as one block of dense columns.
///
/// Where j is the parent of column j − 1 and has one nonzero less, the two have the same pattern:
/// chains of such columns are supernodes without a stored zero. Most of them are too narrow for
/// dense kernels. So a supernode is merged with the one before it, if that is its child, as long as
/// the zeros that this stores cost less time than they save (relaxed supernodes: Ashcraft and
/// Grimes 1989).
final class Supernodes {

  /// Nanoseconds, measured with the vector kernels.
  private static final double PER_SUPERNODE = 300;

  private static final double PER_STORED_VALUE = 1;
  private static final double PER_ADDED_VALUE = 1;
  private static final double PER_FLOP = 0.04;

  private Supernodes() {}

  /// The first columns of the supernodes, and n at the end.
  static int[] partition(int[] parent, int[] columnCount) {
    int n = parent.length;
    int[] first = new int[n + 1];
    int count = 0;
    for (int j = 0; j < n; ) {
      int last = j;
      while (last + 1 < n
          && parent[last] == last + 1
          && columnCount[last] == columnCount[last + 1] + 1) {
        last++;
      }
      first[count] = j;
      count = merge(first, count, last, parent, columnCount) + 1;
      j = last + 1;
    }
    first[count] = n;
    return Arrays.copyOf(first, count + 1);
  }

  /// Merges supernode s, which ends with column `last`, with those before it while this pays.
  ///
  /// @return the number of the merged supernode
  private static int merge(int[] first, int s, int last, int[] parent, int[] columnCount) {
    int below = columnCount[last];
    int merged = s;
    while (merged > 0) {
      int childLast = first[merged] - 1;
      if (parent[childLast] == EliminationTree.NONE || parent[childLast] > last) {
        break;
      }
      int childWidth = first[merged] - first[merged - 1];
      int width = last + 1 - first[merged];
      double apart = nanos(childWidth, columnCount[childLast]) + nanos(width, below);
      if (nanos(childWidth + width, below) > apart) {
        break;
      }
      merged--;
    }
    return merged;
  }

  /// The time that a supernode of this many columns, and rows below them, takes: storing it,
  /// passing its update to the parent, and the products.
  static double nanos(int width, int below) {
    double w = DenseKernels.padded(width);
    double b = DenseKernels.padded(below);
    return PER_SUPERNODE
        + PER_STORED_VALUE * w * (w + b)
        + PER_ADDED_VALUE * b * b
        + PER_FLOP * w * (w * w / 3 + w * b + b * b);
  }
}
