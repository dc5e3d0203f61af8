package io.ffolayer.adjoint;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.testing.DenseSolve;
import io.ffolayer.testing.PlainProgram;

/// Solves programs near one with a known solution to rounding, by nothing but the projection Π on
/// the cones: Newton's method, with the matrix of the known solution, on
///
/// ```
/// Py + q + Aᵀ(Π(v) − v) = 0,   Ay + Π(v) − b = 0,        s = Π(v),   z = Π(v) − v
/// ```
///
/// where the derivative of Π is a central difference.
final class ProjectionNewton {
  /// A solution.
  record Point(double[] y, double[] s, double[] z) {
    double loss(double[] c, double[] d) {
      double sum = 0;
      for (int j = 0; j < c.length; j++) sum += c[j] * y[j];
      for (int i = 0; i < d.length; i++) sum += d[i] * z[i];
      return sum;
    }
  }

  private static final double STEP = 1e-5;
  private static final int MOST_STEPS = 60;

  private final ConeBlock[] blocks;
  private final double[] y;
  private final double[] v;
  private final double[][] inverse;

  ProjectionNewton(ConeExample example) {
    blocks = ConeBlock.of(example.structure(false));
    y = example.y();
    v = new double[example.s().length];
    for (int i = 0; i < v.length; i++) v[i] = example.s()[i] - example.z()[i];
    inverse = inverse(matrix(example.program()));
  }

  private double[] project(double[] point) {
    double[] projected = point.clone();
    for (ConeBlock block : blocks) block.project(projected);
    return projected;
  }

  private double[][] matrix(PlainProgram program) {
    int n = y.length;
    int m = v.length;
    double[][] matrix = new double[n + m][n + m];
    for (int i = 0; i < n; i++) System.arraycopy(program.p()[i], 0, matrix[i], 0, n);
    for (int i = 0; i < m; i++) System.arraycopy(program.a()[i], 0, matrix[n + i], 0, n);
    for (int k = 0; k < m; k++) {
      double[] up = v.clone();
      double[] down = v.clone();
      up[k] += STEP;
      down[k] -= STEP;
      double[] high = project(up);
      double[] low = project(down);
      for (int i = 0; i < m; i++) {
        double slope = (high[i] - low[i]) / (2 * STEP);
        matrix[n + i][n + k] = slope;
        for (int j = 0; j < n; j++)
          matrix[j][n + k] += program.a()[i][j] * (slope - (i == k ? 1 : 0));
      }
    }
    return matrix;
  }

  private static double[][] inverse(double[][] matrix) {
    DenseSolve solve = new DenseSolve(matrix);
    double[][] inverse = new double[matrix.length][];
    for (int k = 0; k < matrix.length; k++) {
      double[] unit = new double[matrix.length];
      unit[k] = 1;
      inverse[k] = solve.solve(unit); // column k
    }
    return inverse;
  }

  /// @throws IllegalStateException if the method does not come to rest: the program is too far
  Point solve(PlainProgram program) {
    int n = y.length;
    int m = v.length;
    double[] x = new double[n + m];
    System.arraycopy(y, 0, x, 0, n);
    System.arraycopy(v, 0, x, n, m);
    double last = Double.POSITIVE_INFINITY;
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] r = residual(program, x);
      double size = 0;
      for (double value : r) size = Math.max(size, Math.abs(value));
      if (size < 1e-13 && size > 0.3 * last) break;
      if (!(size < 1e3)) throw new IllegalStateException("too far");
      last = size;
      for (int k = 0; k < n + m; k++) for (int i = 0; i < n + m; i++) x[i] -= inverse[k][i] * r[k];
    }
    if (!(last < 1e-11)) throw new IllegalStateException("too far");
    double[] point = java.util.Arrays.copyOfRange(x, n, n + m);
    double[] s = project(point);
    double[] z = s.clone();
    for (int i = 0; i < m; i++) z[i] -= point[i];
    return new Point(java.util.Arrays.copyOf(x, n), s, z);
  }

  private double[] residual(PlainProgram program, double[] x) {
    int n = y.length;
    int m = v.length;
    double[] point = java.util.Arrays.copyOfRange(x, n, n + m);
    double[] s = project(point);
    double[] r = new double[n + m];
    for (int j = 0; j < n; j++) {
      r[j] = program.q()[j];
      for (int i = 0; i < n; i++) r[j] += program.p()[j][i] * x[i];
    }
    for (int i = 0; i < m; i++) {
      r[n + i] = s[i] - program.b()[i];
      for (int j = 0; j < n; j++) {
        r[n + i] += program.a()[i][j] * x[j];
        r[j] += program.a()[i][j] * (s[i] - point[i]);
      }
    }
    return r;
  }
}
