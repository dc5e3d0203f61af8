package io.ffolayer.lab.examples;

import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.model.Constraint;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Model predictive control of a mass on a line: bring it to rest at 0 with a bounded force; the
/// gradient of the first force tells the controller how its model matters.
public final class OptimalControl {
  private OptimalControl() {}

  /// @param steps length of the horizon
  public static Example of(int steps) {
    var dynamics = Parameter.matrix("A", 2, 2);
    var start = Parameter.vector("x0", 2);
    var push = constant(0.5, 1); // of a unit force on place and speed
    var x = Variable.matrix("x", steps + 1, 2);
    var u = Variable.vector("u", steps);
    List<Constraint> rows = new ArrayList<>(List.of(x.row(0).eq(start), u.le(1), u.ge(-1)));
    for (int t = 0; t < steps; t++)
      rows.add(x.row(t + 1).eq(dynamics.times(x.row(t)).plus(push.times(u.get(t)))));
    var problem = Problem.minimize(sumSquares(x).plus(sumSquares(u).times(0.1))).subjectTo(rows);
    Tensor a = Tensor.matrix(new double[][] {{1, 1}, {0, 0.95}});
    return new Example(problem, u, Map.of(dynamics, a, start, Tensor.vector(4, 1)));
  }
}
