package io.ffolayer.internal.linalg.sparse;

import java.util.Arrays;

/// The elimination tree of a symmetric matrix, its post-order, and the number of nonzeros in every
/// column of its factor.
///
/// The parent of column j is the row of the first nonzero below the diagonal in column j of L. All
/// functions take the upper triangle: column k holds the rows i ≤ k, that is, row k of the lower
/// triangle. Liu, *The role of elimination trees in sparse factorization*, SIAM J. Matrix Anal.
/// Appl. 11 (1990).
public final class EliminationTree {

  /// The parent of a root.
  public static final int NONE = -1;

  private EliminationTree() {}

  /// The parent of every column. Path compression keeps it at O(nonzeros · log n).
  public static int[] parents(CompressedColumns upper) {
    int n = upper.cols();
    int[] columnStart = upper.columnStart();
    int[] rowIndex = upper.rowIndex();
    int[] parent = new int[n];
    int[] ancestor = new int[n];
    for (int k = 0; k < n; k++) {
      parent[k] = NONE;
      ancestor[k] = NONE;
      for (int p = columnStart[k]; p < columnStart[k + 1]; p++) {
        for (int i = rowIndex[p]; i != NONE && i < k; ) {
          int above = ancestor[i];
          ancestor[i] = k;
          if (above == NONE) {
            parent[i] = k;
          }
          i = above;
        }
      }
    }
    return parent;
  }

  /// The columns so that every subtree is contiguous and ends with its root: `postOrder(parent)[k]`
  /// is the k-th.
  public static int[] postOrder(int[] parent) {
    int n = parent.length;
    int[] child = new int[n];
    int[] sibling = new int[n];
    Arrays.fill(child, NONE);
    for (int j = n - 1; j >= 0; j--) {
      if (parent[j] != NONE) {
        sibling[j] = child[parent[j]];
        child[parent[j]] = j;
      }
    }
    int[] order = new int[n];
    int[] path = new int[n];
    int count = 0;
    for (int root = 0; root < n; root++) {
      if (parent[root] != NONE) {
        continue;
      }
      int depth = 0;
      path[0] = root;
      while (depth >= 0) {
        int node = path[depth];
        int down = child[node];
        if (down == NONE) {
          order[count++] = node;
          depth--;
        } else {
          child[node] = sibling[down];
          path[++depth] = down;
        }
      }
    }
    return order;
  }

  /// The number of nonzeros below the diagonal in every column of L, for a post-ordered matrix
  /// (`parent[j] > j`, subtrees contiguous).
  ///
  /// Row k of L is the union of the paths from its entries up to k (the row subtree). A column
  /// count is the number of row subtrees that hold the column: each subtree adds one at every leaf,
  /// takes one away at the lowest common ancestor of consecutive leaves and at the parent of its
  /// root; sums over subtrees of the elimination tree do the rest. Gilbert, Ng, Peyton, *An
  /// efficient algorithm to compute row and column counts for sparse Cholesky factorization*, SIAM
  /// J. Matrix Anal. Appl. 15 (1994).
  public static int[] columnCounts(CompressedColumns upper, int[] parent) {
    int n = upper.cols();
    int[] first = firstDescendants(parent);
    int[] delta = new int[n];
    int[] ancestor = new int[n];
    int[] latestLeaf = new int[n];
    int[] highestFirst = new int[n];
    Arrays.setAll(ancestor, j -> j);
    Arrays.fill(latestLeaf, NONE);
    Arrays.fill(highestFirst, NONE);
    for (int j = 0; j < n; j++) {
      if (first[j] == j) {
        delta[j]++;
      }
    }
    CompressedColumns lower = upper.transposed().pattern();
    int[] columnStart = lower.columnStart();
    int[] rowIndex = lower.rowIndex();
    for (int j = 0; j < n; j++) {
      if (parent[j] != NONE) {
        delta[parent[j]]--;
      }
      for (int p = columnStart[j]; p < columnStart[j + 1]; p++) {
        int row = rowIndex[p];
        if (row <= j || first[j] <= highestFirst[row]) {
          continue;
        }
        highestFirst[row] = first[j];
        delta[j]++;
        int previous = latestLeaf[row];
        if (previous != NONE) {
          delta[root(ancestor, previous)]--;
        }
        latestLeaf[row] = j;
      }
      if (parent[j] != NONE) {
        ancestor[j] = parent[j];
      }
    }
    for (int j = 0; j < n; j++) {
      if (parent[j] != NONE) {
        delta[parent[j]] += delta[j];
      }
    }
    for (int j = 0; j < n; j++) {
      delta[j]--;
    }
    return delta;
  }

  private static int[] firstDescendants(int[] parent) {
    int[] first = new int[parent.length];
    Arrays.setAll(first, j -> j);
    for (int j = 0; j < parent.length; j++) {
      if (parent[j] != NONE) {
        first[parent[j]] = Math.min(first[parent[j]], first[j]);
      }
    }
    return first;
  }

  private static int root(int[] ancestor, int node) {
    int root = node;
    while (ancestor[root] != root) {
      root = ancestor[root];
    }
    for (int k = node; k != root; ) {
      int above = ancestor[k];
      ancestor[k] = root;
      k = above;
    }
    return root;
  }
}
