package io.ffolayer.internal.cone;

import java.math.BigDecimal;
import java.math.MathContext;

/// A small square matrix in many decimal digits.
record DecimalMatrix(BigDecimal[][] entries) {
  private static final MathContext DIGITS = ConeOracle.DIGITS;
  private static final BigDecimal ROOT2 = BigDecimal.TWO.sqrt(DIGITS);

  /// The symmetric matrix of a scaled upper triangle, column by column.
  static DecimalMatrix ofTriangle(int order, BigDecimal[] v) {
    BigDecimal[][] m = new BigDecimal[order][order];
    for (int j = 0, at = 0; j < order; j++)
      for (int i = 0; i <= j; i++, at++)
        m[i][j] = m[j][i] = i == j ? v[at] : v[at].divide(ROOT2, DIGITS);
    return new DecimalMatrix(m);
  }

  /// Back to the scaled upper triangle.
  BigDecimal[] triangle() {
    int order = entries.length;
    BigDecimal[] v = new BigDecimal[order * (order + 1) / 2];
    for (int j = 0, at = 0; j < order; j++)
      for (int i = 0; i <= j; i++, at++)
        v[at] = i == j ? entries[i][i] : entries[i][j].multiply(ROOT2, DIGITS);
    return v;
  }

  /// αA + βB.
  DecimalMatrix combine(BigDecimal alpha, DecimalMatrix b, BigDecimal beta) {
    int order = entries.length;
    BigDecimal[][] m = new BigDecimal[order][order];
    for (int i = 0; i < order; i++)
      for (int j = 0; j < order; j++)
        m[i][j] = entries[i][j].multiply(alpha).add(b.entries[i][j].multiply(beta), DIGITS);
    return new DecimalMatrix(m);
  }

  /// AB.
  DecimalMatrix multiply(DecimalMatrix b) {
    int order = entries.length;
    BigDecimal[][] m = new BigDecimal[order][order];
    for (int i = 0; i < order; i++)
      for (int j = 0; j < order; j++) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k < order; k++)
          sum = sum.add(entries[i][k].multiply(b.entries[k][j], DIGITS), DIGITS);
        m[i][j] = sum;
      }
    return new DecimalMatrix(m);
  }

  /// A⁻¹ by Gauss–Jordan elimination with partial pivoting.
  DecimalMatrix inverse() {
    int order = entries.length;
    BigDecimal[][] a = new BigDecimal[order][2 * order];
    for (int i = 0; i < order; i++)
      for (int j = 0; j < order; j++) {
        a[i][j] = entries[i][j];
        a[i][order + j] = i == j ? BigDecimal.ONE : BigDecimal.ZERO;
      }
    for (int k = 0; k < order; k++) eliminate(a, k);
    BigDecimal[][] m = new BigDecimal[order][order];
    for (int i = 0; i < order; i++) System.arraycopy(a[i], order, m[i], 0, order);
    return new DecimalMatrix(m);
  }

  private static void eliminate(BigDecimal[][] a, int k) {
    int best = k;
    for (int i = k + 1; i < a.length; i++)
      if (a[i][k].abs().compareTo(a[best][k].abs()) > 0) best = i;
    BigDecimal[] row = a[best];
    a[best] = a[k];
    a[k] = row;
    BigDecimal pivot = row[k];
    for (int j = 0; j < row.length; j++) row[j] = row[j].divide(pivot, DIGITS);
    for (int i = 0; i < a.length; i++) {
      BigDecimal factor = a[i][k];
      if (i == k || factor.signum() == 0) continue;
      for (int j = 0; j < row.length; j++)
        a[i][j] = a[i][j].subtract(factor.multiply(row[j], DIGITS), DIGITS);
    }
  }

  /// The Frobenius norm.
  double norm() {
    BigDecimal sum = BigDecimal.ZERO;
    for (BigDecimal[] row : entries)
      for (BigDecimal value : row) sum = sum.add(value.multiply(value, DIGITS), DIGITS);
    return sum.sqrt(new MathContext(20)).doubleValue();
  }
}
