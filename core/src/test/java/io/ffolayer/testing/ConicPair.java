package io.ffolayer.testing;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import java.util.Arrays;
import java.util.SplittableRandom;

/// A complementary pair of one cone on a chosen face, with the rows of that face by closed forms: s
/// ∈ K, z ∈ K*, sᵀz = 0.
///
/// @param rows orthonormal, one array a row
/// @param weights w of each of them, 0 inactive, ∞ active
record ConicPair(double[] s, double[] z, double[][] rows, double[] weights) {
  enum Face {
    /// s inside, z = 0.
    INTERIOR,
    /// s = 0, z inside.
    APEX,
    /// Both on the curved boundary.
    BOUNDARY,
    /// On the edges of the exponential and power cones.
    FIRST_EDGE,
    SECOND_EDGE
  }

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /// A strictly complementary pair on a face taken at random.
  ///
  /// @param slack in [0, 1], how much more often s is inside than by default
  static ConicPair random(Cone cone, SplittableRandom random, double slack) {
    if (cone instanceof ZeroCone zero) return zero(zero.size(), random);
    if (cone instanceof NonnegativeCone rows) return rows(rows.size(), random, 0.5 + 0.4 * slack);
    boolean inside = slack > 0 && random.nextDouble() < 0.8 * slack;
    return on(inside ? Face.INTERIOR : anyFace(cone, random), cone, random);
  }

  private static Face anyFace(Cone cone, SplittableRandom random) {
    if (cone instanceof SecondOrderCone || cone instanceof PsdCone)
      return switch (random.nextInt(4)) {
        case 0 -> Face.INTERIOR;
        case 1 -> Face.APEX;
        default -> Face.BOUNDARY;
      };
    return switch (random.nextInt(8)) {
      case 0 -> Face.INTERIOR;
      case 1 -> Face.APEX;
      case 2 -> Face.FIRST_EDGE;
      case 3 -> Face.SECOND_EDGE;
      default -> Face.BOUNDARY;
    };
  }

  /// s inside K or, dually, z inside K*; both for rays, 0 and any for equalities.
  static double[] inside(Cone cone, SplittableRandom random, boolean dual) {
    if (cone instanceof ZeroCone zero) {
      ConicPair pair = zero(zero.size(), random);
      return dual ? pair.z : pair.s;
    }
    if (cone instanceof NonnegativeCone rows) return random.doubles(rows.size(), 0.2, 3).toArray();
    return dual ? on(Face.APEX, cone, random).z : on(Face.INTERIOR, cone, random).s;
  }

  static ConicPair on(Face face, Cone cone, SplittableRandom random) {
    return switch (cone) {
      case ZeroCone zero -> zero(zero.size(), random);
      case NonnegativeCone rows -> rows(rows.size(), random, 0.5);
      case SecondOrderCone c -> secondOrder(face, c.size(), random);
      case PsdCone c -> psd(face, c.order(), random);
      case ExponentialCone c -> exponential(face, random);
      case PowerCone c -> power(face, c.alpha(), random);
      case ProductCone product -> throw new IllegalArgumentException("take products apart");
    };
  }

  private static ConicPair zero(int size, SplittableRandom random) {
    double[] w = new double[size];
    Arrays.fill(w, INFINITY);
    return new ConicPair(new double[size], gaussian(size, random), identity(size), w);
  }

  private static ConicPair rows(int size, SplittableRandom random, double inactive) {
    double[] s = new double[size], z = new double[size], w = new double[size];
    for (int i = 0; i < size; i++) {
      boolean in = random.nextDouble() < inactive;
      (in ? s : z)[i] = random.nextDouble(0.2, 3);
      w[i] = in ? 0 : INFINITY;
    }
    return new ConicPair(s, z, identity(size), w);
  }

  private static ConicPair inactive(double... s) {
    return new ConicPair(s, new double[s.length], identity(s.length), new double[s.length]);
  }

  private static ConicPair active(double... z) {
    double[] w = new double[z.length];
    Arrays.fill(w, INFINITY);
    return new ConicPair(new double[z.length], z, identity(z.length), w);
  }

  private static ConicPair secondOrder(Face face, int size, SplittableRandom random) {
    double[] x = gaussian(size, random);
    double length = 0;
    for (int i = 1; i < size; i++) length += x[i] * x[i];
    length = Math.sqrt(length);
    x[0] = length + size(random);
    if (face == Face.INTERIOR) return inactive(x);
    if (face == Face.APEX || size == 1) return active(x);
    double alpha = size(random), beta = size(random);
    double[] s = new double[size], z = new double[size], w = new double[size];
    for (int i = 0; i < size; i++) {
      double u = i == 0 ? 1 : x[i] / length;
      s[i] = alpha * u;
      z[i] = i == 0 ? beta : -beta * u;
      w[i] = beta / alpha;
    }
    double[][] rows = Orthonormal.completed(Orthonormal.unit(s), Orthonormal.unit(z));
    w[0] = 0;
    w[1] = INFINITY;
    return new ConicPair(s, z, rows, w);
  }

  private static ConicPair psd(Face face, int order, SplittableRandom random) {
    int rank =
        switch (face) {
          case INTERIOR -> order;
          case APEX -> 0;
          default -> order > 1 ? 1 + random.nextInt(order - 1) : 1;
        };
    double[][] q = Orthonormal.random(order, random);
    double[] d = random.doubles(order, 0.3, 3).toArray();
    int size = order * (order + 1) / 2;
    double[] s = new double[size], z = new double[size], w = new double[size];
    double[][] rows = new double[size][size];
    for (int j = 0, k = 0; j < order; j++)
      for (int i = 0; i <= j; i++, k++) {
        rows[k] = symmetrised(q[i], q[j], i == j);
        boolean in1 = i < rank, in2 = j < rank;
        w[k] = in1 && in2 ? 0 : !in1 && !in2 ? INFINITY : d[j] / d[i];
        if (i == j) for (int e = 0; e < size; e++) (in1 ? s : z)[e] += d[i] * rows[k][e];
      }
    return new ConicPair(s, z, rows, w);
  }

  /// svec of q qᵀ or (p qᵀ + q pᵀ)/√2.
  private static double[] symmetrised(double[] p, double[] q, boolean same) {
    int order = p.length;
    double[] v = new double[order * (order + 1) / 2];
    for (int j = 0, k = 0; j < order; j++)
      for (int i = 0; i <= j; i++, k++) {
        double entry = same ? p[i] * q[j] : (p[i] * q[j] + q[i] * p[j]) / Math.sqrt(2);
        v[k] = i == j ? entry : Math.sqrt(2) * entry;
      }
    return v;
  }

  private static ConicPair exponential(Face face, SplittableRandom random) {
    double y = size(random), m = size(random), p = size(random);
    double r = random.nextDouble(-2, 2), e = Math.exp(r);
    return switch (face) {
      case INTERIOR -> inactive(r, y, y * Math.exp(r / y) + p);
      case APEX -> active(-y, r, y * Math.exp(-r / y - 1) + p);
      case FIRST_EDGE -> edge(new double[] {-y, 0, m}, new double[] {0, p, 0}, 0, INFINITY, 0);
      case SECOND_EDGE ->
          edge(new double[] {-y, 0, 0}, new double[] {0, m, p}, 0, INFINITY, INFINITY);
      case BOUNDARY -> {
        double[] s = {y * r, y, y * e}, z = {-m * e, m * (r - 1) * e, m};
        double[] a = Orthonormal.unit(s), n = Orthonormal.unit(z);
        double w = norm(z) / norm(s) * -n[0] * n[2] * n[2] / (a[1] * a[1] * a[1]);
        yield smooth(s, z, w);
      }
    };
  }

  private static ConicPair power(Face face, double alpha, SplittableRandom random) {
    double x = size(random), y = size(random), m = size(random), beta = 1 - alpha;
    double sign = random.nextBoolean() ? 1 : -1;
    double g = Math.pow(x, alpha) * Math.pow(y, beta);
    double bend = alpha == 0.5 ? 2 * y / x : INFINITY;
    return switch (face) {
      case INTERIOR -> inactive(x, y, 0.5 * sign * g);
      case APEX -> active(x, y, 0.5 * sign * Math.pow(x / alpha, alpha) * Math.pow(y / beta, beta));
      case FIRST_EDGE ->
          edge(new double[] {x, 0, 0}, new double[] {0, y, 0}, 0, INFINITY, alpha > 0.5 ? 0 : bend);
      case SECOND_EDGE ->
          edge(new double[] {0, x, 0}, new double[] {y, 0, 0}, INFINITY, 0, alpha < 0.5 ? 0 : bend);
      case BOUNDARY -> {
        double[] s = {x, y, sign * g}, z = {m * alpha * g / x, m * beta * g / y, -m * sign};
        double[] a = Orthonormal.unit(s), n = Orthonormal.unit(z);
        double w = norm(z) / norm(s) * Math.abs(n[2]) * n[0] * n[1];
        yield smooth(s, z, w / (Math.abs(a[2]) * a[0] * a[1]));
      }
    };
  }

  private static ConicPair edge(double[] s, double[] z, double... weights) {
    return new ConicPair(s, z, identity(3), weights);
  }

  private static ConicPair smooth(double[] s, double[] z, double w) {
    double[][] rows = Orthonormal.completed(Orthonormal.unit(s), Orthonormal.unit(z));
    return new ConicPair(s, z, rows, new double[] {0, INFINITY, w});
  }

  private static double size(SplittableRandom random) {
    return random.nextDouble(0.3, 3);
  }

  static double[] gaussian(int size, SplittableRandom random) {
    double[] v = new double[size];
    for (int i = 0; i < size; i++) v[i] = random.nextGaussian();
    return v;
  }

  /// ‖v‖, of tiny and huge numbers too.
  static double norm(double[] v) {
    double largest = 0, sum = 0;
    for (double x : v) largest = Math.max(largest, Math.abs(x));
    if (!(largest > 0 && largest < INFINITY)) return largest;
    for (double x : v) sum += x / largest * (x / largest);
    return largest * Math.sqrt(sum);
  }

  private static double[][] identity(int size) {
    double[][] rows = new double[size][size];
    for (int i = 0; i < size; i++) rows[i][i] = 1;
    return rows;
  }
}
