package io.ffolayer.internal.linalg.sparse;

import java.util.Arrays;

/// The graph of a partially eliminated symmetric matrix, in the space of the original matrix.
///
/// A node is a *variable* that is not yet eliminated, or an *element*: an eliminated variable that
/// stands for the clique of its neighbours (George and Liu 1980). The list of a variable holds its
/// elements first, then the variables that it still touches directly; the list of an element holds
/// the variables of its clique. Every list lies in one array; a new element is written at its end,
/// and when the end is reached the live lists are moved together.
final class QuotientGraph {

  final int n;

  /// All lists; the list of node i is `list[start[i]] … list[start[i] + length[i] - 1]`; an
  /// absorbed node has length 0.
  final int[] list;

  final int[] start;
  final int[] length;

  /// How many entries at the front of the list of a variable are elements.
  final int[] elements;

  /// How many indistinguishable variables the node stands for; 0 if it was absorbed; negated while
  /// it is in the new element.
  final int[] size;

  /// First free place of `list`.
  int free;

  /// The graph of a symmetric matrix of which each entry is stored at least once, in either
  /// triangle or in both.
  QuotientGraph(CompressedColumns matrix) {
    n = matrix.cols();
    start = new int[n];
    length = new int[n];
    elements = new int[n];
    size = new int[n];
    Arrays.fill(size, 1);
    list = new int[room(matrix)];
    collectNeighbours(matrix);
    dropRepetitions();
  }

  /// Counts the neighbours; a fifth more leaves something to do between two compactions.
  private int room(CompressedColumns matrix) {
    int[] columnStart = matrix.columnStart();
    int[] rowIndex = matrix.rowIndex();
    long total = 0;
    for (int j = 0; j < n; j++) {
      for (int p = columnStart[j]; p < columnStart[j + 1]; p++) {
        int i = rowIndex[p];
        if (i != j) {
          length[i]++;
          length[j]++;
          total += 2;
        }
      }
    }
    long room = total + total / 5 + n;
    if (room > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the graph has " + total + " neighbours, more than an array can hold");
    }
    return (int) room;
  }

  private void collectNeighbours(CompressedColumns matrix) {
    int[] columnStart = matrix.columnStart();
    int[] rowIndex = matrix.rowIndex();
    for (int i = 0; i < n; i++) {
      start[i] = free;
      free += length[i];
      length[i] = 0;
    }
    for (int j = 0; j < n; j++) {
      for (int p = columnStart[j]; p < columnStart[j + 1]; p++) {
        int i = rowIndex[p];
        if (i != j) {
          list[start[i] + length[i]++] = j;
          list[start[j] + length[j]++] = i;
        }
      }
    }
  }

  private void dropRepetitions() {
    int[] seenBy = new int[n];
    Arrays.fill(seenBy, -1);
    for (int i = 0; i < n; i++) {
      int kept = start[i];
      for (int p = start[i]; p < start[i] + length[i]; p++) {
        int j = list[p];
        if (seenBy[j] != i) {
          seenBy[j] = i;
          list[kept++] = j;
        }
      }
      length[i] = kept - start[i];
    }
  }

  /// Makes room for a list of this length, at most n, at the end. There always is: a new element is
  /// never longer than what it absorbs, so that live lists never take more than they did at first.
  void ensureFree(int wanted) {
    if (wanted > list.length - free) {
      compact();
    }
  }

  /// Moves the live lists together. The first entry of each list is kept in `start` while its place
  /// names the owner.
  private void compact() {
    for (int i = 0; i < n; i++) {
      if (length[i] > 0) {
        int first = start[i];
        start[i] = list[first];
        list[first] = ~i;
      }
    }
    int to = 0;
    for (int from = 0; from < free; ) {
      int owner = ~list[from++];
      if (owner < 0) {
        continue;
      }
      list[to] = start[owner];
      start[owner] = to++;
      for (int left = length[owner] - 1; left > 0; left--) {
        list[to++] = list[from++];
      }
    }
    free = to;
  }
}
