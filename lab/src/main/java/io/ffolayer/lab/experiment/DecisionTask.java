package io.ffolayer.lab.experiment;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.atom.Atoms.entropy;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.automatic.Automatic;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A linear model in front of a layer that decides: q = W f of the features f of a sample, z the
/// decision of the layer at q, and the loss ½‖z − z̄‖², in the mean over the samples.
///
/// The decisions z̄ to be learnt are those at q = W̄ f + noise, so that no W is without loss.
///
/// @param q the only parameter of the layer
/// @param features samples × features
/// @param decisions samples × n: z̄
record DecisionTask(
    ConvexLayer layer, Parameter q, Variable z, double[][] features, double[][] decisions) {
  private static final int FEATURES = 5;
  private static final double NOISE = 0.3;
  private static final double TIGHT = 1e-11;
  private static final double STEP = 1e-5;

  /// Which layer decides.
  enum Kind {
    /// min ½‖z‖² + qᵀz, 0 ≤ z ≤ 1, 1ᵀz ≤ n/5.
    BOX_AND_BUDGET("box and budget"),
    /// min ½‖z‖² + qᵀz, −1 ≤ z ≤ 0, 1ᵀz ≤ 3, ‖z‖ ≤ 1: the paper's, in a ball.
    BALL("ball"),
    /// min qᵀz − H(z), 1ᵀz = 1, z ≤ 4/n: a softmax with bounded shares.
    ENTROPY("entropy");

    final String title;

    Kind(String title) {
      this.title = title;
    }

    private Problem problem(Parameter q, Variable z) {
      int n = q.size();
      Expression linear = dot(q, z), quadratic = sumSquares(z).times(0.5).plus(linear);
      return switch (this) {
        case BOX_AND_BUDGET ->
            Problem.minimize(quadratic).subjectTo(z.ge(0), z.le(1), sum(z).le(0.2 * n));
        case BALL ->
            Problem.minimize(quadratic).subjectTo(z.ge(-1), z.le(0), sum(z).le(3), norm2(z).le(1));
        case ENTROPY ->
            Problem.minimize(linear.minus(sum(entropy(z)))).subjectTo(sum(z).eq(1), z.le(4.0 / n));
      };
    }
  }

  /// Draws features, W̄ and noise.
  static DecisionTask of(Kind kind, int n, int samples, SplittableRandom random) {
    Variable z = Variable.vector("z", n);
    Parameter q = Parameter.vector("q", n);
    ConvexLayer layer = ConvexLayer.of(kind.problem(q, z));
    double[][] features = new double[samples][];
    for (int i = 0; i < samples; i++) features[i] = Vectors.normal(random, FEATURES, 0, 1);
    double[] truth = Vectors.normal(random, n * FEATURES, 0, 1 / Math.sqrt(FEATURES));
    double[] noise = Vectors.normal(random, samples * n, 0, NOISE);
    DecisionTask unknown = new DecisionTask(layer, q, z, features, new double[samples][n]);
    double[] costs = unknown.costs(truth, unknown.everySample());
    for (int k = 0; k < costs.length; k++) costs[k] += noise[k];
    double[] decided = layer.forward(Map.of(q, Tensor.wrap(costs, samples, n))).value(z).values();
    for (int i = 0; i < samples; i++) System.arraycopy(decided, i * n, unknown.decisions[i], 0, n);
    return unknown;
  }

  /// Number of entries of W.
  int weights() {
    return q.size() * features[0].length;
  }

  int[] everySample() {
    return IntStream.range(0, features.length).toArray();
  }

  /// q of the samples, one after the other.
  private double[] costs(double[] w, int[] samples) {
    int n = q.size(), count = features[0].length;
    double[] costs = new double[samples.length * n];
    for (int i = 0; i < samples.length; i++)
      for (int j = 0; j < n; j++)
        for (int k = 0; k < count; k++)
          costs[i * n + j] += w[j * count + k] * features[samples[i]][k];
    return costs;
  }

  /// A pass of some samples.
  ///
  /// @param difference z − z̄, sample by sample
  record Visit(int[] samples, ForwardPass pass, double[] difference) {
    double loss() {
      return Vectors.dot(difference, difference) / (2 * samples.length);
    }
  }

  Visit visit(double[] w, int... samples) {
    return visit(layer, w, samples);
  }

  private Visit visit(ConvexLayer with, double[] w, int... samples) {
    int n = q.size();
    ForwardPass pass = with.forward(Map.of(q, Tensor.wrap(costs(w, samples), samples.length, n)));
    double[] difference = pass.value(z).values().clone();
    for (int i = 0; i < samples.length; i++)
      for (int j = 0; j < n; j++) difference[i * n + j] -= decisions[samples[i]][j];
    return new Visit(samples, pass, difference);
  }

  private Gradients backward(Visit visit, Adjoint adjoint) {
    int batch = visit.samples.length;
    double[] cotangent = Arrays.stream(visit.difference).map(v -> v / batch).toArray();
    return visit.pass.backward(Map.of(z, Tensor.wrap(cotangent, batch, q.size())), adjoint);
  }

  /// The part of the samples whose report has a flag.
  double flagged(Visit visit, Adjoint adjoint, Flag flag) {
    return backward(visit, adjoint).reports().stream()
        .mapToInt(report -> report.flags().contains(flag) ? 1 : 0)
        .average()
        .orElse(0);
  }

  /// The gradient of the loss of a visit with respect to W.
  double[] gradient(Visit visit, Adjoint adjoint) {
    int n = q.size(), count = features[0].length, batch = visit.samples.length;
    double[] ofCosts = backward(visit, adjoint).of(q).values();
    double[] gradient = new double[weights()];
    for (int i = 0; i < batch; i++)
      for (int j = 0; j < n; j++)
        for (int k = 0; k < count; k++)
          gradient[j * count + k] += ofCosts[i * n + j] * features[visit.samples[i]][k];
    return gradient;
  }

  /// The relative error of an adjoint's derivative along a drawn direction, against central
  /// differences of a tight solve.
  double errorAgainstDifferences(double[] w, Adjoint adjoint, SplittableRandom random) {
    double[] direction = Vectors.normal(random, w.length, 0, 1);
    ConvexLayer tight = layer.withSolver(new Automatic(TIGHT));
    double found = Vectors.dot(gradient(visit(tight, w, everySample()), adjoint), direction);
    return Vectors.slopeError(
        found, h -> visit(tight, Vectors.moved(w, direction, h), everySample()).loss(), STEP);
  }
}
