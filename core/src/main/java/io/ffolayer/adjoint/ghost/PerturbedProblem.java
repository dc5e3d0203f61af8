package io.ffolayer.adjoint.ghost;

import io.ffolayer.adjoint.Scheme;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The problem P3 of the paper at one solution, and the difference of its answers: see
/// [Ghost.Perturbed].
///
/// ```
/// central    (dy, dz) = ((y, z)(+t) − (y, z)(−t)) / 2t        t = δ/‖(u, v)‖:  q + t u,  b − t v
/// one-sided  (dy, dz) = ((y, z)(+t) − (y, z)(0)) / t
/// rule       t = tol^⅓ min(σ_q/‖u‖∞, σ_b/‖v‖∞)               σ_q = ‖q‖∞ + ‖Py‖∞ + ‖Aᵀz‖∞,  σ_b = ‖b‖∞ + ‖s‖∞ + ‖|A| unit of y‖∞
/// ```
///
/// tol is what the solver leaves at t = 0: its residual, or its distance from the solution. At a
/// kink of a curved cone a central difference would mix two sides: it is one-sided there; where t
/// by the rule reaches past a kink nearby, it is made smaller.
final class PerturbedProblem {
  private static final double ROUNDING = Math.ulp(1.0);

  /// A second difference above this many tol^⅓ of the first calls for a smaller t, where the rule
  /// chose it: with one of tol^⅓ truncation and noise are of one size.
  private static final double BENT = 2;

  private static final double SHRINK = 1.0 / 16;
  private static final int MOST_STEPS = 4;

  private final Ghost.Perturbed options;
  private final ProgramStructure structure;
  private @Nullable FrozenProgram frozen;
  private Solver.@Nullable Worker worker;

  /// The answer at t = 0.
  private @Nullable PrimalDual base;

  private double tolerance;

  /// How far the answer at t = 0 is from the solution, over t: what the solver adds to dy and dz,
  /// together.
  double noise;

  PerturbedProblem(ProgramStructure structure, Ghost.Perturbed options) {
    this.structure = structure;
    this.options = options;
  }

  /// What was solved at the last point is of no use at the next.
  void leave() {
    frozen = null;
    worker = null;
    base = null;
  }

  /// Whether its answers move on straight lines, so that all of an error is noise.
  boolean isExact() {
    return frozen != null && !frozen.isCurved;
  }

  /// Writes the difference for (u, v), in place.
  ///
  /// @param right −(u, v), overwritten by (dy, dz)
  /// @param isWeak whether the face was chosen among several
  /// @return whether the perturbed problems were solved
  boolean solve(Visited visited, ActiveRows rows, Point at, PrimalDual right, boolean isWeak) {
    if (frozen == null && !open(visited, rows, at)) return false;
    double[] u = right.y().clone(), v = right.z().clone();
    for (int j = 0; j < u.length; j++) u[j] = -u[j];
    for (int i = 0; i < v.length; i++) v[i] = -v[i];
    boolean isCentral = options.scheme() == Scheme.CENTRAL && !(isWeak && !isExact());
    double t = step(visited, at, u, v);
    for (int k = 0; k < MOST_STEPS; k++, t *= SHRINK) {
      PrimalDual above = answer(visited, at, t, u, v);
      PrimalDual below = isCentral ? answer(visited, at, -t, u, v) : base;
      if (above == null || below == null || base == null) return false;
      double width = isCentral ? 2 * t : t;
      difference(above.y(), below.y(), width, right.y());
      difference(above.z(), below.z(), width, right.z());
      noise = (distance(base.y(), at.y()) + distance(base.z(), at.z())) / t;
      boolean mayShrink = isCentral && !isExact() && options.delta() == 0;
      if (!mayShrink || isStraight(below, base, above)) break;
    }
    return true;
  }

  private static void difference(double[] above, double[] below, double width, double[] out) {
    for (int i = 0; i < out.length; i++) out[i] = (above[i] - below[i]) / width;
  }

  /// Whether three answers at equal distances lie on a straight line, all but: where not, t reaches
  /// past a kink, or far along a curve.
  private boolean isStraight(PrimalDual below, PrimalDual middle, PrimalDual above) {
    double bend = bend(below.y(), middle.y(), above.y()) + bend(below.z(), middle.z(), above.z());
    double length = distance(above.y(), below.y()) + distance(above.z(), below.z());
    return bend <= BENT * Math.cbrt(tolerance) * length;
  }

  private static double bend(double[] below, double[] middle, double[] above) {
    double sum = 0;
    for (int i = 0; i < middle.length; i++) {
      double second = above[i] + below[i] - 2 * middle[i];
      sum += second * second;
    }
    return Math.sqrt(sum);
  }

  private boolean open(Visited visited, ActiveRows rows, Point at) {
    frozen = new FrozenProgram(visited, rows);
    worker = options.solver().prepare(frozen.structure).worker();
    tolerance = ROUNDING;
    base = answer(visited, at, 0, new double[at.y().length], new double[at.z().length]);
    if (base == null) return false;
    double size =
        Norms.euclidean(at.y(), 0, at.y().length) + Norms.euclidean(at.z(), 0, at.z().length);
    double off = distance(base.y(), at.y()) + distance(base.z(), at.z());
    if (size > 0) tolerance = Math.max(tolerance, off / size);
    return true;
  }

  /// The answer at t; null where the solver has none.
  private @Nullable PrimalDual answer(Visited visited, Point at, double t, double[] u, double[] v) {
    if (frozen == null || worker == null) return null;
    ProgramData data = frozen.at(t, u, v);
    Solution solution = new Solution(frozen.structure, 1, false);
    WarmStart guess = frozen.guess(at);
    worker.solve(data, 0, 1, guess, visited.watch, solution);
    if (!solution.isSolved(0)) return null;
    double residual = Math.max(solution.primalResidual(0), solution.dualResidual(0));
    tolerance = Math.max(tolerance, Math.max(residual, solution.gap(0)));
    return new PrimalDual(
        structure.variables(), structure.rows(), solution.y(), frozen.multipliers(solution));
  }

  private double step(Visited visited, Point at, double[] u, double[] v) {
    double along = Norms.euclidean(u, 0, u.length), across = Norms.euclidean(v, 0, v.length);
    if (options.delta() > 0) return options.delta() / Math.hypot(along, across);
    double[] py = new double[u.length], atz = new double[u.length];
    visited.addQuadraticProduct(at.y(), py);
    visited.addTransposedProduct(at.z(), atz);
    ProgramData data = visited.data;
    double[] q = slice(data.linear().values(), data.linear().offset(visited.instance), u.length);
    double cost = sum(q, py, atz);
    double byCost = cost / Norms.largest(u, 0, u.length);
    double byRows =
        across == 0 ? byCost : rowSize(visited, at, cost) / Norms.largest(v, 0, v.length);
    return Math.cbrt(tolerance) * Math.min(byCost, byRows);
  }

  /// σ_b; where y is rounding, it is measured by the step that costs and curvature suggest.
  private static double rowSize(Visited visited, Point at, double cost) {
    int n = at.y().length, m = at.z().length;
    double[] diagonal = new double[n];
    visited.data.p().diagonal(visited.instance, diagonal);
    double curvature = Norms.largest(diagonal, 0, n);
    double unit = Math.max(Norms.largest(at.y(), 0, n), curvature > 0 ? cost / curvature : 0);
    double[] typical = new double[n], columns = new double[n], rows = new double[m];
    Arrays.fill(typical, unit);
    visited.addSizes(typical, at.z(), columns, rows);
    Batched rhs = visited.data.rhs();
    return sum(slice(rhs.values(), rhs.offset(visited.instance), m), at.s(), rows);
  }

  private static double[] slice(double[] values, int from, int count) {
    return Arrays.copyOfRange(values, from, from + count);
  }

  /// The sum of the largest finite entries; 1 if there is nothing.
  private static double sum(double[]... vectors) {
    double sum = 0;
    for (double[] vector : vectors) {
      double largest = 0;
      for (double value : vector)
        if (Math.abs(value) < Double.POSITIVE_INFINITY)
          largest = Math.max(largest, Math.abs(value));
      sum += largest;
    }
    return sum == 0 ? 1 : sum;
  }

  private static double distance(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
    return Math.sqrt(sum);
  }
}
