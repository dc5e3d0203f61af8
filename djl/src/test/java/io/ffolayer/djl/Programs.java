package io.ffolayer.djl;

import static io.ffolayer.model.Constant.constant;

import io.ffolayer.ConvexLayer;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.automatic.Automatic;
import java.util.SplittableRandom;

/// Layers to stand in networks.
final class Programs {
  private Programs() {}

  /// min ½xᵀPx + qᵀx, Ax = b, Gx ≤ h, everything but G a parameter; the dual of Gx ≤ h an output.
  record Full(
      ConvexLayer layer,
      Variable x,
      Parameter p,
      Parameter q,
      Parameter a,
      Parameter b,
      Parameter h) {
    static Full of(int n, int equalities, int inequalities, long seed) {
      Variable x = Variable.vector("x", n);
      Parameter p = Parameter.matrix("P", n, n), q = Parameter.vector("q", n);
      Parameter a = Parameter.matrix("A", equalities, n), b = Parameter.vector("b", equalities);
      Parameter h = Parameter.vector("h", inequalities);
      Tensor g = normal(new SplittableRandom(seed), inequalities, n);
      QuadraticProgram program =
          QuadraticProgram.in(x).minimize(p, q).equalTo(a, b).lessThan(constant(g), h);
      return new Full(ConvexLayer.of(program).withSolver(new Automatic(1e-12)), x, p, q, a, b, h);
    }
  }

  /// min ½‖x‖² + qᵀx, −1 ≤ x ≤ 1, 1ᵀx ≤ h.
  record Box(ConvexLayer layer, Variable x, Parameter q, Parameter h) {
    static Box of(int n) {
      Variable x = Variable.vector("x", n);
      Parameter q = Parameter.vector("q", n), h = Parameter.vector("h", 1);
      double[] ones = new double[n], less = new double[n];
      double[][] sum = new double[1][n], identity = new double[n][n];
      for (int k = 0; k < n; k++) {
        ones[k] = sum[0][k] = identity[k][k] = 1;
        less[k] = -1;
      }
      QuadraticProgram program =
          QuadraticProgram.in(x)
              .minimize(constant(identity), q)
              .atLeast(constant(less))
              .atMost(constant(ones))
              .lessThan(constant(sum), h);
      return new Box(ConvexLayer.of(program).withSolver(new Automatic(1e-12)), x, q, h);
    }
  }

  static Tensor normal(SplittableRandom random, int... shape) {
    double[] values = new double[Tensor.sizeOf(shape)];
    for (int k = 0; k < values.length; k++) values[k] = random.nextGaussian();
    return Tensor.wrap(values, shape);
  }
}
