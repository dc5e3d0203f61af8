package io.ffolayer.internal.kkt;

import java.util.SplittableRandom;

/// An orthonormal basis of the part of the null space of a KKT matrix K that lies in the variables,
/// or in the rows, found with the factor of the regularised matrix.
///
/// R the regularisation, M = (K + R)⁻¹R leaves a vector of the null space as it is and shrinks
/// every other one by δ/σ, σ ≫ δ the smallest other singular value. So what is left of a random
/// vector after M, and M again, lies in the null space; vectors are drawn, each orthogonal to those
/// found, until nothing is left.
///
/// (Counting small pivots instead goes wrong: which pivots are small depends on the order, and
/// their size on the condition.)
final class NullSpace {
  /// Directions beyond this number are not looked for.
  static final int MOST = 32;

  /// Less than this part of a random vector is rounding, not a direction.
  private static final double LEAST = 1e-7;

  /// M shrinks what is nearly in the null space by more than this.
  private static final double NEAR = 1e-2;

  /// The map M on the variables or on the rows, in place.
  interface Shrinking {
    void apply(double[] x);
  }

  private final double[][] basis = new double[MOST][];
  private final double[] once;
  private final double[] twice;
  private int count;
  private boolean near;

  NullSpace(int size) {
    once = new double[size];
    twice = new double[size];
  }

  void clear() {
    count = 0;
    near = false;
  }

  /// Whether the vector that was drawn last, and is none of the null space, was shrunk so little
  /// that it nearly is.
  boolean isNear() {
    return near;
  }

  /// @param member which entries a vector may have
  void find(Shrinking map, boolean[] member) {
    SplittableRandom random = new SplittableRandom(once.length);
    clear();
    while (count < MOST && findOne(map, member, random)) count++;
  }

  private boolean findOne(Shrinking map, boolean[] member, SplittableRandom random) {
    for (int i = 0; i < once.length; i++) once[i] = member[i] ? random.nextDouble(-1, 1) : 0;
    project(once);
    double drawn = norm(once);
    map.apply(once);
    project(once);
    double left = norm(once);
    if (!(left > LEAST * drawn)) return false;
    System.arraycopy(once, 0, twice, 0, once.length);
    map.apply(twice);
    project(twice);
    double still = norm(twice);
    if (!(still > left / 2)) {
      near = still > NEAR * left;
      return false;
    }
    if (basis[count] == null) basis[count] = new double[once.length];
    for (int i = 0; i < once.length; i++) basis[count][i] = twice[i] / still;
    return true;
  }

  /// The dimension, at most [#MOST].
  int count() {
    return count;
  }

  /// x ← x less its part in the null space.
  void project(double[] x) {
    project(x, 0);
  }

  void project(double[] x, int at) {
    for (int k = 0; k < count; k++) {
      double[] v = basis[k];
      double along = 0;
      for (int i = 0; i < v.length; i++) if (v[i] != 0) along += v[i] * x[at + i];
      for (int i = 0; i < v.length; i++) if (v[i] != 0) x[at + i] -= along * v[i];
    }
  }

  private static double norm(double[] x) {
    double sum = 0;
    for (double v : x) sum += v * v;
    return Math.sqrt(sum);
  }
}
