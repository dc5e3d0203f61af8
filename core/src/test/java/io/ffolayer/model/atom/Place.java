package io.ffolayer.model.atom;

import io.ffolayer.program.Tensor;
import java.util.SplittableRandom;

/// Where an argument of an atom is taken from: a convex set inside the atom's domain.
///
/// @param low the least entry, or the least eigenvalue of a definite matrix
/// @param values what is given
record Place(Kind kind, double low, double[] values, int... shape) {
  enum Kind {
    ANYWHERE,
    /// Every entry ≥ low.
    ABOVE,
    /// A symmetric matrix.
    SYMMETRIC,
    /// A symmetric matrix with eigenvalues ≥ low.
    DEFINITE,
    /// A coefficient, which is no variable.
    GIVEN
  }

  boolean isGiven() {
    return kind == Kind.GIVEN;
  }

  boolean isSymmetric() {
    return kind == Kind.SYMMETRIC || kind == Kind.DEFINITE;
  }

  int size() {
    return Tensor.sizeOf(shape);
  }

  /// A random point, row-major.
  double[] sample(SplittableRandom random) {
    return switch (kind) {
      case ANYWHERE -> random.doubles(size(), low, 2).toArray();
      case ABOVE -> random.doubles(size(), low, 3).toArray();
      case SYMMETRIC -> symmetric(random, 2);
      case DEFINITE -> definite(random);
      case GIVEN -> values.clone();
    };
  }

  /// A direction in which the argument may move, entries in [−length, length].
  double[] direction(SplittableRandom random, double length) {
    return isSymmetric()
        ? symmetric(random, length)
        : random.doubles(size(), -length, length).toArray();
  }

  private double[] symmetric(SplittableRandom random, double length) {
    int n = shape[0];
    double[] x = new double[n * n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j <= i; j++) {
        x[i * n + j] = random.nextDouble(-length, length);
        x[j * n + i] = x[i * n + j];
      }
    return x;
  }

  private double[] definite(SplittableRandom random) {
    int n = shape[0];
    double[] g = random.doubles((long) n * n, -1, 1).toArray();
    double[] x = new double[n * n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) x[i * n + j] += g[i * n + k] * g[j * n + k];
        if (i == j) x[i * n + j] += low;
      }
    return x;
  }
}
