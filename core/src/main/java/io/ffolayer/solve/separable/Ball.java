package io.ffolayer.solve.separable;

import io.ffolayer.internal.kkt.separable.SeparableProgram;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.ProgramStructure.ConeRows;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.UnsupportedProgramException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one second-order cone that a separable program may have, over single variables:
///
/// ```
/// ‖s‖ ≤ ρ,      s_i = b_i − a_i x_j(i)
/// ```
///
/// where ρ, the slack of the first row, is a number, or a variable t without cost that nothing but
/// this cone and its own bounds hold: then ρ is its value at the bound that lets the ball grow.
///
/// With the multiplier λ/2 of ‖s‖² ≤ ρ² in the Lagrangian the program stays separable, with
///
/// ```
/// d_j + λ w_j  and  r_j + λ c_j  in place of d_j and r_j,      w_j = Σ a_i²,  c_j = Σ a_i b_i  over the rows of variable j,
/// ```
///
/// and the multiplier of the cone is z = λ (ρ, −s). The distance σ(λ) = ‖s(x(λ))‖ falls as λ grows
/// (the dual is concave), so that the answer is λ = 0 with σ ≤ ρ, or the zero of σ − ρ. Newton on
/// 1/σ − 1/ρ, which is nearly linear in λ, finds it in a few steps (Hebden 1973; Moré, Sorensen
/// 1983, *Computing a trust region step*). Its derivative on the active set of x(λ),
///
/// ```
/// σ σ' = −Σ v_j x_j',    v = c − w ∘ x,    x_j' = θ_j (v − Gᵀν')_j,    S ν' = G (θ ∘ v),
/// ```
///
/// comes from the factor that [DualNewton] has at hand.
final class Ball {
  private static final double[] NOTHING = {};

  /// How much further λ goes where no slope says how far.
  private static final double STRIDE = 8;

  private final SeparableProgram program;
  private final int first;
  private final int end;

  private final double[] w;
  private final double[] c;
  private final double[] v;
  private final double[] slopeOfNu;
  private final double[] work;

  private double[] b = NOTHING;
  private int bAt;

  private final RadiusVariable head;
  private double radius;
  private double size;

  private final MultiplierSearch search = new MultiplierSearch();

  private Ball(SeparableProgram program, ConeRows cone) {
    this.program = program;
    first = cone.first();
    end = cone.end();
    head = new RadiusVariable(program, first);
    int n = program.variables();
    w = new double[n];
    c = new double[n];
    v = new double[n];
    slopeOfNu = new double[DenseKernels.padded(program.structure().mostGeneralRows())];
    work = new double[Math.max(n, slopeOfNu.length)];
  }

  /// The curved cone of a program, or null where there is none.
  static @Nullable Ball of(SeparableProgram program) {
    List<ConeRows> curved = curved(program.structure().program());
    return curved.isEmpty() ? null : new Ball(program, curved.getFirst());
  }

  /// Refuses curved cones but for one second-order cone.
  static void unlessAtMostOne(ProgramStructure structure, String method) {
    List<ConeRows> curved = curved(structure);
    if (curved.size() > 1 || !curved.stream().allMatch(c -> c.cone() instanceof SecondOrderCone))
      throw new UnsupportedProgramException(
          "%s takes equalities, inequalities and one second-order cone, not %s. Maybe use InteriorPoint"
              .formatted(method, curved.getLast().cone()));
  }

  private static List<ConeRows> curved(ProgramStructure structure) {
    return structure.cones().stream().filter(part -> !part.cone().isPolyhedral()).toList();
  }

  /// Lets go of the user's b, until the next [#read].
  void release() {
    b = NOTHING;
  }

  /// Takes the numbers of an instance; λ = 0. The variable t is taken out of its bounds.
  ///
  /// @return null, or why this is no ball
  @Nullable String read(ProgramData data, int instance, VariableBounds bounds) {
    b = data.rhs().values();
    bAt = data.rhs().offset(instance);
    Arrays.fill(w, 0);
    Arrays.fill(c, 0);
    size = 0;
    for (int row = first; row < end; row++) {
      int j = program.variable(row);
      if (j < 0 && !program.isVoid(row)) return "a row of the cone has several entries";
      if (row > first) size = Math.max(size, Math.abs(b[bAt + row]));
      if (j < 0 || row == first) continue;
      w[j] += program.value(row) * program.value(row);
      c[j] += program.value(row) * b[bAt + row];
    }
    search.begin(0);
    radius = b[bAt + first];
    head.read();
    if (head.isThere()) {
      if (!head.isFree(data, instance, w[head.variable()] != 0, work, slopeOfNu))
        return "the radius is more than a bounded variable";
      radius += head.release(bounds);
    }
    size = Math.max(size, radius);
    return radius > 0 && radius < Double.POSITIVE_INFINITY ? null : "the radius is not positive";
  }

  /// Starts from guessed multipliers.
  void start(double[] z, DualPoint point) {
    search.begin(z[first] > 0 && z[first] < Double.POSITIVE_INFINITY ? z[first] / radius : 0);
    point.phi.penalise(search.lambda, w, c);
  }

  /// Starts again from λ = 0.
  void restart(DualPoint point) {
    search.begin(0);
    point.phi.penalise(0, w, c);
  }

  /// The variable t, which has no part in the separable program, or −1.
  int head() {
    return head.variable();
  }

  /// Whether the point x(λ) is the answer.
  boolean isReached(DualPoint point) {
    return search.isReached(distance(point.x), radius, size);
  }

  /// σ.
  private double distance(double[] x) {
    double square = 0;
    for (int row = first + 1; row < end; row++) {
      double s = slack(row, x);
      square += s * s;
    }
    return Math.sqrt(square);
  }

  private double slack(int row, double[] x) {
    int j = program.variable(row);
    return j < 0 ? b[bAt + row] : b[bAt + row] - program.value(row) * x[j];
  }

  /// Moves λ, and ν along with it.
  ///
  /// @return false if the search has come to its end without an answer
  boolean step(DualPoint point, DualNewton newton) {
    if (!search.mayStep()) return false;
    double lambda = search.lambda;
    double sigma = distance(point.x);
    search.narrow(sigma > radius);
    double slope = slope(point, newton, sigma);
    double next = Math.max(0, lambda + sigma * (radius - sigma) / (radius * slope));
    if (!search.holds(next)) next = search.middle();
    if (next == Double.POSITIVE_INFINITY) next = further();
    if (next == lambda || !(next < Double.POSITIVE_INFINITY)) return false;
    point.shift(slopeOfNu, next - lambda);
    search.lambda = next;
    point.phi.penalise(next, w, c);
    return true;
  }

  /// Where to go where no slope says how far.
  private double further() {
    double curvature = 0, weight = 0;
    for (double p : program.diagonal()) curvature = Math.max(curvature, p);
    for (double own : w) weight = Math.max(weight, own);
    return STRIDE * Math.max(search.lambda, curvature / weight);
  }

  /// σ', and ν' besides.
  private double slope(DualPoint point, DualNewton newton, double sigma) {
    double[] theta = newton.freeWeights();
    for (int j = 0; j < v.length; j++) {
      v[j] = c[j] - w[j] * point.x[j];
      work[j] = theta[j] * v[j];
    }
    program.multiply(work, 0, slopeOfNu);
    newton.exact().solve(slopeOfNu, point.phi.p);
    program.multiplyTransposed(slopeOfNu, work);
    double sum = 0;
    for (int j = 0; j < v.length; j++) sum += v[j] * theta[j] * (v[j] - work[j]);
    return -sum / sigma;
  }

  /// Writes s, z of the cone, with s exactly in it, and t with the multiplier of its bound.
  void write(DualPoint point, int instance, Solution solution) {
    int rowAt = instance * program.structure().rows();
    double lambda = search.lambda;
    double sigma = distance(point.x);
    double within = sigma > radius ? radius / sigma : 1;
    double square = 0;
    for (int row = first + 1; row < end; row++) {
      double s = within * slack(row, point.x);
      solution.s()[rowAt + row] = s;
      solution.z()[rowAt + row] = -lambda * s;
      square += s * s;
    }
    // Rounding may leave ‖s‖ an ulp above what it was scaled to.
    double norm = Math.sqrt(square);
    solution.s()[rowAt + first] = Math.max(norm, radius);
    double multiplier = lambda * norm;
    solution.z()[rowAt + first] = multiplier;
    if (head.isThere()) writeHead(norm, multiplier, instance, solution);
  }

  private void writeHead(double norm, double multiplier, int instance, Solution solution) {
    int rowAt = instance * program.structure().rows();
    boolean tight = search.lambda > 0;
    double a = program.value(first), rhs = b[bAt + first];
    double t = tight ? head.largest() : head.between(rhs, norm);
    solution.y()[instance * program.variables() + head.variable()] = t;
    solution.s()[rowAt + first] = Math.max(norm, rhs - a * t);
    int row = head.boundRow();
    if (tight) solution.z()[rowAt + row] = -a * multiplier / program.value(row);
    head.writeBounds(t, tight, b, bAt, solution.s(), rowAt);
  }
}
