package io.ffolayer.lab.trust.face;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Numbers of many digits, their elementary functions, and small systems of equations.
public final class Decimals {
  /// Enough for entries that differ by forty decades, and a double's digits beyond.
  public static final MathContext DIGITS = new MathContext(60);

  public static final BigDecimal ROOT_OF_TWO = BigDecimal.TWO.sqrt(DIGITS);
  private static final int HALVINGS = 24;
  private static final int TERMS = 9;

  private Decimals() {}

  public static BigDecimal decimal(double x) {
    return new BigDecimal(x);
  }

  public static BigDecimal times(BigDecimal x, BigDecimal y) {
    return x.multiply(y, DIGITS);
  }

  public static BigDecimal over(BigDecimal x, BigDecimal y) {
    return x.divide(y, DIGITS);
  }

  public static BigDecimal root(BigDecimal x) {
    return x.sqrt(DIGITS);
  }

  /// eˣ, |x| at most some thousands: the series at x/2²⁴, squared 24 times.
  public static BigDecimal exp(BigDecimal x) {
    MathContext more = new MathContext(DIGITS.getPrecision() + 15);
    BigDecimal small = x.divide(BigDecimal.TWO.pow(HALVINGS), more);
    BigDecimal sum = BigDecimal.ONE, term = BigDecimal.ONE;
    for (int k = 1; k <= TERMS; k++) {
      term = term.multiply(small, more).divide(BigDecimal.valueOf(k), more);
      sum = sum.add(term, more);
    }
    for (int k = 0; k < HALVINGS; k++) sum = sum.multiply(sum, more);
    return sum.round(DIGITS);
  }

  /// log x by Halley's method, which triples the digits of the logarithm of a double.
  public static BigDecimal log(BigDecimal x) {
    BigDecimal y = decimal(Math.log(x.doubleValue()));
    for (int k = 0; k < 2; k++) {
      BigDecimal e = exp(y);
      y = y.add(over(BigDecimal.TWO.multiply(x.subtract(e)), x.add(e)), DIGITS);
    }
    return y;
  }

  /// xᵃ y¹⁻ᵃ of positive numbers.
  public static BigDecimal mean(double a, BigDecimal x, BigDecimal y) {
    BigDecimal exponent = decimal(a), rest = BigDecimal.ONE.subtract(exponent);
    return exp(times(exponent, log(x)).add(times(rest, log(y)), DIGITS));
  }

  public static BigDecimal dot(BigDecimal[] x, BigDecimal[] y) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < x.length; i++)
      if (x[i].signum() != 0 && y[i].signum() != 0) sum = sum.add(times(x[i], y[i]), DIGITS);
    return sum;
  }

  public static BigDecimal[] zeros(int size) {
    return vector(size, i -> BigDecimal.ZERO);
  }

  /// An entry of a vector by its index.
  public interface Entry {
    BigDecimal at(int i);
  }

  public static BigDecimal[] vector(int size, Entry entry) {
    BigDecimal[] v = new BigDecimal[size];
    for (int i = 0; i < size; i++) v[i] = entry.at(i);
    return v;
  }

  public static BigDecimal[] exact(double... v) {
    return vector(v.length, i -> decimal(v[i]));
  }

  public static double[] rounded(BigDecimal[] v) {
    double[] rounded = new double[v.length];
    for (int i = 0; i < v.length; i++) rounded[i] = v[i].doubleValue();
    return rounded;
  }

  public static BigDecimal[] scaled(BigDecimal factor, BigDecimal[] v) {
    return vector(v.length, i -> times(factor, v[i]));
  }

  /// x + y.
  public static BigDecimal[] plus(BigDecimal[] x, BigDecimal[] y) {
    return vector(x.length, i -> x[i].add(y[i], DIGITS));
  }

  /// The inverse by Gauss and Jordan's elimination with row pivots; null where a pivot is 0 or lost
  /// in the digits.
  public static BigDecimal @Nullable [][] inverse(BigDecimal[][] matrix) {
    int order = matrix.length;
    BigDecimal[][] a = new BigDecimal[order][];
    for (int i = 0; i < order; i++) {
      int row = i;
      BigDecimal largest = BigDecimal.ZERO;
      for (BigDecimal entry : matrix[i]) largest = largest.max(entry.abs());
      if (largest.signum() == 0) return null;
      // Rows of a size of their own would mislead the pivots.
      BigDecimal unit = BigDecimal.ONE.movePointRight(largest.scale() - largest.precision());
      a[i] =
          vector(
              2 * order,
              j ->
                  j < order
                      ? times(unit, matrix[row][j])
                      : j == order + row ? unit : BigDecimal.ZERO);
    }
    for (int k = 0; k < order; k++) if (!eliminate(a, k)) return null;
    BigDecimal[][] inverse = new BigDecimal[order][];
    for (int i = 0; i < order; i++) inverse[i] = Arrays.copyOfRange(a[i], order, 2 * order);
    return inverse;
  }

  private static boolean eliminate(BigDecimal[][] a, int k) {
    int best = k;
    for (int i = k + 1; i < a.length; i++)
      if (a[i][k].abs().compareTo(a[best][k].abs()) > 0) best = i;
    BigDecimal[] row = a[best];
    a[best] = a[k];
    a[k] = row;
    BigDecimal pivot = row[k];
    if (pivot.signum() == 0 || pivot.abs().doubleValue() < 1e-45) return false;
    for (int j = k; j < row.length; j++) if (row[j].signum() != 0) row[j] = over(row[j], pivot);
    for (int i = 0; i < a.length; i++) {
      BigDecimal factor = a[i][k];
      if (i == k || factor.signum() == 0) continue;
      for (int j = k; j < row.length; j++)
        if (row[j].signum() != 0) a[i][j] = a[i][j].subtract(times(factor, row[j]), DIGITS);
    }
    return true;
  }
}
