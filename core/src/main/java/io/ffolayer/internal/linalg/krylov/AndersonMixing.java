package io.ffolayer.internal.linalg.krylov;

import java.util.Arrays;

/// Steps x ← x + f(x) that converge slowly, because f comes from a factor of a matrix that is not
/// quite the right one, mixed so that they do not: with the differences of the last steps
///
/// ```
/// γ = argmin ‖f − Σ γ_i Δf_i‖₂,        x ← x + f − Σ γ_i (Δx_i + Δf_i)
/// ```
///
/// For a linear f this is GMRES with the factor as its preconditioner: where the factor fails on
/// few eigenvalues, a step for each of them is enough. (Anderson 1965; Walker and Ni, *Anderson
/// acceleration for fixed-point iterations*, 2011, §2.)
///
/// The memory of one thread: what is stored is taken when the first two steps are mixed.
public final class AndersonMixing {
  private static final int DEPTH = 5;

  /// What is left of a difference beside others, relative to itself, that counts as nothing.
  private static final double DEPENDENT = 1e-10;

  private final int size;
  private double[][] stepDifference = {};
  private double[][] pointDifference = {};
  private double[][] basis = {};
  private final double[] lastPoint;
  private final double[] lastStep;
  private final double[] left;
  private int differences;
  private boolean hasLast;

  /// @param size the length of y and z together
  public AndersonMixing(int size) {
    this.size = size;
    lastPoint = new double[size];
    lastStep = new double[size];
    left = new double[size];
  }

  /// Forgets the steps so far: the next ones are made by another f.
  public void restart() {
    differences = 0;
    hasLast = false;
  }

  /// Whether a step was mixed since.
  public boolean hasBegun() {
    return hasLast;
  }

  /// Mixes a step with those before it.
  ///
  /// @param y the point (y, z)
  /// @param stepY f on entry, what to add to y on return
  public void mix(double[] y, double[] z, double[] stepY, double[] stepZ) {
    int n = y.length;
    if (hasLast) keepDifference(y, z, stepY, stepZ);
    for (int j = 0; j < size; j++) {
      lastPoint[j] = j < n ? y[j] : z[j - n];
      lastStep[j] = j < n ? stepY[j] : stepZ[j - n];
    }
    hasLast = true;
    System.arraycopy(lastStep, 0, left, 0, size);
    double[] gamma = project(Math.min(differences, DEPTH));
    for (int k = 0; k < gamma.length; k++) {
      for (int j = 0; j < n; j++) stepY[j] -= gamma[k] * moved(k, j);
      for (int i = 0; i < z.length; i++) stepZ[i] -= gamma[k] * moved(k, n + i);
    }
  }

  private double moved(int k, int j) {
    return pointDifference[k][j] + stepDifference[k][j];
  }

  private void keepDifference(double[] y, double[] z, double[] stepY, double[] stepZ) {
    if (stepDifference.length == 0) {
      stepDifference = new double[DEPTH][size];
      pointDifference = new double[DEPTH][size];
      basis = new double[DEPTH][size];
    }
    int at = differences++ % DEPTH, n = y.length;
    for (int j = 0; j < size; j++) {
      pointDifference[at][j] = (j < n ? y[j] : z[j - n]) - lastPoint[j];
      stepDifference[at][j] = (j < n ? stepY[j] : stepZ[j - n]) - lastStep[j];
    }
  }

  /// Least squares by modified Gram–Schmidt: the part of [#left] in the span of the differences.
  ///
  /// @return the coefficient of each difference
  private double[] project(int count) {
    double[][] triangle = new double[count][count];
    double[] gamma = new double[count];
    for (int k = 0; k < count; k++) {
      double[] q = basis[k];
      System.arraycopy(stepDifference[k], 0, q, 0, size);
      double before = norm(q);
      for (int i = 0; i < k; i++) {
        triangle[i][k] = dot(basis[i], q);
        subtract(triangle[i][k], basis[i], q);
      }
      double length = norm(q);
      boolean counts = length > DEPENDENT * before;
      triangle[k][k] = counts ? length : 0;
      if (counts) for (int j = 0; j < size; j++) q[j] /= length;
      else Arrays.fill(q, 0);
      gamma[k] = dot(q, left);
      subtract(gamma[k], q, left);
    }
    for (int k = count - 1; k >= 0; k--) {
      gamma[k] = triangle[k][k] == 0 ? 0 : gamma[k] / triangle[k][k];
      for (int i = 0; i < k; i++) gamma[i] -= triangle[i][k] * gamma[k];
    }
    return gamma;
  }

  private static void subtract(double factor, double[] x, double[] from) {
    for (int j = 0; j < x.length; j++) from[j] -= factor * x[j];
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) sum += a[j] * b[j];
    return sum;
  }

  private static double norm(double[] x) {
    return Math.sqrt(dot(x, x));
  }
}
