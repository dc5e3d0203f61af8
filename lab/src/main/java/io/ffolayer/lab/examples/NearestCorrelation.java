package io.ffolayer.lab.examples;

import static io.ffolayer.model.Affine.diag;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Map;

/// The correlation matrix nearest to a matrix that is none (Higham 2002).
public final class NearestCorrelation {
  private NearestCorrelation() {}

  /// @param order of the matrices
  public static Example of(int order) {
    var c = Parameter.matrix("C", order, order);
    var x = Variable.psd("X", order);
    var problem = Problem.minimize(sumSquares(x.minus(c)).times(0.5)).subjectTo(diag(x).eq(1));
    return new Example(problem, x, Map.of(c, symmetric(order)));
  }

  /// Ones on the diagonal, −1 to 1 beside it.
  private static Tensor symmetric(int order) {
    Tensor c = Numbers.uniform(7, -1, 1, order, order);
    for (int i = 0; i < order; i++) {
      for (int j = 0; j < i; j++) c.values()[j * order + i] = c.at(i, j);
      c.values()[i * order + i] = 1;
    }
    return c;
  }
}
