package io.ffolayer.internal.kkt;

/// The null space of a KKT system, read off the pivots of its regularised factor.
///
/// With +δ on the variables and −δ on the rows a pivot of size δ belongs to the null space – unless
/// it was taken before the entries beside it, and made a later pivot of the other sign as large as
/// it is small. So the dimension of the null space is the number of tiny pivots less that of the
/// huge ones: in the variables the tiny positive less the huge negative, in the rows the reverse.
final class SmallPivots {
  /// A pivot within this factor of δ, or of 1/δ, is one that the regularisation made.
  private static final double NEAR = 100;

  private double tiny;
  private double huge;
  private int freeDirections;
  private int dependentRows;

  void start(double regularisation) {
    tiny = NEAR * regularisation;
    huge = 1 / tiny;
    freeDirections = 0;
    dependentRows = 0;
  }

  void add(double pivot) {
    if (pivot > 0 && pivot <= tiny) freeDirections++;
    else if (pivot >= huge) dependentRows--;
    else if (pivot < 0 && pivot >= -tiny) dependentRows++;
    else if (pivot <= -huge) freeDirections--;
  }

  int freeDirections() {
    return Math.max(0, freeDirections);
  }

  int dependentRows() {
    return Math.max(0, dependentRows);
  }
}
