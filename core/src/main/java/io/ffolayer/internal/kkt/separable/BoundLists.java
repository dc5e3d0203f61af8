package io.ffolayer.internal.kkt.separable;

/// Which bounds of a separable program fix their variable, and which variables have strong springs,
/// as growing lists: what concerns few variables runs along them.
final class BoundLists {
  /// The places among the bounds of those that fix.
  final int[] fixing;

  int fixingCount;

  /// The variables with one strong spring, and its place among the bounds.
  final int[] loneVariable;

  final int[] lonePlace;
  int loneCount;

  /// The variables with several.
  final int[] sharing;

  int sharingCount;

  BoundLists(int variables, int rows) {
    fixing = new int[rows];
    loneVariable = new int[variables];
    lonePlace = new int[variables];
    sharing = new int[variables];
  }

  void clear() {
    fixingCount = loneCount = sharingCount = 0;
  }

  void addFixing(int place) {
    fixing[fixingCount++] = place;
  }

  /// Takes a variable with so many strong springs, the last of them at a place.
  void addStrong(int variable, int count, int place) {
    if (count == 1) {
      loneVariable[loneCount] = variable;
      lonePlace[loneCount++] = place;
    }
    if (count > 1) sharing[sharingCount++] = variable;
  }
}
