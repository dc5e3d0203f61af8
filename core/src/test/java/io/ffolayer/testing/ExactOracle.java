package io.ffolayer.testing;

import io.ffolayer.solve.Status;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/// Solves tiny programs by trying every set of active rows in rational arithmetic: right beyond
/// doubt, for a handful of rows.
///
/// A convex quadratic program that is feasible and bounded has a KKT point (Frank, Wolfe 1956), and
/// one whose active rows carry multipliers on independent rows only (Carathéodory) and where
/// nothing is left free that some row could stop: so a basic solution of the KKT system of one of
/// the sets. The systems are solved by fraction-free elimination (Bareiss 1968) on the numbers of
/// the program as they are, all multiplied by one power of two.
public final class ExactOracle {
  /// What is true of a program.
  ///
  /// @param status [Status#SOLVED], [Status#INFEASIBLE], [Status#UNBOUNDED], or
  ///   [Status#INVALID_DATA] where P is not positive semidefinite
  /// @param y a solution, or a feasible point where the program is unbounded, rounded to doubles;
  ///   else null
  /// @param z duals of the solution, else null
  public record Verdict(Status status, double @Nullable [] y, double @Nullable [] z) {}

  private final int n;
  private final int m;
  private final boolean[] equality;
  private final BigInteger[][] p;
  private final BigInteger[] q;
  private final BigInteger[][] a;
  private final @Nullable BigInteger[] b;

  private ExactOracle(PlainProgram program) {
    n = program.n();
    m = program.m();
    equality = program.equality();
    int exponent = smallestExponent(program);
    p = integers(program.p(), exponent);
    q = integers(program.q(), exponent);
    a = integers(program.a(), exponent);
    b = new BigInteger[m];
    for (int i = 0; i < m; i++)
      b[i] = program.b()[i] == Double.POSITIVE_INFINITY ? null : integer(program.b()[i], exponent);
  }

  /// Solves a program, or says why it has no solution.
  ///
  /// @param program finite but for b = +∞, P symmetric, at most 16 inequalities
  public static Verdict judge(PlainProgram program) {
    ExactOracle oracle = new ExactOracle(program);
    if (!isPositiveSemidefinite(oracle.p)) return new Verdict(Status.INVALID_DATA, null, null);
    Verdict optimum = oracle.firstKktPoint(oracle.p, oracle.q, Status.SOLVED);
    if (optimum != null) return optimum;
    Verdict nearestToOrigin =
        oracle.firstKktPoint(identity(oracle.n), zeros(oracle.n), Status.UNBOUNDED);
    return nearestToOrigin != null
        ? new Verdict(Status.UNBOUNDED, nearestToOrigin.y, null)
        : new Verdict(Status.INFEASIBLE, null, null);
  }

  /// Exactly: whether the symmetric matrix has no negative eigenvalue.
  public static boolean isConvex(double[][] p) {
    PlainProgram program =
        new PlainProgram(p, new double[p.length], new double[0][], new double[0], new boolean[0]);
    return isPositiveSemidefinite(new ExactOracle(program).p);
  }

  private @Nullable Verdict firstKktPoint(
      BigInteger[][] quadratic, BigInteger[] linear, Status found) {
    int[] inequalities = new int[m];
    int count = 0;
    for (int i = 0; i < m; i++) if (!equality[i] && b[i] != null) inequalities[count++] = i;
    for (int size = 0; size <= Math.min(count, n); size++)
      for (int set = 0; set < 1 << count; set++) {
        if (Integer.bitCount(set) != size) continue;
        boolean[] active = equality.clone();
        for (int k = 0; k < count; k++) if ((set >> k & 1) != 0) active[inequalities[k]] = true;
        Verdict verdict = kktPoint(quadratic, linear, active, found);
        if (verdict != null) return verdict;
      }
    return null;
  }

  private @Nullable Verdict kktPoint(
      BigInteger[][] quadratic, BigInteger[] linear, boolean[] active, Status found) {
    int[] rows = new Face(active).rows();
    int size = n + rows.length;
    BigInteger[][] system = new BigInteger[size][];
    for (int i = 0; i < size; i++) system[i] = zeros(size + 1);
    for (int i = 0; i < n; i++) {
      System.arraycopy(quadratic[i], 0, system[i], 0, n);
      system[i][size] = linear[i].negate();
    }
    for (int r = 0; r < rows.length; r++) {
      for (int j = 0; j < n; j++) {
        system[n + r][j] = a[rows[r]][j];
        system[j][n + r] = a[rows[r]][j];
      }
      system[n + r][size] = b[rows[r]];
    }
    BigInteger[] x = new BigInteger[size];
    BigInteger divisor = basicSolution(system, x);
    if (divisor == null || !isKktPoint(x, divisor, active, rows)) return null;
    double[] y = new double[n];
    double[] z = new double[m];
    for (int j = 0; j < n; j++) y[j] = quotient(x[j], divisor);
    for (int r = 0; r < rows.length; r++) z[rows[r]] = quotient(x[n + r], divisor);
    return new Verdict(found, y, z);
  }

  private boolean isKktPoint(BigInteger[] x, BigInteger divisor, boolean[] active, int[] rows) {
    for (int r = 0; r < rows.length; r++)
      if (!equality[rows[r]] && x[n + r].signum() * divisor.signum() < 0) return false;
    for (int i = 0; i < m; i++) {
      if (active[i] || b[i] == null) continue;
      BigInteger slack = b[i].multiply(divisor);
      for (int j = 0; j < n; j++) slack = slack.subtract(a[i][j].multiply(x[j]));
      if (slack.signum() * divisor.signum() < 0) return false;
    }
    return true;
  }

  /// Solves [M | r] with the variables without a pivot at 0: x / divisor; null where the system is
  /// inconsistent.
  private static @Nullable BigInteger basicSolution(BigInteger[][] system, BigInteger[] x) {
    int size = system.length;
    int[] pivotRow = new int[size];
    BigInteger previous = BigInteger.ONE;
    int rank = 0;
    for (int column = 0; column < size; column++) {
      pivotRow[column] = -1;
      int row = rank;
      while (row < size && system[row][column].signum() == 0) row++;
      if (row == size) continue;
      BigInteger[] swap = system[rank];
      system[rank] = system[row];
      system[row] = swap;
      eliminate(system, rank, column, previous);
      previous = system[rank][column];
      pivotRow[column] = rank++;
    }
    for (int i = rank; i < size; i++) if (system[i][size].signum() != 0) return null;
    for (int column = 0; column < size; column++)
      x[column] = pivotRow[column] < 0 ? BigInteger.ZERO : system[pivotRow[column]][size];
    return previous;
  }

  /// Clears a column in all other rows; afterwards every pivot so far has the same value.
  private static void eliminate(BigInteger[][] system, int pivot, int column, BigInteger previous) {
    int size = system.length;
    BigInteger head = system[pivot][column];
    for (int i = 0; i < size; i++) {
      if (i == pivot) continue;
      BigInteger factor = system[i][column];
      for (int j = 0; j <= size; j++) {
        BigInteger value = system[i][j].multiply(head);
        if (factor.signum() != 0) value = value.subtract(factor.multiply(system[pivot][j]));
        system[i][j] = value.divide(previous);
      }
    }
  }

  /// By symmetric elimination: no pivot negative, and where only zero pivots are left, nothing
  /// beside them.
  private static boolean isPositiveSemidefinite(BigInteger[][] matrix) {
    int size = matrix.length;
    BigInteger[][] w = new BigInteger[size][];
    for (int i = 0; i < size; i++) w[i] = matrix[i].clone();
    boolean[] done = new boolean[size];
    BigInteger previous = BigInteger.ONE;
    for (int step = 0; step < size; step++) {
      int pivot = -1;
      for (int i = 0; i < size; i++) {
        if (done[i]) continue;
        if (w[i][i].signum() < 0) return false;
        if (pivot < 0 && w[i][i].signum() > 0) pivot = i;
      }
      if (pivot < 0) {
        for (int i = 0; i < size; i++)
          for (int j = 0; j < size; j++)
            if (!done[i] && !done[j] && w[i][j].signum() != 0) return false;
        return true;
      }
      done[pivot] = true;
      for (int i = 0; i < size; i++) {
        if (done[i]) continue;
        for (int j = 0; j < size; j++)
          if (!done[j])
            w[i][j] =
                w[i][j]
                    .multiply(w[pivot][pivot])
                    .subtract(w[i][pivot].multiply(w[pivot][j]))
                    .divide(previous);
      }
      previous = w[pivot][pivot];
    }
    return true;
  }

  private static double quotient(BigInteger numerator, BigInteger denominator) {
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), MathContext.DECIMAL128)
        .doubleValue();
  }

  private static int smallestExponent(PlainProgram program) {
    int smallest = 0;
    for (double[] row : program.p()) smallest = smallestExponent(row, smallest);
    for (double[] row : program.a()) smallest = smallestExponent(row, smallest);
    return smallestExponent(program.b(), smallestExponent(program.q(), smallest));
  }

  private static int smallestExponent(double[] values, int smallest) {
    for (double v : values) {
      if (v == 0 || v == Double.POSITIVE_INFINITY) continue;
      long bits = mantissa(v);
      smallest = Math.min(smallest, exponent(v) + Long.numberOfTrailingZeros(bits));
    }
    return smallest;
  }

  private static long mantissa(double v) {
    long bits = Double.doubleToLongBits(v) & 0xfffffffffffffL;
    return Math.getExponent(v) < Double.MIN_EXPONENT ? bits : bits | 0x10000000000000L;
  }

  private static int exponent(double v) {
    return Math.max(Math.getExponent(v), Double.MIN_EXPONENT) - 52;
  }

  private static BigInteger integer(double v, int smallest) {
    if (v == 0) return BigInteger.ZERO;
    long bits = mantissa(v);
    int zeros = Long.numberOfTrailingZeros(bits);
    BigInteger value = BigInteger.valueOf(bits >>> zeros).shiftLeft(exponent(v) + zeros - smallest);
    return v < 0 ? value.negate() : value;
  }

  private static BigInteger[] integers(double[] values, int smallest) {
    BigInteger[] integers = new BigInteger[values.length];
    for (int i = 0; i < values.length; i++) integers[i] = integer(values[i], smallest);
    return integers;
  }

  private static BigInteger[][] integers(double[][] values, int smallest) {
    BigInteger[][] integers = new BigInteger[values.length][];
    for (int i = 0; i < values.length; i++) integers[i] = integers(values[i], smallest);
    return integers;
  }

  private static BigInteger[] zeros(int size) {
    BigInteger[] zeros = new BigInteger[size];
    java.util.Arrays.fill(zeros, BigInteger.ZERO);
    return zeros;
  }

  private static BigInteger[][] identity(int size) {
    BigInteger[][] identity = new BigInteger[size][];
    for (int i = 0; i < size; i++) {
      identity[i] = zeros(size);
      identity[i][i] = BigInteger.ONE;
    }
    return identity;
  }
}
