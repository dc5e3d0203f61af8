package io.ffolayer.internal.linalg.sparse;

import java.util.Arrays;

/// Nodes in doubly linked lists by degree: constant time to insert and remove, and amortised
/// constant time to find the smallest.
final class DegreeBuckets {

  private static final int NONE = -1;

  private final int[] head;
  private final int[] next;
  private final int[] previous;
  private int smallest;

  DegreeBuckets(int n) {
    head = new int[n + 1];
    next = new int[n];
    previous = new int[n];
    Arrays.fill(head, NONE);
    smallest = n;
  }

  void insert(int node, int degree) {
    int first = head[degree];
    next[node] = first;
    previous[node] = NONE;
    if (first != NONE) {
      previous[first] = node;
    }
    head[degree] = node;
    smallest = Math.min(smallest, degree);
  }

  void remove(int node, int degree) {
    int before = previous[node];
    int after = next[node];
    if (after != NONE) {
      previous[after] = before;
    }
    if (before != NONE) {
      next[before] = after;
    } else {
      head[degree] = after;
    }
  }

  /// Removes a node of smallest degree; there must be one.
  int removeSmallest() {
    while (head[smallest] == NONE) {
      smallest++;
    }
    int node = head[smallest];
    remove(node, smallest);
    return node;
  }
}
