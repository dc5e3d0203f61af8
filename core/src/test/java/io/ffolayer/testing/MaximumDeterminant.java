package io.ffolayer.testing;

import static java.lang.Math.log;
import static java.lang.Math.sqrt;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.PsdCone;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// min tr(SX) − log det X, whose solution is X = S⁻¹, by a semidefinite cone and logarithms.
///
/// With Z lower triangular and D its diagonal, [X, Z; Zᵀ, D] ⪰ 0 says X ⪰ Z D⁻¹ Zᵀ, hence det X ≥
/// det D. At the solution X = L D Lᵀ with a unit triangle L, and Z = L D, so that the matrix is [L;
/// I] D [L; I]ᵀ. Its multiplier annuls [L; I] and has S in its first block: [S, −SL; −(SL)ᵀ, LᵀSL],
/// where LᵀSL = D⁻¹ and SL = L⁻ᵀD⁻¹ is an upper triangle, as the free entries of Z ask. The
/// variables are svec(X), the lower triangle of Z and tᵢ ≤ log Dᵢ.
public final class MaximumDeterminant {
  private final int k;
  private final ConicProgram f;

  private MaximumDeterminant(int k) {
    this.k = k;
    List<Cone> cones = new ArrayList<>(List.of(new PsdCone(2 * k)));
    cones.addAll(Collections.nCopies(k, new ExponentialCone()));
    f = ClosedForms.program(2 * triangle(k) + k, cones);
  }

  public static ConicProgram random(int k, long seed) {
    return new MaximumDeterminant(k).solvedFor(definite(k, new SplittableRandom(seed)));
  }

  /// GGᵀ/k + 0.3 I.
  private static double[][] definite(int k, SplittableRandom random) {
    double[][] g = new double[k][], s = new double[k][k];
    for (int i = 0; i < k; i++) g[i] = ConicPair.gaussian(k, random);
    for (int i = 0; i < k; i++)
      for (int j = 0; j < k; j++) s[i][j] = ConicProgram.dot(g[i], g[j]) / k + (i == j ? 0.3 : 0);
    return s;
  }

  private ConicProgram solvedFor(double[][] s) {
    double[][] x = inverse(s), l = unitTriangle(x);
    double[] d = new double[k];
    for (int i = 0; i < k; i++) {
      d[i] = x[i][i];
      for (int j = 0; j < i; j++) d[i] -= l[i][j] * l[i][j] * d[j];
    }
    for (int j = 0; j < k; j++)
      for (int i = 0; i <= j; i++) {
        double unit = i == j ? 1 : sqrt(2);
        f.q()[entry(i, j)] = unit * s[i][j];
        f.y()[entry(i, j)] = unit * x[i][j];
        f.a()[entry(i, j)][entry(i, j)] = -1;
        f.z()[entry(i, j)] = unit * s[i][j];
        triangleEntry(s, l, d, j, i);
      }
    for (int i = 0; i < k; i++) logarithm(i, d[i]);
    return ClosedForms.withSlacks(f);
  }

  /// Z_ij = L_ij D_j, i ≥ j, and the multipliers of its row and of the two blocks of Z.
  private void triangleEntry(double[][] s, double[][] l, double[] d, int i, int j) {
    f.y()[lower(i, j)] = l[i][j] * d[j];
    f.a()[entry(i, k + j)][lower(i, j)] = -sqrt(2);
    double above = 0;
    for (int r = 0; r < k; r++) above -= s[j][r] * l[r][i];
    f.z()[entry(j, k + i)] = sqrt(2) * above;
    if (i == j) {
      f.a()[entry(k + i, k + i)][lower(i, i)] = -1;
      f.z()[entry(k + i, k + i)] = 1 / d[i];
    }
  }

  /// (t, 1, D_i) in the exponential cone.
  private void logarithm(int i, double d) {
    int t = 2 * triangle(k) + i, row = triangle(2 * k) + 3 * i;
    f.q()[t] = -1;
    f.y()[t] = log(d);
    f.a()[row][t] = -1;
    f.b()[row + 1] = 1;
    f.a()[row + 2][lower(i, i)] = -1;
    f.z()[row] = -1;
    f.z()[row + 1] = log(d) - 1;
    f.z()[row + 2] = 1 / d;
  }

  private static double[][] inverse(double[][] s) {
    int k = s.length;
    DenseSolve solve = new DenseSolve(s);
    double[][] inverse = new double[k][];
    for (int i = 0; i < k; i++) {
      double[] unit = new double[k];
      unit[i] = 1;
      inverse[i] = solve.solve(unit);
    }
    return inverse;
  }

  /// L of X = L D Lᵀ.
  private static double[][] unitTriangle(double[][] x) {
    int k = x.length;
    double[][] l = new double[k][k], left = PlainProgram.copy(x);
    for (int c = 0; c < k; c++) {
      l[c][c] = 1;
      for (int i = c + 1; i < k; i++) {
        l[i][c] = left[i][c] / left[c][c];
        for (int j = c + 1; j < k; j++) left[i][j] -= l[i][c] * left[c][j];
      }
    }
    return l;
  }

  /// Where entry (i, j), i ≤ j, of a symmetric matrix stands in its vector.
  private static int entry(int i, int j) {
    return triangle(j) + i;
  }

  /// The variable Z_ij, i ≥ j.
  private int lower(int i, int j) {
    return triangle(k) + triangle(i) + j;
  }

  private static int triangle(int k) {
    return k * (k + 1) / 2;
  }
}
