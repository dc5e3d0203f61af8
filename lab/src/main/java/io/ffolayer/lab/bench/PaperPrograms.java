package io.ffolayer.lab.bench;

import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.Constant.identity;

import io.ffolayer.ConvexLayer;
import io.ffolayer.lab.bench.Workload.Task;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import java.util.Map;

/// The synthetic program of Zhao et al. 2026: min ½xᵀx + qᵀx subject to −1 ≤ x ≤ 0, 1ᵀx ≤ 3,
/// written Gx ≤ h with G = [I; −I; 1ᵀ], h = [0; 1; 3].
///
/// q is drawn so that about a third of the variables stands at either bound and a third between
/// them, as a predictor in training gives it.
public final class PaperPrograms {
  private final int n;
  private final int batch;
  private final long seed;

  PaperPrograms(int n, int batch) {
    this(n, batch, 3);
  }

  /// @param seed of q and of the cotangent
  public PaperPrograms(int n, int batch, long seed) {
    this.n = n;
    this.batch = batch;
    this.seed = seed;
  }

  private double[] q() {
    return new RandomNumbers(seed).normal(batch * n, 0.5, 1.15);
  }

  private Tensor cotangent() {
    return Tensor.wrap(new RandomNumbers(seed + 1).uniform(batch * n, 0, 1), batch, n);
  }

  private double[] h() {
    double[] h = new double[2 * n + 1];
    Arrays.fill(h, n, 2 * n, 1);
    h[2 * n] = 3;
    return h;
  }

  /// Sparse constants; q is the only parameter.
  public Task sparse() {
    Variable x = Variable.vector("x", n);
    Parameter q = Parameter.vector("q", n);
    QuadraticProgram program =
        QuadraticProgram.in(x).minimize(identity(n, 1), q).lessThan(sparseG(), constant(h()));
    return new Task(
        () -> ConvexLayer.of(program),
        Map.of(q, Tensor.wrap(q(), batch, n)),
        Map.of(x, cotangent()));
  }

  private Constant sparseG() {
    int[] i = new int[3 * n];
    int[] j = new int[3 * n];
    double[] values = new double[3 * n];
    for (int k = 0; k < n; k++) {
      // Column by column: the rows k of I, n + k of −I, and the last.
      int at = 3 * k;
      Arrays.fill(j, at, at + 3, k);
      i[at] = k;
      i[at + 1] = n + k;
      i[at + 2] = 2 * n;
      values[at] = 1;
      values[at + 1] = -1;
      values[at + 2] = 1;
    }
    return Constant.sparse(Layout.Sparse.ofEntries(2 * n + 1, n, i, j), values);
  }

  /// The same numbers as dense matrices, each instance with its own; P, q, G and h are parameters.
  Task dense() {
    int m = 2 * n + 1;
    double[] p = new double[batch * n * n];
    double[] g = new double[batch * m * n];
    double[] h = new double[batch * m];
    for (int i = 0; i < batch; i++) {
      for (int k = 0; k < n; k++) {
        p[i * n * n + k * n + k] = 1;
        g[i * m * n + k * n + k] = 1;
        g[i * m * n + (n + k) * n + k] = -1;
        g[i * m * n + 2 * n * n + k] = 1;
      }
      System.arraycopy(h(), 0, h, i * m, m);
    }
    Variable x = Variable.vector("x", n);
    Parameter pP = Parameter.matrix("P", n, n);
    Parameter pQ = Parameter.vector("q", n);
    Parameter pG = Parameter.matrix("G", m, n);
    Parameter pH = Parameter.vector("h", m);
    QuadraticProgram program = QuadraticProgram.in(x).minimize(pP, pQ).lessThan(pG, pH);
    return new Task(
        () -> ConvexLayer.of(program),
        Map.of(
            pP, Tensor.wrap(p, batch, n, n),
            pQ, Tensor.wrap(q(), batch, n),
            pG, Tensor.wrap(g, batch, m, n),
            pH, Tensor.wrap(h, batch, m)),
        Map.of(x, cotangent()));
  }
}
