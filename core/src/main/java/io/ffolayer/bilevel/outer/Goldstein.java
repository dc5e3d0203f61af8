package io.ffolayer.bilevel.outer;

import io.ffolayer.bilevel.set.SimpleSet;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The method with a guarantee for functions that are Lipschitz and no more (Kornowski et al.,
/// NeurIPS 2024; Zhang et al. 2020), with inexact gradients:
///
/// ```
/// s ~ U[0, 1];   z = x + s Δ;   x ← x + Δ;   Δ ← clip_D(Δ − η g(z)),   clip_D(v) = min(1, D/‖v‖) v
/// D = δε²/(16L²),   η = δε³/(32L⁴),   T = 32 ΔF L²/(δε³),   M = 16L²/ε²
/// ```
///
/// It returns the mean of z over one block of M steps, the block drawn uniformly. If the gradients
/// are right to α, the expected distance of 0 from the δ-subdifferential of Goldstein there is at
/// most ε + α. Constraints on x are kept by projection, which the guarantee does not speak of.
///
/// The radius δ is a distance in x, not the perturbation of an oracle.
///
/// @param radius δ > 0
/// @param tolerance ε > 0, in units of the gradient
/// @param lipschitz L > 0, a bound on the gradient
/// @param gap ΔF > 0, how much F can fall from where it starts
/// @param mostIterations where to end if T is larger, ≥ 1: the guarantee is then lost
public record Goldstein(
    double radius, double tolerance, double lipschitz, double gap, int mostIterations)
    implements OuterMethod {
  public Goldstein {
    Steps.checkPositive("radius", radius);
    Steps.checkPositive("tolerance", tolerance);
    Steps.checkPositive("lipschitz", lipschitz);
    Steps.checkPositive("gap", gap);
    Steps.checkIterations(mostIterations);
    if (tolerance > lipschitz)
      throw new IllegalArgumentException(
          "a tolerance of %s is met everywhere: gradients are at most %s long"
              .formatted(tolerance, lipschitz));
  }

  /// With L and ΔF estimated: L as the longest gradient at points around the start, ΔF as L times
  /// the distance of a region in which F is expected to fall. Both are components of the result.
  ///
  /// @param reach the radius of that region, > 0
  /// @param samples gradients to ask for, ≥ 1
  public static Goldstein estimated(
      OuterRun run, double[] start, double radius, double tolerance, double reach, int samples) {
    SplittableRandom random = new SplittableRandom(41);
    double longest = 0;
    double highest = Double.NEGATIVE_INFINITY;
    double lowest = Double.POSITIVE_INFINITY;
    for (int k = 0; k < samples; k++) {
      double length = k == 0 ? 0 : reach * random.nextDouble();
      double[] x = Steps.plus(start, length, Steps.onSphere(start.length, random));
      run.set().project(x);
      Hyperobjective.Evaluation found = run.objective().at(x, Watch.unlimited());
      if (found.status() != Status.SOLVED) continue;
      longest = Math.max(longest, Steps.norm(found.gradient()));
      if (k == 0) highest = found.value();
      lowest = Math.min(lowest, found.value());
    }
    double lipschitz = Math.max(1.5 * longest, tolerance);
    double gap = Math.max(2 * (highest - lowest), lipschitz * radius);
    return new Goldstein(radius, tolerance, lipschitz, gap, Integer.MAX_VALUE);
  }

  public Goldstein withMostIterations(int most) {
    return new Goldstein(radius, tolerance, lipschitz, gap, most);
  }

  /// T, or the limit.
  @Override
  public int iterations() {
    double l = lipschitz;
    double wanted = 32 * gap * l * l / (radius * Math.pow(tolerance, 3));
    return (int) Math.min(mostIterations, Math.max(block(), Math.ceil(wanted)));
  }

  /// M, the steps of one block.
  public int block() {
    double ratio = lipschitz / tolerance;
    return (int) Math.min(mostIterations, Math.ceil(16 * ratio * ratio));
  }

  /// D, the longest step.
  public double longestStep() {
    return radius * tolerance * tolerance / (16 * lipschitz * lipschitz);
  }

  /// η.
  public double stepLength() {
    return radius * Math.pow(tolerance, 3) / (32 * Math.pow(lipschitz, 4));
  }

  /// Memory: Δ, the sum of z in the block that is under way, and the means of the blocks done.
  @Override
  public OuterState begin(double[] x, long seed) {
    return new OuterState(0, seed, x, List.of(new double[x.length], new double[x.length]));
  }

  @Override
  public double[] query(OuterState state) {
    double s = state.random().nextDouble();
    return Steps.plus(state.x(), s, state.memory().getFirst());
  }

  @Override
  public OuterState step(OuterState state, double[] query, double[] gradient, SimpleSet set) {
    double[] delta = state.memory().getFirst();
    double[] next = Steps.plus(state.x(), 1, delta);
    set.project(next);
    double[] moved = Steps.plus(delta, -stepLength(), gradient);
    double norm = Steps.norm(moved);
    double clip = norm > longestStep() ? longestStep() / norm : 1;
    for (int k = 0; k < moved.length; k++) moved[k] *= clip;
    List<double[]> memory = new ArrayList<>(state.memory());
    memory.set(0, moved);
    memory.set(1, Steps.plus(memory.get(1), 1.0 / block(), query));
    if ((state.iteration() + 1) % block() == 0) {
      memory.add(memory.get(1));
      memory.set(1, new double[query.length]);
    }
    return state.next(next, memory);
  }

  /// The mean of a block drawn by the seed; before the first block is done, x.
  @Override
  public double[] output(OuterState state) {
    int blocks = state.memory().size() - 2;
    if (blocks == 0) return state.x().clone();
    int drawn = new SplittableRandom(state.seed()).nextInt(blocks);
    return state.memory().get(2 + drawn).clone();
  }
}
