package io.ffolayer.lab.examples;

import static io.ffolayer.model.atom.Atoms.norm2;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Map;

/// Least squares against the worst error of the matrix: min over x of max over ‖Δ‖ ≤ ρ of ‖(A + Δ)x
/// − b‖, which is ‖Ax − b‖ + ρ‖x‖ (El Ghaoui & Lebret 1997).
public final class RobustLeastSquares {
  private RobustLeastSquares() {}

  /// @param rows number of equations
  /// @param columns number of unknowns
  public static Example of(int rows, int columns) {
    var a = Parameter.matrix("A", rows, columns);
    var b = Parameter.vector("b", rows);
    var rho = Parameter.scalar("rho").nonnegative();
    var x = Variable.vector("x", columns);
    var problem = Problem.minimize(norm2(a.times(x).minus(b)).plus(rho.times(norm2(x))));
    return new Example(
        problem,
        x,
        Map.of(
            a, Numbers.normal(5, rows, columns),
            b, Numbers.normal(6, rows),
            rho, Tensor.scalar(0.3)));
  }
}
