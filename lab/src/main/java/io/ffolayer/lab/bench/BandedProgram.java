package io.ffolayer.lab.bench;

import io.ffolayer.ConvexLayer;
import io.ffolayer.lab.bench.Workload.Task;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.Map;

/// A large sparse program: P diagonal, row i of G has ten entries around column 2i, half of the
/// rows are active; q is the parameter. As in [DensePrograms] the solution is drawn first.
final class BandedProgram {
  private static final int WIDTH = 10;

  private final int n;
  private final int m;

  BandedProgram(int n, int m) {
    this.n = n;
    this.m = m;
  }

  Task task() {
    RandomNumbers random = new RandomNumbers(5);
    double[] p = random.uniform(n, 0.5, 2);
    double[] x = random.normal(n, 0, 1);
    double[] level = random.uniform(m, 0.1, 1.1);
    boolean[] active = random.chosen(m, m / 2);
    double[] entries = random.normal(WIDTH * m, 0, 1);
    double[] q = new double[n];
    double[] h = new double[m];
    for (int j = 0; j < n; j++) q[j] = -p[j] * x[j];
    for (int k = 0; k < entries.length; k++) {
      h[k / WIDTH] += entries[k] * x[column(k)];
      if (active[k / WIDTH]) q[column(k)] -= entries[k] * level[k / WIDTH];
    }
    for (int i = 0; i < m; i++) if (!active[i]) h[i] += level[i];

    Variable variable = Variable.vector("x", n);
    Parameter parameter = Parameter.vector("q", n);
    QuadraticProgram program =
        QuadraticProgram.in(variable)
            .minimize(Constant.diagonal(p), parameter)
            .lessThan(sparse(entries), Constant.constant(h));
    return new Task(
        () -> ConvexLayer.of(program),
        Map.of(parameter, Tensor.wrap(q, n)),
        Map.of(variable, Tensor.wrap(random.normal(n, 0, 1), n)));
  }

  /// Column of the k-th entry, row by row.
  private int column(int k) {
    return (2 * (k / WIDTH) + k % WIDTH) % n;
  }

  private Constant sparse(double[] entries) {
    int[] i = new int[entries.length];
    int[] j = new int[entries.length];
    for (int k = 0; k < entries.length; k++) {
      i[k] = k / WIDTH;
      j[k] = column(k);
    }
    Layout.Sparse pattern = Layout.Sparse.ofEntries(m, n, i, j);
    double[] values = new double[entries.length];
    for (int k = 0; k < entries.length; k++) values[pattern.position(i[k], j[k])] = entries[k];
    return Constant.sparse(pattern, values);
  }
}
