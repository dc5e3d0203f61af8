package io.ffolayer.internal.scale;

/// The sums and maxima over the columns of a program from which its residuals are made, at a point
/// that is given as (y, s, z) = τ · (the point that is meant).
public final class ColumnTerms {
  /// ‖Py + q + Aᵀz‖∞.
  double error;

  double largestQ;
  double largestPy;
  double largestAtz;

  /// ‖y‖₁.
  double sizeOfY;

  double yPy;

  /// qᵀy, and the sum of the sizes of its terms.
  double qy;

  double sizesOfQy;

  void clear() {
    error = 0;
    largestQ = 0;
    largestPy = 0;
    largestAtz = 0;
    sizeOfY = 0;
    yPy = 0;
    qy = 0;
    sizesOfQy = 0;
  }

  /// Takes q and a point in the units of the user, τ = 1.
  void sum(double[] q, int qAt, Point point, PointProducts products) {
    double[] y = point.y(), py = products.py, atz = products.atz;
    int yAt = point.yAt();
    clear();
    for (int j = 0; j < py.length; j++) {
      add(q[qAt + j], py[j], y[yAt + j]);
      raise(q[qAt + j], py[j], atz[j], 1, 1);
    }
  }

  /// Adds the products of one column.
  void add(double qj, double pyj, double yj) {
    sizeOfY += Math.abs(yj);
    yPy += yj * pyj;
    qy += qj * yj;
    sizesOfQy += Math.abs(qj * yj);
  }

  /// Takes the sizes of one column into account.
  ///
  /// @param unit what 1 in the column is in the unit of the user
  void raise(double qj, double pyj, double atzj, double unit, double tau) {
    largestQ = Math.max(largestQ, Math.abs(qj) * unit);
    largestPy = Math.max(largestPy, Math.abs(pyj) * unit);
    largestAtz = Math.max(largestAtz, Math.abs(atzj) * unit);
    error = Math.max(error, Math.abs(pyj + qj * tau + atzj) * unit);
  }

  /// Takes the q of an equilibrated program, once for many points.
  ///
  /// @param units of the dual residual
  public void takeLinear(double[] q, Units units) {
    largestQ = units.largest(q);
  }

  /// Takes a point of an equilibrated program, in few passes that do one thing each.
  ///
  /// @param q as in [#takeLinear]
  public void sum(double[] q, double[] y, PointProducts products, Units units, double tau) {
    double[] py = products.py, atz = products.atz;
    double[] residual = units.room(), unit = units.unit;
    double sumYPy = 0, sumQy = 0, sizes = 0;
    for (int j = 0; j < y.length; j++) {
      residual[j] = (py[j] + q[j] * tau + atz[j]) * unit[j];
      sumYPy += y[j] * py[j];
      double qyj = q[j] * y[j];
      sumQy += qyj;
      sizes += Math.abs(qyj);
    }
    error = units.largestInRoom();
    yPy = sumYPy;
    qy = sumQy;
    sizesOfQy = sizes;
    largestPy = units.largest(py);
    largestAtz = units.largest(atz);
  }

  /// What [#error] is compared with.
  public double scale(double tau) {
    return Math.max(largestQ == 0 ? tau : largestQ * tau, Math.max(largestPy, largestAtz));
  }

  /// Whether q = 0.
  public boolean hasNoCost() {
    return largestQ == 0;
  }
}
