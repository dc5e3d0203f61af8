package io.ffolayer.lab.examples;

import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.logistic;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import java.util.Map;
import java.util.stream.IntStream;

/// Regularised logistic regression; the data matrix is a parameter, so that the gradient tells
/// which numbers of which sample move the weights.
public final class LogisticRegression {
  private LogisticRegression() {}

  /// @param samples number of rows of the data
  /// @param features number of columns
  public static Example of(int samples, int features) {
    var data = Parameter.matrix("X", samples, features);
    var weights = Variable.vector("w", features);
    var labels = constant(IntStream.range(0, samples).mapToDouble(i -> 1 - i % 2 * 2).toArray());
    var margins = labels.multiply(data.times(weights));
    var loss = sum(logistic(margins.negate())).dividedBy(samples);
    var problem = Problem.minimize(loss.plus(sumSquares(weights).times(0.05)));
    return new Example(problem, weights, Map.of(data, Numbers.normal(1, samples, features)));
  }
}
