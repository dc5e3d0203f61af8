package io.ffolayer.lab.trust;

import static io.ffolayer.lab.trust.face.Decimals.decimal;
import static io.ffolayer.lab.trust.face.Decimals.over;
import static io.ffolayer.lab.trust.face.Decimals.times;

import io.ffolayer.lab.trust.face.Decimals;
import io.ffolayer.lab.trust.face.Pair;
import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ZeroCone;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Matrices, a point y in many digits, and the pairs of its rows; b and q follow from these.
///
/// @param p n×n symmetric, or null for none
/// @param a m×n
/// @param y n
/// @param units of the variables
/// @param sides the pair; of a weak one the same pair once for each side
/// @param loss what is differentiated
record Draft(
    double @Nullable [][] p,
    double[][] a,
    BigDecimal[] y,
    double[] units,
    List<Pair> sides,
    Program.Loss loss) {
  int n() {
    return y.length;
  }

  int m() {
    return a.length;
  }

  Pair pair() {
    return sides.getFirst();
  }

  /// The same program in other units: y_j times variables_j, rows times rows_i, P, q and z times
  /// objective. Entries of P and A are rounded anew.
  Draft in(BigDecimal[] variables, BigDecimal[] rows, BigDecimal objective) {
    return new Draft(
        p == null
            ? null
            : matrix(
                n(),
                n(),
                (i, j) ->
                    over(times(objective, decimal(p[i][j])), times(variables[i], variables[j]))),
        matrix(m(), n(), (i, j) -> over(times(rows[i], decimal(a[i][j])), variables[j])),
        Decimals.vector(n(), j -> times(y[j], variables[j])),
        doubles(n(), j -> variables[j].doubleValue() * units[j]),
        sides.stream().map(pair -> pair.scaled(rows, objective)).toList(),
        new Program.Loss(
            doubles(n(), j -> over(decimal(loss.c()[j]), variables[j]).doubleValue()),
            doubles(
                m(), i -> over(times(decimal(loss.d()[i]), rows[i]), objective).doubleValue())));
  }

  /// Both programs side by side, with nothing in common.
  Draft beside(Draft other) {
    int n = n(), m = m(), width = n + other.n(), height = m + other.m();
    double[][] both =
        p == null && other.p == null
            ? null
            : matrix(
                width,
                width,
                (i, j) ->
                    decimal(
                        i < n && j < n
                            ? at(p, i, j)
                            : i >= n && j >= n ? at(other.p, i - n, j - n) : 0));
    return new Draft(
        both,
        matrix(
            height,
            width,
            (i, j) ->
                decimal(i < m && j < n ? a[i][j] : i >= m && j >= n ? other.a[i - m][j - n] : 0)),
        joined(y, other.y),
        joined(units, other.units),
        sides.stream().map(pair -> pair.and(other.pair())).toList(),
        new Program.Loss(joined(loss.c(), other.loss.c()), joined(loss.d(), other.loss.d())));
  }

  /// min ½‖t‖², Wy − t = v, Ay + s = b with the same solution, for P = WᵀW.
  Draft inResidualForm(double[][] w, BigDecimal[][] inverseOfP) {
    int n = n(), m = m();
    // t = −W P⁻¹ Aᵀz, and Wᵀt + Aᵀz = 0.
    BigDecimal[] force = transposed(a, pair().z()), t = Decimals.zeros(n);
    for (int k = 0; k < n; k++) {
      BigDecimal move = Decimals.dot(inverseOfP[k], force).negate();
      for (int i = 0; i < n; i++) t[i] = t[i].add(times(decimal(w[i][k]), move), Decimals.DIGITS);
    }
    Pair.Builder equalities = new Pair.Builder(new ZeroCone(n), Decimals.zeros(n), t);
    for (int i = 0; i < n; i++) equalities.freeDualAlong(i, 1);
    Pair residuals = equalities.build();
    return new Draft(
        matrix(2 * n, 2 * n, (i, j) -> decimal(i == j && i >= n ? 1 : 0)),
        matrix(
            n + m,
            2 * n,
            (i, j) ->
                decimal(
                    i >= n ? (j < n ? a[i - n][j] : 0) : j < n ? w[i][j] : j - n == i ? -1 : 0)),
        joined(y, t),
        joined(units, doubles(n, j -> 1)),
        sides.stream().map(residuals::and).toList(),
        new Program.Loss(joined(loss.c(), new double[n]), joined(new double[n], loss.d())));
  }

  private static double at(double @Nullable [][] matrix, int i, int j) {
    return matrix == null ? 0 : matrix[i][j];
  }

  /// Aᵀz.
  static BigDecimal[] transposed(double[][] a, BigDecimal[] z) {
    int n = a.length == 0 ? 0 : a[0].length;
    return Decimals.vector(
        n,
        j -> {
          BigDecimal sum = BigDecimal.ZERO;
          for (int i = 0; i < a.length; i++)
            if (z[i].signum() != 0) sum = sum.add(times(decimal(a[i][j]), z[i]), Decimals.DIGITS);
          return sum;
        });
  }

  /// For each row the number of its block: rows of curved cones share one.
  int[] blocks() {
    int[] blocks = new int[m()];
    int row = 0;
    for (Cone cone : pair().cones()) {
      boolean apart = cone instanceof NonnegativeCone || cone instanceof ZeroCone;
      for (int k = 0; k < cone.size(); k++) blocks[row + k] = apart ? row + k : row;
      row += cone.size();
    }
    return blocks;
  }

  /// An entry in many digits.
  interface Entry {
    BigDecimal at(int i, int j);
  }

  static double[][] matrix(int rows, int columns, Entry entry) {
    double[][] matrix = new double[rows][columns];
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < columns; j++) matrix[i][j] = entry.at(i, j).doubleValue();
    return matrix;
  }

  private static double[] doubles(int size, java.util.function.IntToDoubleFunction entry) {
    double[] v = new double[size];
    Arrays.setAll(v, entry);
    return v;
  }

  private static double[] joined(double[] x, double[] y) {
    double[] both = Arrays.copyOf(x, x.length + y.length);
    System.arraycopy(y, 0, both, x.length, y.length);
    return both;
  }

  private static BigDecimal[] joined(BigDecimal[] x, BigDecimal[] y) {
    BigDecimal[] both = Arrays.copyOf(x, x.length + y.length);
    System.arraycopy(y, 0, both, x.length, y.length);
    return both;
  }
}
