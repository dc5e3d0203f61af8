package io.ffolayer.internal.scale;

/// The sums and maxima over the columns of a program from which its residuals are made, at a point
/// that is given as (y, s, z) = τ · (the point that is meant).
public final class ColumnTerms {
  /// ‖Py + q + Aᵀz‖∞.
  double error;

  /// The same of the columns with q_j ≠ 0; of points in the units of the user only.
  double errorOfGiven;

  double largestQ;
  double largestPy;
  double largestAtz;

  /// ‖y‖₁.
  double sizeOfY;

  double yPy;

  /// qᵀy, and the sum of the sizes of its terms.
  double qy;

  double sizesOfQy;

  /// Takes q and a point in the units of the user, τ = 1.
  void sum(double[] q, int qAt, Point point, PointProducts products) {
    double[] y = point.y(), py = products.py, atz = products.atz;
    int yAt = point.yAt();
    double maxQ = 0, maxPy = 0, maxAtz = 0, maxError = 0, maxGiven = 0;
    double sumY = 0, sumYPy = 0, sumQy = 0, sizes = 0;
    for (int j = 0; j < py.length; j++) {
      double pyj = py[j], atzj = atz[j], qj = q[qAt + j], yj = y[yAt + j];
      maxQ = Math.max(maxQ, Math.abs(qj));
      maxPy = Math.max(maxPy, Math.abs(pyj));
      maxAtz = Math.max(maxAtz, Math.abs(atzj));
      double errorJ = Math.abs(pyj + qj + atzj);
      maxError = Math.max(maxError, errorJ);
      if (qj != 0) maxGiven = Math.max(maxGiven, errorJ);
      sumY += Math.abs(yj);
      sumYPy += yj * pyj;
      sumQy += qj * yj;
      sizes += Math.abs(qj * yj);
    }
    largestQ = maxQ;
    largestPy = maxPy;
    largestAtz = maxAtz;
    error = maxError;
    errorOfGiven = maxGiven;
    sizeOfY = sumY;
    yPy = sumYPy;
    qy = sumQy;
    sizesOfQy = sizes;
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
}
