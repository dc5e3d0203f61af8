package io.ffolayer.internal.linalg.dense;

import java.util.Arrays;

/// A symmetric saddle system by the null-space method, without squaring anything:
///
/// ```
/// [ P   Aᵀ ] [ x ]   [ r ]        Âᵀ = Q R,   x = Q₁u + Q₂w,   R₁₁ᵀu = r̂_z,   Q₂ᵀP̂Q₂ w = Q₂ᵀ(r̂ − P̂Q₁u),   R₁₁ẑ = Q₁ᵀ(r̂ − P̂x)
/// [ A   0  ] [ z ] = [ r_z ]
/// ```
///
/// in units g, h, powers of two, in which the diagonal of P̂ = gPg is about 1 – or 0 – and every
/// row of Â = hAg about one long: there a part of a row outside the span of the others is told from
/// rounding, whatever the units of the user. Rows that depend on others, V with AᵀV = 0, and
/// directions without curvature, Y with PY = 0, AY = 0, are kept as orthonormal bases in the units
/// of the user. A right-hand side is freed of its parts along them, and so is the answer: that of
/// the pseudoinverse (Nocedal, Wright, *Numerical Optimization*, §16.2; Golub & Van Loan, *Matrix
/// Computations*, 4th ed., §5.5).
public final class NullSpaceMethod {
  /// Relative to the units, the square root of the size apart.
  private static final double ROUNDING = 64 * Math.ulp(1.0);

  private static final int SWEEPS = 3;

  private final int given;
  private final int n;
  private final int k;
  private final double[] p;
  private final double[] a;
  private final double[] column;
  private final double[] row;
  private final PivotedQr qr;
  private final SemidefiniteFactor reduced;
  private final double[][] free;
  private final double[][] dependent;
  private boolean finite;

  /// @param given variables that the caller knows, the first of n; those behind them have the
  ///   right-hand side 0
  /// @param quadratic P, n×n row-major, positive semidefinite; overwritten
  /// @param rows A, k×n row-major; read
  public NullSpaceMethod(int given, int n, double[] quadratic, int k, double[] rows) {
    this.given = given;
    this.n = n;
    this.k = k;
    p = quadratic;
    a = rows.clone();
    column = new double[n];
    row = new double[k];
    scale();
    double smallest = ROUNDING * Math.sqrt(n + k);
    qr = new PivotedQr(n, k, a.clone(), smallest);
    reduced = new SemidefiniteFactor(n - qr.rank(), reducedQuadratic(), smallest);
    free = findFreeDirections();
    dependent = dependencies();
    finite = true;
    for (double v : p) finite &= Double.isFinite(v);
    for (double v : a) finite &= Double.isFinite(v);
  }

  /// Whether the numbers can be brought to common units.
  public boolean isFinite() {
    return finite;
  }

  /// P ← gPg, A ← hAg.
  private void scale() {
    for (int j = 0; j < n; j++) {
      double curvature = p[j * (n + 1)];
      column[j] = curvature > 0 ? 1 / Math.sqrt(curvature) : 0;
    }
    boolean[] flat = new boolean[n];
    for (int j = 0; j < n; j++) flat[j] = column[j] == 0;
    for (int j = 0; j < n; j++) if (flat[j]) column[j] = 1;
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      scaleRows();
      if (sweep < SWEEPS - 1) scaleFlat(flat);
    }
    toPowersOfTwo(column);
    scaleRows();
    toPowersOfTwo(row);
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) p[i * n + j] *= column[i] * column[j];
    for (int i = 0; i < k; i++) for (int j = 0; j < n; j++) a[i * n + j] *= row[i] * column[j];
  }

  /// So that rows which are equal stay so to the bit.
  private static void toPowersOfTwo(double[] unit) {
    for (int i = 0; i < unit.length; i++) unit[i] = Math.scalb(1.0, Math.getExponent(unit[i]));
  }

  private void scaleRows() {
    for (int i = 0; i < k; i++) {
      double largest = 0, sum = 0;
      for (int j = 0; j < n; j++) largest = Math.max(largest, Math.abs(a[i * n + j] * column[j]));
      for (int j = 0; j < n && largest > 0; j++) {
        double part = a[i * n + j] * column[j] / largest;
        sum += part * part;
      }
      row[i] = largest > 0 ? 1 / (largest * Math.sqrt(sum)) : 1;
    }
  }

  /// Variables without curvature get the units in which their largest entry is 1.
  private void scaleFlat(boolean[] flat) {
    for (int j = 0; j < n; j++) {
      double largest = 0;
      for (int i = 0; i < k && flat[j]; i++)
        largest = Math.max(largest, Math.abs(row[i] * a[i * n + j]));
      if (largest > 0) column[j] = 1 / largest;
    }
  }

  /// Q₂ᵀP̂Q₂.
  private double[] reducedQuadratic() {
    double[] turned = p.clone();
    for (int i = 0; i < n; i++) qr.intoBasis(turned, i * n);
    for (int i = 0; i < n; i++)
      for (int j = 0; j < i; j++) {
        double swap = turned[i * n + j];
        turned[i * n + j] = turned[j * n + i];
        turned[j * n + i] = swap;
      }
    for (int i = 0; i < n; i++) qr.intoBasis(turned, i * n);
    int rank = qr.rank(), size = n - rank;
    double[] inside = new double[size * size];
    for (int i = 0; i < size; i++)
      System.arraycopy(turned, (rank + i) * n + rank, inside, i * size, size);
    return inside;
  }

  private double[][] findFreeDirections() {
    int rank = qr.rank(), size = n - rank;
    double[][] basis = new double[size - reduced.rank()][];
    for (int e = 0; e < basis.length; e++) {
      double[] x = new double[n];
      System.arraycopy(reduced.nullVector(reduced.rank() + e), 0, x, rank, size);
      qr.outOfBasis(x, 0);
      for (int j = 0; j < n; j++) x[j] *= column[j];
      basis[e] = Arrays.copyOf(x, given);
      orthonormalize(basis, e);
    }
    return basis;
  }

  private double[][] dependencies() {
    double[][] basis = new double[k - qr.rank()][];
    for (int e = 0; e < basis.length; e++) {
      double[] v = new double[k];
      double[] relation = qr.relation(qr.rank() + e);
      for (int i = 0; i < qr.rank(); i++) v[qr.vector(i)] = -relation[i] * row[qr.vector(i)];
      v[qr.vector(qr.rank() + e)] = row[qr.vector(qr.rank() + e)];
      basis[e] = v;
      orthonormalize(basis, e);
    }
    return basis;
  }

  /// Gram and Schmidt's process, twice for the rounding.
  private static void orthonormalize(double[][] basis, int e) {
    for (int round = 0; round < 2; round++) {
      double largest = 0;
      for (double x : basis[e]) largest = Math.max(largest, Math.abs(x));
      for (int j = 0; j < basis[e].length; j++) basis[e][j] /= largest;
      for (int i = 0; i < e; i++) subtractPart(basis[i], basis[e]);
      double length = Math.sqrt(dot(basis[e], basis[e]));
      for (int j = 0; j < basis[e].length; j++) basis[e][j] /= length;
    }
  }

  /// x ← x less its part along a unit vector.
  private static void subtractPart(double[] unit, double[] x) {
    double along = dot(unit, x);
    for (int j = 0; j < unit.length; j++) x[j] -= along * unit[j];
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) sum += x[j] * y[j];
    return sum;
  }

  /// How far the independent row that is nearest to the others is from them, 1 being its length; 1
  /// where there are none.
  public double separation() {
    return qr.rank() == 0 ? 1 : qr.lastDiagonal();
  }

  /// Number of rows that depend on others.
  public int dependentRows() {
    return dependent.length;
  }

  /// An orthonormal basis of the relations among the rows, vector `number` of [#dependentRows]: k
  /// values, the array itself.
  public double[] relation(int number) {
    return dependent[number];
  }

  /// An orthonormal basis of the directions that neither P nor the rows determine, the arrays
  /// themselves.
  public double[][] freeDirections() {
    return free;
  }

  /// Solves in place, and refines once.
  ///
  /// @param y r on entry, the known part of x on return
  /// @param z r_z on entry, z on return: k values
  public void solve(double[] y, double[] z) {
    for (double[] v : free) subtractPart(v, y);
    for (double[] v : dependent) subtractPart(v, z);
    double[] right = new double[n], rightZ = new double[k];
    for (int j = 0; j < given; j++) right[j] = column[j] * y[j];
    for (int i = 0; i < k; i++) rightZ[i] = row[i] * z[i];
    double[] x = right.clone(), dual = rightZ.clone();
    solveScaled(x, dual);
    subtractProducts(x, dual, right, rightZ);
    solveScaled(right, rightZ);
    for (int j = 0; j < given; j++) y[j] = column[j] * (x[j] + right[j]);
    for (int i = 0; i < k; i++) z[i] = row[i] * (dual[i] + rightZ[i]);
    for (double[] v : free) subtractPart(v, y);
    for (double[] v : dependent) subtractPart(v, z);
  }

  private void solveScaled(double[] x, double[] z) {
    int rank = qr.rank();
    double[] inside = new double[n];
    for (int e = 0; e < rank; e++) inside[e] = z[qr.vector(e)];
    qr.solveTransposed(inside);
    double[] u = inside.clone();
    qr.outOfBasis(inside, 0);
    double[] force = x.clone();
    subtractQuadratic(inside, force);
    qr.intoBasis(force, 0);
    double[] w = Arrays.copyOfRange(force, rank, n);
    reduced.solve(w);
    System.arraycopy(u, 0, inside, 0, rank);
    System.arraycopy(w, 0, inside, rank, n - rank);
    qr.outOfBasis(inside, 0);
    subtractQuadratic(inside, x);
    qr.intoBasis(x, 0);
    qr.solve(x);
    Arrays.fill(z, 0);
    for (int e = 0; e < rank; e++) z[qr.vector(e)] = x[e];
    System.arraycopy(inside, 0, x, 0, n);
  }

  /// right ← right − P̂x.
  private void subtractQuadratic(double[] x, double[] right) {
    for (int i = 0; i < n; i++) {
      double sum = right[i];
      for (int j = 0; j < n; j++) sum -= p[i * n + j] * x[j];
      right[i] = sum;
    }
  }

  /// Takes the products of the whole system from a right-hand side.
  private void subtractProducts(double[] x, double[] z, double[] right, double[] rightZ) {
    subtractQuadratic(x, right);
    for (int i = 0; i < k; i++) {
      double sum = rightZ[i];
      for (int j = 0; j < n; j++) {
        sum -= a[i * n + j] * x[j];
        right[j] -= a[i * n + j] * z[i];
      }
      rightZ[i] = sum;
    }
  }
}
