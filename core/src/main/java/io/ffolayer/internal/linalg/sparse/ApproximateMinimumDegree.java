package io.ffolayer.internal.linalg.sparse;

import java.util.Arrays;

/// A fill-reducing order of a sparse symmetric matrix: always eliminate a variable whose row is, nearly, the shortest.
///
/// Amestoy, Davis, Duff, *An approximate minimum degree ordering algorithm*, SIAM J. Matrix Anal. Appl. 17 (1996). Eliminating p
/// turns its neighbours Lp into a clique, which is stored as one new element p of the [QuotientGraph] instead of |Lp|² edges:
///
///     Lp = A_p ∪ ⋃ L_e over the elements e of p, without p            the elements e are absorbed: L_e ⊆ Lp ∪ {p}
///
/// The true degree of a neighbour i would need the union of its elements. The bound that is used instead needs their sizes only:
///
///     d_i ≤ min( n − k,  d_i + |Lp \ i|,  |A_i \ i| + |Lp \ i| + Σ_e |L_e \ Lp| )
///
/// and |L_e \ Lp| for all e comes from one pass over the lists of Lp that subtracts the sizes of its members from |L_e|.
/// What makes it fast: indistinguishable variables (equal lists, found by hash) are one supervariable; a variable with no neighbour
/// outside of Lp is eliminated with p at once (mass elimination); an element inside of Lp is absorbed although it does not
/// contain p (aggressive absorption). Rows of more than max(16, 10√n) neighbours are put last and not looked at.
///
/// The order is deterministic. It is not post-ordered: [LdlSymbolic] does that, with the elimination tree at hand.
public final class ApproximateMinimumDegree {

  private static final int NONE = -1;

  private final int n;
  private final QuotientGraph graph;
  private final DegreeBuckets buckets;
  private final int[] degree;

  /// Of an element: 0 if absorbed, at least `stamp` if its size outside of Lp is known. Of
  /// variables: scratch.
  private final int[] mark;

  /// What a variable was absorbed into, NONE for a pivot and for a dense row.
  private final int[] absorbedBy;

  private final int[] pivots;
  private int pivotCount;
  private int eliminated;
  private int stamp = 2;
  private int largestElement;

  private final int[] hashHead;
  private final int[] hashNext;
  private final int[] hashOf;

  private ApproximateMinimumDegree(CompressedColumns matrix) {
    n = matrix.cols();
    graph = new QuotientGraph(matrix);
    buckets = new DegreeBuckets(n);
    degree = new int[n];
    mark = new int[n];
    absorbedBy = new int[n];
    pivots = new int[n];
    hashHead = new int[n];
    hashNext = new int[n];
    hashOf = new int[n];
    Arrays.fill(mark, 1);
    Arrays.fill(absorbedBy, NONE);
    Arrays.fill(hashHead, NONE);
  }

  /// The order of elimination: `order(a)[k]` is the variable that is eliminated k-th.
  ///
  /// @param matrix the pattern of a symmetric matrix: upper triangle, lower triangle, or both; the
  ///   diagonal does not matter
  public static int[] order(CompressedColumns matrix) {
    if (matrix.rows() != matrix.cols()) {
      throw new IllegalArgumentException(
          "a symmetric matrix is square, not " + matrix.rows() + "×" + matrix.cols());
    }
    return new ApproximateMinimumDegree(matrix).order();
  }

  private int[] order() {
    int[] last = setAsideEmptyAndDenseRows();
    while (eliminated < n) {
      int p = buckets.removeSmallest();
      eliminated += graph.size[p];
      pivots[pivotCount++] = p;
      boolean atEnd = formElement(p);
      measureElementsOutside(p);
      updateDegrees(p);
      advanceStamp(largestElement);
      mergeIndistinguishable(p);
      closeElement(p, atEnd);
    }
    return sequence(last);
  }

  /// Empty rows are pivots at once; dense rows leave the graph and are returned, to be put last.
  private int[] setAsideEmptyAndDenseRows() {
    int dense = Math.max(16, (int) Math.min(n, 10 * Math.sqrt(n)));
    int[] last = new int[n];
    int lastCount = 0;
    for (int i = 0; i < n; i++) {
      degree[i] = graph.length[i];
      if (degree[i] == 0) {
        pivots[pivotCount++] = i;
        mark[i] = 0;
        eliminated++;
      } else if (degree[i] > dense) {
        last[lastCount++] = i;
        graph.size[i] = 0;
        graph.length[i] = 0;
        mark[i] = 0;
        eliminated++;
      } else {
        buckets.insert(i, degree[i]);
      }
    }
    return Arrays.copyOf(last, lastCount);
  }

  /// Builds Lp, takes its variables out of the buckets and negates their sizes.
  ///
  /// @return whether Lp was written at the end of the lists; without elements it overwrites the
  ///   list of p
  private boolean formElement(int p) {
    int elementCount = graph.elements[p];
    boolean atEnd = elementCount > 0;
    if (atEnd) {
      graph.ensureFree(degree[p]);
    }
    int[] list = graph.list;
    int[] start = graph.start;
    int[] length = graph.length;
    graph.size[p] = -graph.size[p];
    int from = start[p];
    int first = atEnd ? graph.free : from;
    int to = first;
    int weight = 0;
    for (int k = 0; k < elementCount; k++) {
      int e = list[from + k];
      for (int q = start[e], end = q + length[e]; q < end; q++) {
        int taken = take(list[q]);
        if (taken > 0) {
          list[to++] = list[q];
          weight += taken;
        }
      }
      mark[e] = 0;
      length[e] = 0;
    }
    for (int q = from + elementCount, end = from + length[p]; q < end; q++) {
      int taken = take(list[q]);
      if (taken > 0) {
        list[to++] = list[q];
        weight += taken;
      }
    }
    start[p] = first;
    length[p] = to - first;
    graph.elements[p] = 0;
    degree[p] = weight;
    return atEnd;
  }

  /// The size of variable i if it is now taken into the new element, 0 if it was already, or is
  /// none.
  private int take(int i) {
    int size = graph.size[i];
    if (size <= 0) {
      return 0;
    }
    graph.size[i] = -size;
    buckets.remove(i, degree[i]);
    return size;
  }

  /// mark[e] − stamp = |L_e \ Lp| for every element e that touches Lp.
  private void measureElementsOutside(int p) {
    int[] list = graph.list;
    int[] start = graph.start;
    int[] elements = graph.elements;
    int[] size = graph.size;
    for (int k = start[p], end = k + graph.length[p]; k < end; k++) {
      int i = list[k];
      int weight = -size[i];
      for (int q = start[i], last = q + elements[i]; q < last; q++) {
        int e = list[q];
        if (mark[e] >= stamp) {
          mark[e] -= weight;
        } else if (mark[e] != 0) {
          mark[e] = stamp + degree[e] - weight;
        }
      }
    }
  }

  /// Cleans the lists of Lp, bounds the degrees without Lp itself, eliminates what has no other
  /// neighbour, hashes the rest.
  private void updateDegrees(int p) {
    int[] list = graph.list;
    int weightOfElement = degree[p];
    for (int k = graph.start[p], end = k + graph.length[p]; k < end; k++) {
      int i = list[k];
      int outside = cleanList(p, i);
      if (outside == 0) {
        int weight = -graph.size[i];
        absorbedBy[i] = p;
        weightOfElement -= weight;
        graph.size[p] -= weight;
        graph.size[i] = 0;
        graph.length[i] = 0;
        graph.elements[i] = 0;
        eliminated += weight;
      } else {
        degree[i] = Math.min(degree[i], outside);
        int h = hashOf[i];
        hashNext[i] = hashHead[h];
        hashHead[h] = i;
      }
    }
    degree[p] = weightOfElement;
    largestElement = Math.max(largestElement, weightOfElement);
  }

  /// Drops what is dead or in Lp from the list of i and puts element p in front.
  ///
  /// There is room for p: i touched it, or touched an element that p has absorbed.
  ///
  /// @return the bound on the number of neighbours of i outside of Lp
  private int cleanList(int p, int i) {
    int[] list = graph.list;
    int[] size = graph.size;
    int first = graph.start[i];
    int to = first;
    int outside = 0;
    int hash = 0;
    int q = first;
    for (int last = first + graph.elements[i]; q < last; q++) {
      int e = list[q];
      int beyond = mark[e] - stamp;
      if (beyond > 0) {
        outside += beyond;
        hash += e;
        list[to++] = e;
      } else if (mark[e] != 0) {
        mark[e] = 0;
        graph.length[e] = 0;
      }
    }
    int variables = to;
    for (int last = first + graph.length[i]; q < last; q++) {
      int j = list[q];
      if (size[j] > 0) {
        outside += size[j];
        hash += j;
        list[to++] = j;
      }
    }
    list[to] = list[variables];
    list[variables] = list[first];
    list[first] = p;
    graph.elements[i] = variables - first + 1;
    graph.length[i] = to - first + 1;
    hashOf[i] = (hash & Integer.MAX_VALUE) % n;
    return outside;
  }

  private void advanceStamp(int by) {
    if (stamp > Integer.MAX_VALUE - 2 * (by + 1) - n) {
      for (int i = 0; i < n; i++) {
        mark[i] = Math.min(mark[i], 1);
      }
      stamp = 1;
    }
    stamp += by + 1;
  }

  private void mergeIndistinguishable(int p) {
    int[] list = graph.list;
    for (int k = graph.start[p], end = k + graph.length[p]; k < end; k++) {
      int member = list[k];
      if (graph.size[member] == 0) {
        continue;
      }
      int bucket = hashOf[member];
      int i = hashHead[bucket];
      hashHead[bucket] = NONE;
      while (i != NONE && hashNext[i] != NONE) {
        mergeInto(i);
        advanceStamp(0);
        i = hashNext[i];
      }
    }
  }

  /// Merges into i whatever follows it in its hash bucket and has the same list.
  private void mergeInto(int i) {
    int[] list = graph.list;
    int[] start = graph.start;
    int length = graph.length[i];
    int elements = graph.elements[i];
    for (int q = start[i] + 1; q < start[i] + length; q++) {
      mark[list[q]] = stamp;
    }
    int before = i;
    for (int j = hashNext[i]; j != NONE; j = hashNext[j]) {
      boolean same = graph.length[j] == length && graph.elements[j] == elements;
      for (int q = start[j] + 1; same && q < start[j] + length; q++) {
        same = mark[list[q]] == stamp;
      }
      if (same) {
        absorbedBy[j] = i;
        graph.size[i] += graph.size[j];
        graph.size[j] = 0;
        graph.length[j] = 0;
        graph.elements[j] = 0;
        hashNext[before] = hashNext[j];
      } else {
        before = j;
      }
    }
  }

  /// Gives the variables of Lp their sizes back, puts them into the buckets, and keeps only them in
  /// the list of p.
  private void closeElement(int p, boolean atEnd) {
    int[] list = graph.list;
    int[] size = graph.size;
    int first = graph.start[p];
    int to = first;
    for (int k = first, end = k + graph.length[p]; k < end; k++) {
      int i = list[k];
      int weight = -size[i];
      if (weight == 0) {
        continue;
      }
      size[i] = weight;
      int bound = Math.min(degree[i] + degree[p] - weight, n - eliminated - weight);
      degree[i] = bound;
      buckets.insert(i, bound);
      list[to++] = i;
    }
    graph.length[p] = to - first;
    if (to == first) {
      mark[p] = 0;
    }
    if (atEnd) {
      graph.free = to;
    }
  }

  /// Every variable at the place of the pivot that it was absorbed into; the dense rows last.
  private int[] sequence(int[] last) {
    int[] turn = new int[n];
    for (int k = 0; k < pivotCount; k++) {
      turn[pivots[k]] = k;
    }
    for (int i : last) {
      turn[i] = pivotCount;
    }
    int[] next = new int[pivotCount + 2];
    for (int i = 0; i < n; i++) {
      turn[i] = turn[representative(i)];
      next[turn[i] + 1]++;
    }
    for (int k = 0; k <= pivotCount; k++) {
      next[k + 1] += next[k];
    }
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[next[turn[i]]++] = i;
    }
    return order;
  }

  private int representative(int i) {
    int root = i;
    while (absorbedBy[root] != NONE) {
      root = absorbedBy[root];
    }
    for (int k = i; k != root; ) {
      int above = absorbedBy[k];
      absorbedBy[k] = root;
      k = above;
    }
    return root;
  }
}
