package io.ffolayer.internal.scale;

/// The sums and maxima over the rows of a program from which its residuals are made, at a point
/// that is given as (y, s, z) = τ · (the point that is meant). Absent rows count nowhere.
public final class RowTerms {
  /// ‖Ay + s − b‖∞.
  double error;

  /// The same of the rows with b_i ≠ 0; of points in the units of the user only.
  double errorOfGiven;

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

  /// Takes b and a point in the units of the user, τ = 1.
  void sum(double[] b, int bAt, Point point, PointProducts products) {
    double[] s = point.s(), z = point.z(), ay = products.ay;
    int rowAt = point.rowAt();
    double maxB = 0, maxAy = 0, maxS = 0, maxError = 0, maxGiven = 0;
    double sumBz = 0, sizesBz = 0, sizesAyz = 0, sumSz = 0, sizesSz = 0;
    for (int i = 0; i < ay.length; i++) {
      double bi = b[bAt + i];
      if (bi == Double.POSITIVE_INFINITY) continue;
      double ayi = ay[i], si = s[rowAt + i], zi = z[rowAt + i];
      maxB = Math.max(maxB, Math.abs(bi));
      maxAy = Math.max(maxAy, Math.abs(ayi));
      maxS = Math.max(maxS, Math.abs(si));
      double errorI = Math.abs(ayi + si - bi);
      maxError = Math.max(maxError, errorI);
      if (bi != 0) maxGiven = Math.max(maxGiven, errorI);
      sumBz += bi * zi;
      sizesBz += Math.abs(bi * zi);
      sizesAyz += Math.abs(ayi * zi);
      sumSz += si * zi;
      sizesSz += Math.abs(si * zi);
    }
    largestB = maxB;
    largestAy = maxAy;
    largestS = maxS;
    error = maxError;
    errorOfGiven = maxGiven;
    bz = sumBz;
    sizesOfBz = sizesBz;
    sizesOfAyz = sizesAyz;
    sz = sumSz;
    sizesOfSz = sizesSz;
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
}
