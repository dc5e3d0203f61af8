package io.ffolayer.examples;

// example begins
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.external.ExternalAnswer;
import io.ffolayer.solve.external.ExternalAnswer.Claim;
import io.ffolayer.solve.external.ExternalProgram;
import io.ffolayer.solve.external.ExternalSolver;
import org.jspecify.annotations.Nullable;

/// Operator splitting: min ½xᵀPx + qᵀx with w = Ax in {w = b} or {w ≤ b}, by turns.
record SplittingSolver(double tolerance) implements ExternalSolver {
  private static final double RHO = 1, SIGMA = 1e-6;

  @Override
  public ExternalAnswer solve(
      ExternalProgram program, WarmStart.@Nullable Point guess, Watch watch) {
    int n = program.variables(), m = program.rowCount();
    double[][] a = program.a().dense(), k = program.p().dense(); // K = P + σI + ρAᵀA
    for (int i = 0; i < n; i++) {
      k[i][i] += SIGMA;
      for (int j = 0; j < n; j++) for (int r = 0; r < m; r++) k[i][j] += RHO * a[r][i] * a[r][j];
    }
    double[] x = new double[n], w = new double[m], z = new double[m];
    for (int turn = 1; turn <= 20_000 && !watch.isStopped(); turn++) {
      double[] right = new double[n];
      for (int j = 0; j < n; j++) {
        right[j] = SIGMA * x[j] - program.q()[j];
        for (int r = 0; r < m; r++) right[j] += a[r][j] * (RHO * w[r] - z[r]);
      }
      x = solved(k, right);
      double moved = 0, apart = 0;
      for (int r = 0; r < m; r++) {
        double ax = 0;
        for (int j = 0; j < n; j++) ax += a[r][j] * x[j];
        double free = ax + z[r] / RHO, before = w[r];
        w[r] = program.equality()[r] ? program.b()[r] : Math.min(program.b()[r], free);
        z[r] = RHO * (free - w[r]);
        moved = Math.max(moved, Math.abs(w[r] - before));
        apart = Math.max(apart, Math.abs(ax - w[r]));
      }
      if (Math.max(moved, apart) < 1e-7) return ExternalAnswer.optimal(x, z, turn, "converged");
    }
    return ExternalAnswer.without(Claim.NONE, 20_000, "no convergence");
  }

  private static double[] solved(double[][] k, double[] right) { // conjugate gradients
    double[] x = new double[right.length], r = right.clone(), p = right.clone();
    double before = dot(r, r);
    for (int step = 0; step < 10 * right.length && before > 1e-28; step++) {
      double[] kp = new double[p.length];
      for (int i = 0; i < p.length; i++) kp[i] = dot(k[i], p);
      double length = before / dot(p, kp);
      for (int i = 0; i < p.length; i++) x[i] += length * p[i];
      for (int i = 0; i < p.length; i++) r[i] -= length * kp[i];
      double after = dot(r, r);
      for (int i = 0; i < p.length; i++) p[i] = r[i] + after / before * p[i];
      before = after;
    }
    return x;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
    return sum;
  }
}
// example ends
