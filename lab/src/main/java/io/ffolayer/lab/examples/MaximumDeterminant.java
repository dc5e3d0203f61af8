package io.ffolayer.lab.examples;

import static io.ffolayer.model.Affine.stack;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.logDet;

import io.ffolayer.model.Constraint;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.SecondOrderCone;
import java.util.Map;
import java.util.stream.IntStream;

/// The ellipsoid {p: ‖Bp + d‖ ≤ 1} of smallest volume around given points (Boyd & Vandenberghe
/// 2004, §8.4): the largest log det B.
public final class MaximumDeterminant {
  private MaximumDeterminant() {}

  /// @param points number of points
  /// @param dimension of the space
  public static Example of(int points, int dimension) {
    var p = Parameter.matrix("points", points, dimension);
    var b = Variable.symmetric("B", dimension);
    var d = Variable.vector("d", dimension);
    var ball = new SecondOrderCone(dimension + 1);
    var one = constant(1); // ‖Bp + d‖ ≤ 1
    var inside =
        IntStream.range(0, points)
            .mapToObj(i -> stack(one, b.times(p.row(i)).plus(d)).inCone(ball))
            .toArray(Constraint[]::new);
    var problem = Problem.maximize(logDet(b)).subjectTo(inside);
    return new Example(problem, b, Map.of(p, Numbers.normal(8, points, dimension)));
  }
}
