package io.ffolayer.internal.linalg.dense;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The vertex of a polyhedron in few variables, {c: z + Q c ≥ 0}, at which a linear function is
/// least: the primal simplex method, from a point of it.
///
/// Down the slope as far as the polyhedron reaches, then along the faces that hold it back, to a
/// vertex; from there along edges while one falls (Dantzig 1951; Nocedal, Wright, *Numerical
/// Optimization*, §13.3). Q has full column rank, so that there is a vertex, and the function is
/// bounded below where it is Σ σ_i (z + Qc)_i with σ > 0.
public final class PolyhedronVertex {
  private static final double SMALL = 1e-9;

  private final int m;
  private final int k;
  private final double[] q;
  private final double[] value;
  private final double[] cost;
  private final int[] tight;
  private final boolean[] isTight;
  private int count;

  private PolyhedronVertex(int m, int k, double[] q, double[] z, double[] weight) {
    this.m = m;
    this.k = k;
    this.q = q;
    value = z.clone();
    cost = new double[k];
    for (int i = 0; i < m; i++) for (int j = 0; j < k; j++) cost[j] += weight[i] * q[i * k + j];
    tight = new int[k];
    isTight = new boolean[m];
  }

  /// The k inequalities that are equalities there, on independent rows of Q.
  ///
  /// @param q m×k row-major, its columns orthonormal
  /// @param z m values > 0
  /// @param weight σ, m values > 0
  /// @return null where rounding kept the method from an end
  public static int @Nullable [] find(int m, int k, double[] q, double[] z, double[] weight) {
    PolyhedronVertex search = new PolyhedronVertex(m, k, q, z, weight);
    return search.reachVertex() && search.descendAlongEdges() ? search.tight : null;
  }

  private boolean reachVertex() {
    double[][] held = new double[k][];
    while (count < k) {
      double[] direction = slope(held);
      int next = advance(direction);
      if (next < 0) {
        for (int j = 0; j < k; j++) direction[j] = -direction[j];
        next = advance(direction);
      }
      if (next < 0) return false;
      double[] row = Arrays.copyOfRange(q, next * k, next * k + k);
      for (int round = 0; round < 2; round++) takeOut(held, row);
      normalize(row);
      held[count] = row;
      tight[count++] = next;
      isTight[next] = true;
    }
    return true;
  }

  /// Downhill in what the held rows leave free; where nothing falls, any direction there.
  private double[] slope(double[][] held) {
    double[] direction = new double[k];
    for (int j = 0; j < k; j++) direction[j] = -cost[j];
    double steepness = norm(direction);
    takeOut(held, direction);
    if (norm(direction) > SMALL * steepness) return direction;
    for (int j = 0; j < k; j++) {
      Arrays.fill(direction, 0);
      direction[j] = 1;
      takeOut(held, direction);
      if (norm(direction) > 0.5 / k) return direction;
    }
    return direction;
  }

  private void takeOut(double[][] held, double[] x) {
    for (int e = 0; e < count; e++) {
      double along = 0;
      for (int j = 0; j < k; j++) along += held[e][j] * x[j];
      for (int j = 0; j < k; j++) x[j] -= along * held[e][j];
    }
  }

  private static double norm(double[] x) {
    double sum = 0;
    for (double v : x) sum += v * v;
    return Math.sqrt(sum);
  }

  private static void normalize(double[] x) {
    double length = norm(x);
    for (int j = 0; j < x.length; j++) x[j] /= length;
  }

  /// Moves until an inequality stops it.
  ///
  /// @return its row, or −1 where none does: then nothing moves
  private int advance(double[] direction) {
    double[] change = new double[m];
    double largest = 0;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < k; j++) change[i] += q[i * k + j] * direction[j];
      largest = Math.max(largest, Math.abs(change[i]));
    }
    int first = -1;
    double length = Double.POSITIVE_INFINITY;
    for (int i = 0; i < m; i++) {
      if (isTight[i] || !(change[i] < -SMALL * largest)) continue;
      double reach = Math.max(0, value[i]) / -change[i];
      if (reach < length) {
        length = reach;
        first = i;
      }
    }
    for (int i = 0; i < m && first >= 0; i++) value[i] += length * change[i];
    return first;
  }

  private boolean descendAlongEdges() {
    DenseLu lu = new DenseLu(k);
    double[] matrix = new double[k * k];
    for (int step = 0; step < 50 * (k + 1); step++) {
      for (int e = 0; e < k; e++) System.arraycopy(q, tight[e] * k, matrix, e * k, k);
      if (!lu.factor(k, matrix, 0, k)) return false;
      double[] multiplier = cost.clone();
      lu.solveTransposed(multiplier, 0);
      int leaving = mostNegative(multiplier);
      if (leaving < 0) return true;
      double[] edge = new double[k];
      edge[leaving] = 1;
      lu.solve(edge, 0);
      int next = advance(edge);
      if (next < 0) return false;
      isTight[tight[leaving]] = false;
      isTight[next] = true;
      tight[leaving] = next;
    }
    return false;
  }

  private int mostNegative(double[] multiplier) {
    double largest = 0;
    for (double v : multiplier) largest = Math.max(largest, Math.abs(v));
    int found = -1;
    double least = -SMALL * largest;
    for (int e = 0; e < k; e++)
      if (multiplier[e] < least) {
        least = multiplier[e];
        found = e;
      }
    return found;
  }
}
