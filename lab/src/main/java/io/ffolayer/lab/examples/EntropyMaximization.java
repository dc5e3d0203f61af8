package io.ffolayer.lab.examples;

import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.atom.Atoms.entropy;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Map;

/// The distribution of largest entropy with given means and bounded moments.
public final class EntropyMaximization {
  private EntropyMaximization() {}

  /// @param outcomes number of outcomes
  /// @param moments number of expectations that are given
  public static Example of(int outcomes, int moments) {
    var features = Parameter.matrix("A", moments, outcomes);
    var means = Parameter.vector("b", moments);
    var p = Variable.vector("p", outcomes);
    var problem =
        Problem.maximize(sum(entropy(p))).subjectTo(sum(p).eq(1), features.times(p).eq(means));
    var values = Numbers.normal(2, moments, outcomes);
    double[] b = new double[moments]; // those of another distribution, so that there is one
    for (int i = 0; i < moments; i++)
      for (int j = 0; j < outcomes; j++)
        b[i] += values.at(i, j) * 2 * (j + 1) / (outcomes * (outcomes + 1.0));
    return new Example(problem, p, Map.of(features, values, means, Tensor.vector(b)));
  }
}
