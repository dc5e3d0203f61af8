package io.ffolayer.decision;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.ConvexLayer;
import io.ffolayer.decision.Decider.Sense;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.List;
import java.util.SplittableRandom;

/// Problems that decide: functions, integer programs, layers; least and greatest.
final class DecisionCases {
  static final int SIZE = 5;

  private DecisionCases() {}

  /// A decider with a name for test reports.
  record Case(String name, Decider decider) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> all() {
    return List.of(
        new Case("one of five", chooseOne()),
        new Case("knapsack, maximised", knapsack()),
        new Case("linear program", linearLayer()),
        new Case("quadratic program", quadraticLayer()),
        new Case("quadratic program, maximised", maximizedLayer()));
  }

  /// The cheapest.
  static Decider chooseOne() {
    return Decider.of(c -> {
      double[] w = new double[c.length];
      int best = 0;
      for (int k = 1; k < c.length; k++) if (c[k] < c[best]) best = k;
      w[best] = 1;
      return w;
    });
  }

  /// An integer program by enumeration: what of five things to take, at most 7 kg.
  static Decider knapsack() {
    int[] weight = {2, 3, 4, 1, 5};
    return Decider.of(
        Sense.MAXIMIZE,
        c -> {
          double[] best = new double[SIZE];
          double value = Double.NEGATIVE_INFINITY;
          for (int set = 0; set < 1 << SIZE; set++) {
            double[] w = new double[SIZE];
            double gain = 0;
            int load = 0;
            for (int k = 0; k < SIZE; k++)
              if ((set >> k & 1) == 1) {
                w[k] = 1;
                gain += c[k];
                load += weight[k];
              }
            if (load <= 7 && gain > value) {
              value = gain;
              best = w;
            }
          }
          return best;
        });
  }

  static Decider linearLayer() {
    Variable w = Variable.vector("w", SIZE);
    Parameter c = Parameter.vector("c", SIZE);
    return LayerDecider.of(
        ConvexLayer.of(Problem.minimize(dot(c, w)).subjectTo(w.ge(0), w.le(1), sum(w).eq(2))), c);
  }

  static Decider quadraticLayer() {
    Variable w = Variable.vector("w", SIZE);
    Parameter c = Parameter.vector("c", SIZE);
    var cost = dot(c, w).plus(sumSquares(w.minus(0.3)).times(0.5));
    return LayerDecider.of(
        ConvexLayer.of(Problem.minimize(cost).subjectTo(w.ge(0), sum(w).eq(1))), c);
  }

  /// With a linear part of its own, and costs of what is not a single variable.
  static Decider maximizedLayer() {
    Variable w = Variable.vector("w", SIZE);
    Parameter c = Parameter.vector("c", SIZE);
    var other = dot(constant(Tensor.vector(1, -1, 0, 2, 0.5)), w);
    var gain = dot(c, w.times(2).minus(0.5)).plus(other).minus(sumSquares(w));
    return LayerDecider.of(
        ConvexLayer.of(Problem.maximize(gain).subjectTo(w.ge(-1), w.le(1), sum(w).le(2))), c);
  }

  static Tensor normal(SplittableRandom random, int batch, int n) {
    double[] values = new double[batch * n];
    for (int k = 0; k < values.length; k++) values[k] = random.nextGaussian();
    return Tensor.wrap(values, batch, n);
  }
}
