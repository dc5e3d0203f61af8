package io.ffolayer.testing;

import java.util.Arrays;

/// The gradient of a loss with respect to every number of a program, in plain dense arrays, P
/// symmetric.
///
/// @param p ½(dy yᵀ + y dyᵀ)
/// @param q dy
/// @param a dz yᵀ + z dyᵀ
/// @param b −dz
public record SlotGradients(double[][] p, double[] q, double[][] a, double[] b) {
  /// The assembly of a direction (dy, dz) at a point (y, z).
  public static SlotGradients of(double[] y, double[] z, double[] dy, double[] dz) {
    int n = y.length;
    int m = z.length;
    double[][] p = new double[n][n];
    double[][] a = new double[m][n];
    double[] b = new double[m];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) p[i][j] = 0.5 * (dy[i] * y[j] + y[i] * dy[j]);
    for (int i = 0; i < m; i++) {
      b[i] = -dz[i];
      for (int j = 0; j < n; j++) a[i][j] = dz[i] * y[j] + z[i] * dy[j];
    }
    return new SlotGradients(p, dy.clone(), a, b);
  }

  /// The gradient of c·y + d·z by the implicit function theorem on known active rows, to rounding.
  public static SlotGradients of(
      PlainProgram program, Face face, Face.Point point, double[] c, double[] d) {
    double[][] direction = direction(program, face, c, d);
    return of(point.y(), point.z(), direction[0], direction[1]);
  }

  /// (dy, dz) with K (dy, dz_N) = −(c, d_N).
  public static double[][] direction(PlainProgram program, Face face, double[] c, double[] d) {
    int n = program.n();
    int[] rows = face.rows();
    double[] rhs = new double[n + rows.length];
    for (int j = 0; j < n; j++) rhs[j] = -c[j];
    for (int r = 0; r < rows.length; r++) rhs[n + r] = -d[rows[r]];
    double[] x = new DenseSolve(face.matrix(program)).solve(rhs);
    double[] dz = new double[program.m()];
    for (int r = 0; r < rows.length; r++) dz[rows[r]] = x[n + r];
    return new double[][] {Arrays.copyOf(x, n), dz};
  }

  /// The derivative when one entry of a slot moves.
  public double entry(PlainProgram program, Slot slot, int entry) {
    int i = slot.row(program, entry);
    int j = slot.column(program, entry);
    return switch (slot) {
      case P -> i == j ? p[i][i] : p[i][j] + p[j][i];
      case Q -> q[i];
      case A -> a[i][j];
      case B -> b[i];
    };
  }

  /// Euclidean distance from another gradient in the slot where they differ most.
  public double distance(SlotGradients other) {
    double largest = 0;
    for (Slot slot : Slot.values()) largest = Math.max(largest, distance(slot, other));
    return largest;
  }

  public double distance(Slot slot, SlotGradients other) {
    return switch (slot) {
      case P -> distance(p, other.p);
      case Q -> distance(new double[][] {q}, new double[][] {other.q});
      case A -> distance(a, other.a);
      case B -> distance(new double[][] {b}, new double[][] {other.b});
    };
  }

  /// Euclidean size of the slot.
  public double size(Slot slot) {
    SlotGradients zero =
        new SlotGradients(
            new double[p.length][p.length],
            new double[q.length],
            new double[a.length][q.length],
            new double[b.length]);
    return distance(slot, zero);
  }

  private static double distance(double[][] x, double[][] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++)
      for (int j = 0; j < x[i].length; j++) sum += (x[i][j] - y[i][j]) * (x[i][j] - y[i][j]);
    return Math.sqrt(sum);
  }
}
