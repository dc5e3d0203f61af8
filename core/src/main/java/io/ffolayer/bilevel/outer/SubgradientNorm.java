package io.ffolayer.bilevel.outer;

import io.ffolayer.ConvexLayer;
import io.ffolayer.model.Affine;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.atom.Atoms;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Measures how stationary a point is in the sense of Goldstein: the least norm in the convex hull
/// of gradients at points drawn within the radius, by a quadratic program. It is an upper bound on
/// the distance of 0 from the δ-subdifferential, and falls to it with more samples.
///
/// @param radius δ > 0
/// @param samples gradients, ≥ 1
/// @param seed of the points
public record SubgradientNorm(double radius, int samples, long seed) {
  public SubgradientNorm {
    Steps.checkPositive("radius", radius);
    Steps.checkIterations(samples);
  }

  /// The norm at a point; +∞ if no gradient was found.
  public double at(Hyperobjective objective, double[] x, Watch watch) {
    SplittableRandom random = new SplittableRandom(seed);
    List<double[]> gradients = new ArrayList<>();
    for (int k = 0; k < samples; k++) {
      double length = k == 0 ? 0 : radius * Math.pow(random.nextDouble(), 1.0 / x.length);
      double[] near = Steps.plus(x, length, Steps.onSphere(x.length, random));
      Hyperobjective.Evaluation found = objective.at(near, watch);
      if (found.status() == Status.SOLVED) gradients.add(found.gradient());
    }
    return gradients.isEmpty() ? Double.POSITIVE_INFINITY : leastNorm(gradients);
  }

  private static double leastNorm(List<double[]> gradients) {
    Variable w = Variable.nonnegative("w", gradients.size());
    Constant rows = Constant.constant(gradients.toArray(double[][]::new));
    Problem problem =
        Problem.minimize(Atoms.sumSquares(w.times(rows))).subjectTo(Affine.sum(w).eq(1));
    double[] weights = ConvexLayer.of(problem).forward(Map.of()).value(w).values();
    double[] mean = new double[gradients.getFirst().length];
    for (int i = 0; i < weights.length; i++)
      for (int k = 0; k < mean.length; k++) mean[k] += weights[i] * gradients.get(i)[k];
    return Steps.norm(mean);
  }
}
