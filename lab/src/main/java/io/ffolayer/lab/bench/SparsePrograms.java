package io.ffolayer.lab.bench;

import io.ffolayer.ConvexLayer;
import io.ffolayer.lab.bench.Workload.Task;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Sparse quadratic programs with n variables and n inequalities, half of them active: P diagonal,
/// G its diagonal and entries at random places; P, q, the entries of G and h are parameters. As in
/// [DensePrograms] the solution is drawn first.
public final class SparsePrograms {
  private final int n;
  private final RandomNumbers random;
  private final Layout.Sparse pattern;

  private SparsePrograms(int n, double density, long seed) {
    this.n = n;
    random = new RandomNumbers(seed);
    double[] places = random.uniform(n * n, 0, 1);
    List<int[]> entries = new ArrayList<>();
    for (int k = 0; k < places.length; k++)
      if (k / n == k % n || places[k] < density) entries.add(new int[] {k / n, k % n});
    pattern =
        Layout.Sparse.ofEntries(
            n,
            n,
            entries.stream().mapToInt(e -> e[0]).toArray(),
            entries.stream().mapToInt(e -> e[1]).toArray());
  }

  /// @param density part of the entries of G that are not 0, beside its diagonal
  public static Task one(int n, double density, long seed) {
    return new SparsePrograms(n, density, seed).task();
  }

  private Task task() {
    double[] p = random.uniform(n, 0.5, 2);
    double[] x = random.normal(n, 0, 1);
    double[] level = random.uniform(n, 0.1, 1.1);
    boolean[] active = random.chosen(n, n / 2);
    double[] g = random.normal(pattern.size(), 0, 1);
    double[] q = new double[n], h = new double[n];
    for (int j = 0; j < n; j++) {
      q[j] = -p[j] * x[j];
      for (int k = pattern.columnStart(j); k < pattern.columnStart(j + 1); k++) {
        int row = pattern.rowIndex(k);
        h[row] += g[k] * x[j];
        if (active[row]) q[j] -= g[k] * level[row];
      }
    }
    for (int i = 0; i < n; i++) if (!active[i]) h[i] += level[i];
    return task(p, q, g, h);
  }

  private Task task(double[] p, double[] q, double[] g, double[] h) {
    Variable variable = Variable.vector("x", n);
    Parameter pP = Parameter.diagonal("P", n), pQ = Parameter.vector("q", n);
    Parameter pG = Parameter.sparse("G", pattern), pH = Parameter.vector("h", n);
    QuadraticProgram program = QuadraticProgram.in(variable).minimize(pP, pQ).lessThan(pG, pH);
    return new Task(
        () -> ConvexLayer.of(program),
        Map.of(
            pP, Tensor.wrap(p, n),
            pQ, Tensor.wrap(q, n),
            pG, Tensor.wrap(g, g.length),
            pH, Tensor.wrap(h, n)),
        Map.of(variable, Tensor.wrap(random.normal(n, 0, 1), n)));
  }
}
