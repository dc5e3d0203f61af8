package io.ffolayer;

import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Map;
import java.util.SplittableRandom;

/// Dense least squares with a square matrix of parameters, too large for the tests: minimise ‖Ax −
/// b‖² with A n×n, forward and backward. Prints seconds and the peak of the heap, and how well the
/// closed form holds, which is Ax = b, Aᵀ ∂ℓ/∂b = c and ∂ℓ/∂A = −(∂ℓ/∂b) xᵀ.
///
/// ```
/// java -Xmx4g --add-modules jdk.incubator.vector -cp core/target/classes:core/target/test-classes io.ffolayer.LargeLeastSquares 4000
/// ```
final class LargeLeastSquares {
  private LargeLeastSquares() {}

  public static void main(String[] arguments) {
    int n = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4000;
    SplittableRandom random = new SplittableRandom(n);
    double[] a = random.doubles((long) n * n, -1, 1).toArray();
    double[] b = random.doubles(n, -1, 1).toArray();
    double[] c = random.doubles(n, -1, 1).toArray();
    var x = Variable.vector("x", n);
    var matrix = Parameter.matrix("A", n, n);
    var rhs = Parameter.vector("b", n);
    long start = System.nanoTime();
    var layer = ConvexLayer.of(Problem.minimize(sumSquares(matrix.times(x).minus(rhs))));
    long made = report("made", start);
    ForwardPass pass = layer.forward(Map.of(matrix, Tensor.wrap(a, n, n), rhs, Tensor.wrap(b, n)));
    long solved = report("forward, " + pass.status(0) + " by " + pass.solver(0), made);
    Gradients gradients = pass.backward(x, Tensor.wrap(c, n));
    report("backward, " + gradients.report(), solved);

    double[] solution = pass.value(x).values();
    double[] db = gradients.of(rhs).values();
    double[] da = gradients.of(matrix).values();
    double[] ax = LeastSquaresLayerTest.times(n, n, a, solution);
    double[] adb = LeastSquaresLayerTest.transposedTimes(n, n, a, db);
    double primal = 0, adjoint = 0, product = 0, largest = 0;
    for (int i = 0; i < n; i++) {
      primal = Math.max(primal, Math.abs(ax[i] - b[i]));
      adjoint = Math.max(adjoint, Math.abs(adb[i] - c[i]));
      for (int j = 0; j < n; j++) {
        product = Math.max(product, Math.abs(da[i * n + j] + db[i] * solution[j]));
        largest = Math.max(largest, Math.abs(da[i * n + j]));
      }
    }
    System.out.printf(
        "errors: %.1e of Ax = b, %.1e of Aᵀ ∂b = c, %.1e of ∂A beside %.1e%n",
        primal, adjoint, product, largest);
  }

  private static long report(String what, long since) {
    long now = System.nanoTime();
    double peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans())
      if (pool.getType() == MemoryType.HEAP) peak += pool.getPeakUsage().getUsed();
    System.out.printf("%6.2f s, at most %5.0f MB: %s%n", (now - since) / 1e9, peak / 1e6, what);
    return System.nanoTime();
  }
}
