package io.ffolayer.cli.check;

import io.ffolayer.model.Parameter;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;

/// The entries of a parameter, as a check of gradients moves them one by one.
///
/// @param symmetric whether the two entries of a mirrored pair move together, each by half
/// @param theta the values, not moved
record MovedEntries(Parameter parameter, boolean symmetric, double[] theta) {
  int size() {
    return theta.length;
  }

  /// Copies the values and moves one entry.
  void move(int k, double h, double[] out, int at) {
    System.arraycopy(theta, 0, out, at, theta.length);
    out[at + k] += 0.5 * h;
    out[at + (symmetric ? mirrored(k) : k)] += 0.5 * h;
  }

  private int mirrored(int k) {
    int[] index = position(k);
    Layout.Sparse pattern = parameter.pattern();
    return pattern == null
        ? index[1] * parameter.shape()[1] + index[0]
        : pattern.position(index[1], index[0]);
  }

  /// Row and column of an entry of a matrix, or its position in a vector; nothing for a number.
  private int[] position(int k) {
    Layout.Sparse pattern = parameter.pattern();
    if (pattern != null) {
      int column = Arrays.binarySearch(pattern.columnStarts(), k);
      // Of several columns that start here, the last has the entry.
      if (column < 0) column = -column - 2;
      while (pattern.columnStart(column + 1) == k) column++;
      return new int[] {pattern.rowIndex(k), column};
    }
    int[] index = parameter.shape();
    int rest = k;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      int length = index[axis];
      index[axis] = rest % length;
      rest /= length;
    }
    return index;
  }

  /// `A[0, 1]`.
  String name(int k) {
    int[] index = position(k);
    return index.length == 0 ? parameter.name() : parameter.name() + Arrays.toString(index);
  }
}
