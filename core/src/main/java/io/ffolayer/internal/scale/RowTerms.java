package io.ffolayer.internal.scale;

/// The sums and maxima over the rows of a program from which its residuals are made, at a point
/// that is given as (y, s, z) = τ · (the point that is meant). Absent rows count nowhere.
public final class RowTerms {
  /// ‖Ay + s − b‖∞.
  double error;

  double largestB;
  double largestAy;
  double largestS;

  /// bᵀz, and the sum of the sizes of its terms.
  double bz;

  double sizesOfBz;

  /// |Ay|ᵀ|z|.
  double sizesOfAyz;

  /// sᵀz, and the sum of the sizes of its terms.
  double sz;

  double sizesOfSz;

  void clear() {
    error = 0;
    largestB = 0;
    largestAy = 0;
    largestS = 0;
    bz = 0;
    sizesOfBz = 0;
    sizesOfAyz = 0;
    sz = 0;
    sizesOfSz = 0;
  }

  /// Takes b and a point in the units of the user, τ = 1.
  void sum(double[] b, int bAt, Point point, PointProducts products) {
    double[] s = point.s(), z = point.z(), ay = products.ay;
    int rowAt = point.rowAt();
    clear();
    for (int i = 0; i < ay.length; i++) {
      if (b[bAt + i] == Double.POSITIVE_INFINITY) continue;
      add(b[bAt + i], ay[i], s[rowAt + i], z[rowAt + i]);
      raise(b[bAt + i], ay[i], s[rowAt + i], 1, 1);
    }
  }

  /// Adds the products of one row.
  void add(double bi, double ayi, double si, double zi) {
    bz += bi * zi;
    sizesOfBz += Math.abs(bi * zi);
    sizesOfAyz += Math.abs(ayi * zi);
    sz += si * zi;
    sizesOfSz += Math.abs(si * zi);
  }

  /// Takes the sizes of one row into account.
  ///
  /// @param unit what 1 in the row is in the unit of the user
  void raise(double bi, double ayi, double si, double unit, double tau) {
    largestB = Math.max(largestB, Math.abs(bi) * unit);
    largestAy = Math.max(largestAy, Math.abs(ayi) * unit);
    largestS = Math.max(largestS, Math.abs(si) * unit);
    error = Math.max(error, Math.abs(ayi + si - bi * tau) * unit);
  }

  /// Takes the b of an equilibrated program, once for many points.
  ///
  /// @param units of the primal residual
  public void takeRhs(double[] b, Units units) {
    largestB = units.largest(b);
  }

  /// Takes a point of an equilibrated program, in few passes that do one thing each.
  ///
  /// @param b as in [#takeRhs]
  /// @param point its arrays hold nothing else
  public void sum(double[] b, Point point, PointProducts products, Units units, double tau) {
    double[] s = point.s(), z = point.z(), ay = products.ay;
    double[] residual = units.room(), unitOf = units.unit;
    double sumBz = 0, sizesBz = 0, sizesAyz = 0, sumSz = 0, sizesSz = 0;
    for (int i = 0; i < ay.length; i++) {
      double unit = unitOf[i], si = s[i], zi = z[i];
      residual[i] = (ay[i] + si - b[i] * tau) * unit;
      double bzi = unit > 0 ? b[i] * zi : 0;
      sumBz += bzi;
      sizesBz += Math.abs(bzi);
      sizesAyz += unit > 0 ? Math.abs(ay[i] * zi) : 0;
      double szi = unit > 0 ? si * zi : 0;
      sumSz += szi;
      sizesSz += Math.abs(szi);
    }
    error = units.largestInRoom();
    bz = sumBz;
    sizesOfBz = sizesBz;
    sizesOfAyz = sizesAyz;
    sz = sumSz;
    sizesOfSz = sizesSz;
    largestAy = units.largest(ay);
    largestS = units.largest(s);
  }

  /// What [#error] is compared with.
  public double scale(double tau) {
    return Math.max(largestB == 0 ? tau : largestB * tau, Math.max(largestAy, largestS));
  }

  /// Whether b = 0.
  public boolean hasNoRhs() {
    return largestB == 0;
  }
}
