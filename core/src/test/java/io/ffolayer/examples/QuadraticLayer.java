package io.ffolayer.examples;

// README begins
import static io.ffolayer.model.Constant.constant;

import io.ffolayer.ConvexLayer;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import java.util.Map;

class QuadraticLayer {
  public static void main(String[] args) {
    var x = Variable.vector("x", 2);
    var q = Parameter.vector("q", 2);
    var h = Parameter.vector("h", 1);
    var p = constant(new double[][] {{2, 0}, {0, 2}});
    var g = constant(new double[][] {{-1, -1}});
    var layer =
        ConvexLayer.of(QuadraticProgram.in(x).minimize(p, q).lessThan(g, h)); // ½xᵀPx + qᵀx, Gx ≤ h

    var qs = Tensor.matrix(new double[][] {{0, 0}, {-4, -2}}); // a batch of two
    var pass = layer.forward(Map.of(q, qs, h, Tensor.vector(-1))); // one h for both
    System.out.println(pass.value(x)); // (0.5, 0.5), (2, 1)

    var gradients = pass.backward(x, Tensor.matrix(new double[][] {{1, 0}, {1, 0}})); // ∂ℓ/∂x
    System.out.println(gradients.of(q)); // (−0.25, 0.25), (−0.5, 0)
    System.out.println(gradients.of(h)); // −0.5, the sum over the batch
    System.out.println(gradients.report(0)); // active rows, margin, error estimate, flags
  }
}
// README ends
