package io.ffolayer.testing;

import java.util.Arrays;

/// The solution of a program whose active rows are known: one linear system, solved to rounding. An
/// oracle for central differences that shares nothing with the library.
///
/// @param active for each row whether it holds with equality
public record Face(boolean[] active) {
  /// A point with its duals.
  ///
  /// @param y n numbers
  /// @param z m numbers, 0 on the rows that are not active
  public record Point(double[] y, double[] z) {
    /// c·y + d·z.
    public double loss(double[] c, double[] d) {
      double sum = 0;
      for (int j = 0; j < y.length; j++) sum += c[j] * y[j];
      for (int i = 0; i < z.length; i++) sum += d[i] * z[i];
      return sum;
    }
  }

  public int[] rows() {
    int count = 0;
    int[] rows = new int[active.length];
    for (int i = 0; i < active.length; i++) if (active[i]) rows[count++] = i;
    return Arrays.copyOf(rows, count);
  }

  /// The KKT matrix [P A_Nᵀ; A_N 0].
  public double[][] matrix(PlainProgram program) {
    int n = program.n();
    int[] rows = rows();
    double[][] k = new double[n + rows.length][n + rows.length];
    for (int i = 0; i < n; i++) System.arraycopy(program.p()[i], 0, k[i], 0, n);
    for (int r = 0; r < rows.length; r++)
      for (int j = 0; j < n; j++) {
        k[n + r][j] = program.a()[rows[r]][j];
        k[j][n + r] = k[n + r][j];
      }
    return k;
  }

  /// The point where the active rows hold and the gradient of the Lagrangian is zero.
  public Point solve(PlainProgram program) {
    int n = program.n();
    int[] rows = rows();
    double[] rhs = new double[n + rows.length];
    for (int j = 0; j < n; j++) rhs[j] = -program.q()[j];
    for (int r = 0; r < rows.length; r++) rhs[n + r] = program.b()[rows[r]];
    double[] x = new DenseSolve(matrix(program)).solve(rhs);
    double[] z = new double[program.m()];
    for (int r = 0; r < rows.length; r++) z[rows[r]] = x[n + r];
    return new Point(Arrays.copyOf(x, n), z);
  }

  /// Whether the point of this face is the solution: every slack and every dual of an inequality on
  /// its side.
  public boolean holds(PlainProgram program, Point point) {
    double[] s = program.slack(point.y());
    for (int i = 0; i < active.length; i++)
      if (!program.equality()[i] && (active[i] ? point.z()[i] < 0 : s[i] < 0)) return false;
    return true;
  }
}
