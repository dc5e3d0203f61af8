package io.ffolayer.lab.examples;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Map;

/// The largest box with bounded area of walls and floor and bounded proportions (Boyd, Kim,
/// Vandenberghe, Hassibi 2007, §2.3).
public final class GeometricProgram {
  private GeometricProgram() {}

  public static Example box() {
    var wall = Parameter.scalar("wall").positive();
    var floor = Parameter.scalar("floor").positive();
    var slim = Parameter.scalar("slim").positive();
    var size = Variable.positive("size", 3);
    var h = size.get(0);
    var w = size.get(1);
    var d = size.get(2);
    var walls = h.multiply(w).plus(h.multiply(d)).times(2);
    var problem =
        Problem.maximize(h.multiply(w).multiply(d))
            .subjectTo(
                walls.le(wall), w.multiply(d).le(floor), h.le(slim.multiply(w)), d.le(w.times(2)))
            .asGeometricProgram();
    return new Example(
        problem,
        size,
        Map.of(wall, Tensor.scalar(100), floor, Tensor.scalar(10), slim, Tensor.scalar(2)));
  }
}
