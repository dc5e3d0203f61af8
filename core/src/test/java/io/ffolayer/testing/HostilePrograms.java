package io.ffolayer.testing;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Small programs that are meant to hurt: scales from 2⁻⁴⁰ to 2⁴⁰, rows that are zero, doubled or
/// nearly dependent, contradictions of 1e-8, singular, indefinite or missing numbers.
///
/// A part of them is built from a solution in small integers and spoilt by powers of two only, so
/// that the solution stays exact: these may never be called infeasible or unbounded.
public final class HostilePrograms {
  /// A program and what is known of it.
  ///
  /// @param solvable whether the program has a solution by construction
  /// @param valid whether its data are those of a convex program
  public record Hostile(PlainProgram program, boolean solvable, boolean valid) {}

  private final SplittableRandom random;
  private final int n;
  private final int equalities;
  private final int m;
  private final boolean diagonal;
  private final boolean linear;
  private boolean bent;

  public HostilePrograms(
      long seed, int n, int equalities, int inequalities, boolean diagonal, boolean linear) {
    random = new SplittableRandom(seed);
    this.n = n;
    this.equalities = equalities;
    this.m = equalities + inequalities;
    this.diagonal = diagonal;
    this.linear = linear;
  }

  public Hostile next() {
    bent = false;
    PlainProgram program = solvable();
    // Rows that differ by less than the tolerance may pass for the same.
    boolean solvable = !bent;
    boolean valid = true;
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {}
      case 8 -> {
        nearlySingular(program);
        solvable = false;
      }
      case 9 -> {
        nearlySingular(program);
        for (int j = 0; j < n; j++) program.q()[j] = random.nextInt(-3, 4);
        solvable = false;
      }
      case 3 -> {
        for (int j = 0; j < n; j++) program.q()[j] = random.nextInt(-3, 4);
        solvable = false;
      }
      case 4 -> {
        shiftSides(program);
        solvable = false;
      }
      case 5 -> {
        bendRows(program);
        solvable = false;
      }
      case 6 -> {
        if (!linear) for (int j = 0; j < n; j++) program.p()[j][j] += tiny();
        solvable = false;
      }
      default -> {
        valid = random.nextBoolean() || !spoil(program);
        solvable = false;
      }
    }
    return new Hostile(scaled(program), solvable, valid);
  }

  /// Solved by integers y, s, z: q = −Py − Aᵀz, b = Ay + s.
  private PlainProgram solvable() {
    double[][] p = new double[n][n];
    int rank = linear ? 0 : random.nextInt(n + 1);
    for (int k = 0; k < rank; k++) addSquare(p);
    double[][] a = new double[m][];
    for (int i = 0; i < m; i++) a[i] = row(a, i);
    double[] y = integers(n, -3, 4);
    double[] q = new double[n];
    double[] b = new double[m];
    boolean[] equality = new boolean[m];
    Arrays.fill(equality, 0, equalities, true);
    for (int j = 0; j < n; j++) for (int k = 0; k < n; k++) q[j] -= p[j][k] * y[k];
    for (int i = 0; i < m; i++) {
      boolean active = random.nextBoolean();
      double z = equality[i] ? random.nextInt(-2, 3) : active ? random.nextInt(3) : 0;
      double s = equality[i] || active ? 0 : random.nextInt(3);
      b[i] = s;
      for (int j = 0; j < n; j++) {
        b[i] += a[i][j] * y[j];
        q[j] -= a[i][j] * z;
      }
      if (!equality[i] && z == 0 && random.nextInt(10) == 0) b[i] = Double.POSITIVE_INFINITY;
    }
    return new PlainProgram(p, q, a, b, equality);
  }

  private void addSquare(double[][] p) {
    double[] v = integers(n, -2, 3);
    if (diagonal) {
      int j = random.nextInt(n);
      p[j][j] += v[j] * v[j];
      return;
    }
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) p[i][j] += v[i] * v[j];
  }

  private double[] row(double[][] above, int i) {
    double[] row = integers(n, -2, 3);
    switch (random.nextInt(8)) {
      case 0 -> Arrays.fill(row, 0);
      case 1 -> {
        if (i > 0) row = above[random.nextInt(i)].clone();
      }
      case 2, 3 -> {
        int only = random.nextInt(n);
        for (int j = 0; j < n; j++) row[j] = j == only ? random.nextBoolean() ? 1 : -1 : 0;
      }
      case 4 -> {
        if (i > 0) {
          row = above[random.nextInt(i)].clone();
          bent = true;
          row[random.nextInt(n)] += Math.scalb(1.0, -random.nextInt(10, 40));
        }
      }
      default -> {}
    }
    return row;
  }

  /// P is a square of large integers and a diagonal that is up to 1e-16 of it.
  private void nearlySingular(PlainProgram program) {
    if (linear) return;
    double least = tiny();
    double most = Math.scalb(1.0, random.nextInt(0, 20));
    for (double[] row : program.p()) for (int j = 0; j < n; j++) row[j] *= most;
    for (int j = 0; j < n; j++) program.p()[j][j] += least;
  }

  private void shiftSides(PlainProgram program) {
    for (int i = 0; i < m; i++)
      if (random.nextInt(3) == 0) program.b()[i] -= random.nextBoolean() ? 1e-8 : 2;
  }

  private void bendRows(PlainProgram program) {
    for (int i = 0; i < m; i++) program.a()[i][random.nextInt(n)] += tiny();
  }

  private double tiny() {
    return Math.pow(10, -random.nextInt(4, 14));
  }

  /// Numbers that no convex program has.
  private boolean spoil(PlainProgram program) {
    double wrong = random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY;
    switch (random.nextInt(4)) {
      case 0 -> program.q()[random.nextInt(n)] = wrong;
      case 1 -> {
        if (m == 0) return false;
        program.a()[random.nextInt(m)][random.nextInt(n)] = wrong;
      }
      case 2 -> {
        if (m == 0) return false;
        program.b()[random.nextInt(m)] = Double.NaN;
      }
      default -> {
        if (linear) return false;
        int j = random.nextInt(n);
        program.p()[j][j] = -1;
      }
    }
    return true;
  }

  private PlainProgram scaled(PlainProgram program) {
    int width = new int[] {0, 0, 3, 12, 40}[random.nextInt(5)];
    boolean columns = random.nextBoolean();
    return program.scaled(
        powers(m, width), powers(n, columns ? width / 2 : 0), powers(1, width)[0]);
  }

  private double[] powers(int count, int width) {
    double[] factors = new double[count];
    for (int i = 0; i < count; i++) factors[i] = Math.scalb(1.0, random.nextInt(-width, width + 1));
    return factors;
  }

  private double[] integers(int count, int from, int to) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) values[i] = random.nextInt(from, to);
    return values;
  }
}
