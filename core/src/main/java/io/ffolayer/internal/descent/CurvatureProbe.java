package io.ffolayer.internal.descent;

import io.ffolayer.internal.linalg.dense.SymmetricEigen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The curvature at a solution along the directions in which the set lets one go: the smallest and
/// largest Ritz values of P H P by the Lanczos method (Golub & Van Loan, *Matrix Computations*, 4th
/// ed., §10.1), fully reorthogonalised. H v is a central difference of gradients, and P v one of
/// the projection at the point from which a gradient step leads to the solution; on a polyhedral
/// set that is the projection onto its face.
///
/// Two gradients a step, at most [#MOST_STEPS] steps; exact, to rounding, for no more variables.
public final class CurvatureProbe {
  static final int MOST_STEPS = 80;

  /// Steps so many times longer than a gradient step lead back to the solution, too, and tell rows
  /// that hold it from rows that do not.
  private static final double FAR = 1e4;

  private static final double SETTLED = 0.002;

  private static final double NOTHING = 1e-10;

  private final Landscape landscape;
  private final double[] y;
  private final double[] before;
  private final double length;

  /// @param smallest +∞ where the set leaves no direction
  /// @param noise below this, curvature cannot be told from rounding errors
  /// @param isConcave whether the function was found to curve downward, beyond rounding errors
  public record Range(double smallest, double largest, double noise, boolean isConcave) {}

  private CurvatureProbe(Landscape landscape, double[] y, double step) {
    this.landscape = landscape;
    this.y = y;
    double[] gradient = new double[y.length];
    landscape.gradient(y, gradient);
    before = new double[y.length];
    double far = (1 + Vectors.norm(y)) / Math.max(Vectors.norm(gradient), Double.MIN_NORMAL);
    Vectors.combine(y, -Math.min(far, FAR * step), gradient, before);
    length = finiteLength(1e-5 * (1 + Vectors.norm(y)));
  }

  /// @param step the length of a gradient step
  public static Range at(Landscape landscape, double[] y, double step) {
    return new CurvatureProbe(landscape, y, step).range();
  }

  /// A length of differences that stays inside the domain, for a direction at random.
  private double finiteLength(double longest) {
    double[] direction = feasible(random());
    double[] gradient = new double[y.length];
    double length = longest;
    for (; length > 1e-4 * longest; length /= 10) {
      double[] product = new double[y.length];
      if (Vectors.norm(direction) == 0 || difference(direction, length, gradient, product))
        return length;
    }
    return length;
  }

  private double[] random() {
    double[] v = new SplittableRandom(17).doubles(y.length, -1, 1).toArray();
    return v;
  }

  /// P v.
  private double[] feasible(double[] v) {
    double t = 1e-7 * (1 + Vectors.norm(y)) / Math.max(Vectors.norm(v), Double.MIN_NORMAL);
    double[] above = new double[y.length];
    double[] below = new double[y.length];
    Vectors.combine(before, t, v, above);
    Vectors.combine(before, -t, v, below);
    landscape.project(above);
    landscape.project(below);
    for (int k = 0; k < above.length; k++) above[k] = (above[k] - below[k]) / (2 * t);
    return above;
  }

  /// out ← H v; whether it is finite.
  private boolean difference(double[] v, double t, double[] gradient, double[] out) {
    double[] moved = new double[y.length];
    Vectors.combine(y, t, v, moved);
    landscape.gradient(moved, out);
    Vectors.combine(y, -t, v, moved);
    landscape.gradient(moved, gradient);
    for (int k = 0; k < out.length; k++) out[k] = (out[k] - gradient[k]) / (2 * t);
    return Vectors.areFinite(out);
  }

  private Range range() {
    List<double[]> basis = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    double[] v = feasible(random());
    double[] scratch = new double[y.length];
    Ritz ritz = Ritz.NONE;
    int most = Math.min(y.length, MOST_STEPS);
    while (basis.size() < most
        && isDirection(v, basis.isEmpty() ? NOTHING : NOTHING * ritz.largest())) {
      basis.add(v);
      double[] product = new double[y.length];
      if (!difference(v, length, scratch, product)) break;
      v = feasible(product);
      rows.add(orthogonalized(v, basis));
      Ritz last = ritz;
      ritz = Ritz.of(rows);
      boolean settled = last.smallest() - ritz.smallest() < SETTLED * Math.abs(ritz.smallest());
      if (settled && rows.size() >= 20 && rows.size() % 10 == 0) break;
    }
    double noise = 1e-15 * (ritz.largest() * (1 + Vectors.norm(y)) + Vectors.norm(before)) / length;
    noise = Math.max(noise, 1e-9 * ritz.largest());
    boolean isConcave = ritz.smallest() < -10 * noise && isConcaveAlong(ritz.vector(basis), noise);
    return new Range(ritz.smallest(), ritz.largest(), noise, isConcave);
  }

  /// Takes the basis from v; what it had of each vector.
  private static double[] orthogonalized(double[] v, List<double[]> basis) {
    double[] parts = new double[basis.size()];
    for (int pass = 0; pass < 2; pass++)
      for (int i = 0; i < parts.length; i++) {
        double part = Vectors.dot(basis.get(i), v);
        parts[i] += part;
        Vectors.combine(v, -part, basis.get(i), v);
      }
    return parts;
  }

  /// Whether the gradient turns the wrong way along one direction: where H differs from direction
  /// to direction, a Ritz value alone proves nothing.
  private boolean isConcaveAlong(double[] direction, double noise) {
    double[] product = new double[y.length];
    boolean isFinite = difference(direction, length, new double[y.length], product);
    double square = Vectors.dot(direction, direction);
    return isFinite && Vectors.dot(direction, product) < -10 * noise * square;
  }

  /// Normalizes v; whether it is more than what differences leave of a direction that is none.
  private boolean isDirection(double[] v, double nothing) {
    double norm = Vectors.norm(v);
    if (!(norm > nothing)) return false;
    for (int k = 0; k < v.length; k++) v[k] /= norm;
    return Vectors.norm(feasible(v)) > 0.01;
  }

  /// The smallest and largest eigenvalue of the projected matrix, and the vector of the smallest.
  private record Ritz(double smallest, double largest, double[] coordinates) {
    static final Ritz NONE = new Ritz(Double.POSITIVE_INFINITY, 0, new double[0]);

    static Ritz of(List<double[]> rows) {
      int n = rows.size();
      double[] matrix = new double[n * n];
      for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
          matrix[i * n + j] = rows.get(i)[j];
          matrix[j * n + i] = rows.get(i)[j];
        }
      SymmetricEigen eigen = new SymmetricEigen(n);
      eigen.decompose(matrix);
      int least = 0;
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < n; k++) {
        if (eigen.values()[k] < eigen.values()[least]) least = k;
        largest = Math.max(largest, eigen.values()[k]);
      }
      double[] vector = Arrays.copyOfRange(eigen.vectors(), least * n, least * n + n);
      return new Ritz(eigen.values()[least], largest, vector);
    }

    double[] vector(List<double[]> basis) {
      double[] vector = new double[basis.getFirst().length];
      for (int i = 0; i < coordinates.length; i++)
        Vectors.combine(vector, coordinates[i], basis.get(i), vector);
      return vector;
    }
  }
}
