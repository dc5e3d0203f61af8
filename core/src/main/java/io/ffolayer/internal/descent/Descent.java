package io.ffolayer.internal.descent;

import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// The accelerated projected gradient method (Nesterov 1983; Beck & Teboulle, *SIAM J. Imaging
/// Sci.* 2, 2009) with backtracking for the step and a restart of the momentum whenever it leads
/// uphill (O'Donoghue & Candès, *Found. Comput. Math.* 15, 2015):
///
/// ```
/// y⁺ = Π(v − ∇(v)/L),      t⁺ = (1 + √(1 + 4t²))/2,      v⁺ = y⁺ + (t − 1)/t⁺ (y⁺ − y)
/// ```
///
/// With strong convexity it needs about √κ log(1/accuracy) steps without knowing κ.
///
/// **When it stops.** r = L‖y⁺ − v‖ bounds a subgradient at y⁺ to a factor 2, so that ‖y⁺ − y*‖ ≤
/// 2r/μ; rounding errors of the gradient add to r. Where μ was not promised, it is the least
/// curvature ⟨Δ∇, Δv⟩/‖Δv‖² seen since the last but one restart, and, before the answer counts, the
/// least that [CurvatureProbe] finds. Where the probe cannot tell the curvature from rounding
/// errors, no answer counts as solved.
public final class Descent {
  /// Iterates this many times as far as they started are taken to run away.
  private static final double FAR = 1e10;

  /// Without a new least residual for so many steps there is no progress.
  private static final int PATIENCE = 3000;

  private static final double ROUNDING = 0x1p-54;

  private static final int MOST_OUTSIDE = 60;

  private static final End OUTSIDE =
      new End(
          Status.INVALID_DATA,
          "g or its gradient is not finite at a point that the constraints allow. Maybe start"
              + " elsewhere, or keep y away from the edge of the domain by bounds");

  private final Landscape landscape;
  private final Watch watch;
  private final double promised;
  private final Momentum momentum;
  private final StepLength step;
  private final PathCurvature path;

  private double[] inside;
  private int outside;
  private int iterations;
  private double least = Double.POSITIVE_INFINITY;
  private int leastAt;
  private double probed = Double.POSITIVE_INFINITY;
  private double residual;

  /// How a descent ended.
  ///
  /// @param status SOLVED, INVALID_DATA, ITERATION_LIMIT, TIME_LIMIT or INTERRUPTED
  public record End(Status status, String message) {
    public static final End SOLVED = new End(Status.SOLVED, "");

    public static final End CONCAVE =
        new End(
            Status.INVALID_DATA,
            "g is not convex: at the point reached it curves downward. Maybe a sign is wrong");

    /// The curvature is lost in rounding errors.
    public static final End FLAT =
        new End(
            Status.ITERATION_LIMIT,
            "g curves so little in some direction that nothing tells how far the solution is. Maybe"
                + " add a small multiple of ‖y‖², or promise its curvature by stronglyConvex");

    /// The gradient has no more digits.
    public static final End ROUNDING =
        new End(
            Status.ITERATION_LIMIT,
            "rounding errors of the gradient end the progress before the accuracy. Maybe ask for"
                + " less, or scale y");
  }

  /// @param promised the modulus of strong convexity, 0 if it is not known
  /// @param y where to start; projected
  public Descent(Landscape landscape, double promised, double[] y, Watch watch) {
    this.landscape = landscape;
    this.watch = watch;
    this.promised = promised;
    this.momentum = new Momentum(landscape, y);
    this.step = new StepLength(landscape);
    this.path = new PathCurvature(landscape.size());
    this.inside = momentum.y();
  }

  /// The point reached.
  public double[] y() {
    return momentum.y();
  }

  public int iterations() {
    return iterations;
  }

  /// r = L‖y⁺ − v‖ of the last step.
  public double residual() {
    return residual;
  }

  /// The length of a gradient step, 1/L.
  public double largestCurvature() {
    return step.curvature();
  }

  /// The least curvature, as promised or as seen.
  public double smallestCurvature() {
    if (promised > 0) return promised;
    return Math.min(path.least(), probed);
  }

  /// 2(r + ε(L‖y‖ + ‖∇‖))/μ, with what rounding errors may hide.
  public double distance() {
    double smallest = smallestCurvature();
    double rounding = ROUNDING * (largestCurvature() * Vectors.norm(y()) + step.slope());
    if (smallest == Double.POSITIVE_INFINITY)
      return residual <= 100 * rounding ? 0 : Double.POSITIVE_INFINITY;
    return smallest > 0 ? 2 * (residual + rounding) / smallest : Double.POSITIVE_INFINITY;
  }

  /// Goes on until the residual is at most this, whatever the distance.
  public End untilResidual(double wanted, int mostIterations) {
    return run(mostIterations, () -> residual <= wanted ? End.SOLVED : null);
  }

  /// Goes on until the distance to the solution is at most `accuracy`·max(1, ‖y‖).
  public End untilDistance(double accuracy, int mostIterations) {
    return run(mostIterations, () -> judged(accuracy));
  }

  private interface Goal {
    @Nullable End reached();
  }

  private End run(int mostIterations, Goal goal) {
    End bad = step.start(momentum.y());
    if (bad != null) return bad;
    for (int count = 0; count < mostIterations; count++) {
      Status stop = watch.stop();
      if (stop != null) return new End(stop, "");
      End end = oneStep();
      if (end == null) end = goal.reached();
      if (end == null) end = hopeless();
      if (end != null) return stayInside(end);
    }
    return stayInside(
        new End(
            Status.ITERATION_LIMIT,
            "the limit of %d iterations came before the accuracy. Maybe allow more, scale y so that the curvature of g is alike in all directions, or ask for less"
                .formatted(mostIterations)));
  }

  /// The last step was taken without a look at where it led: back, if that is outside the domain.
  private End stayInside(End end) {
    if (!Double.isFinite(landscape.value(momentum.y()))) momentum.backTo(inside);
    return end;
  }

  private @Nullable End oneStep() {
    iterations++;
    if (!step.evaluate(momentum.v())) return outside();
    outside = 0;
    inside = momentum.v();
    path.see(momentum.v(), step.gradient(), step.curvature());
    if (path.isConcave())
      return new End(
          Status.INVALID_DATA,
          "g is not convex: between two points its gradient turns the wrong way. Maybe a sign is"
              + " wrong, or bounds on y leave out what is not convex");
    step.raiseTo(path.last());
    double[] next = step.from(momentum.v());
    residual = step.curvature() * Vectors.distance(next, momentum.v());
    if (momentum.advance(next)) path.startAgain();
    return null;
  }

  /// The domain ended before v: without momentum, or, where that is none, by shorter steps.
  private @Nullable End outside() {
    if (momentum.isRunning()) momentum.stop();
    else {
      momentum.backTo(inside);
      step.shorten();
    }
    residual = Double.POSITIVE_INFINITY;
    return ++outside < MOST_OUTSIDE ? null : OUTSIDE;
  }

  private @Nullable End judged(double accuracy) {
    double allowed = accuracy * Math.max(1, Vectors.norm(y()));
    if (distance() > allowed) return null;
    if (promised > 0 || probed < Double.POSITIVE_INFINITY) return End.SOLVED;
    CurvatureProbe.Range range = CurvatureProbe.at(landscape, y(), 1 / step.curvature());
    if (range.isConcave()) return End.CONCAVE;
    if (range.smallest() <= range.noise() && residual > 0) return End.FLAT;
    probed = Math.max(range.smallest(), range.noise());
    return distance() <= allowed ? End.SOLVED : null;
  }

  private @Nullable End hopeless() {
    if (residual < least) {
      least = residual;
      leastAt = iterations;
    }
    if (momentum.travelled() > FAR)
      return new End(
          Status.ITERATION_LIMIT,
          "the iterates run away. Maybe g has no lower bound, or y is missing bounds");
    if (iterations - leastAt > PATIENCE
        && residual
            < 1e-12 * step.slope() + 1e5 * ROUNDING * largestCurvature() * Vectors.norm(y()))
      return End.ROUNDING;
    return null;
  }
}
