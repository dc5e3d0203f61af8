package io.ffolayer.adjoint;

import io.ffolayer.program.Batched;
import io.ffolayer.program.Layout;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The ghost problem handed to a solver: minimize ½ dᵀPd − r_yᵀd subject to A_N d = r_z; its dual
/// is dz_N.
final class SolvedGhost implements GhostSystem {
  private final ProgramStructure structure;
  private final Solver solver;
  private final List<Batched> rowValues = new ArrayList<>();
  private ProgramStructure ghostStructure;
  private Solver.Worker worker;
  private Batched quadratic;
  private int[] kept = new int[0];

  @SuppressWarnings("NullAway.Init") // set by open, before any solve
  SolvedGhost(ProgramStructure structure, Solver solver) {
    this.structure = structure;
    this.solver = solver;
  }

  @Override
  public boolean open(ProgramData data, Solution solution, int instance, boolean[] active) {
    List<RowBlock> blocks = new ArrayList<>();
    rowValues.clear();
    kept = rowsOf(active);
    for (int k = 0; k < structure.blocks().size(); k++) {
      Batched a = data.rows().get(k);
      keep(structure.blocks().get(k).layout(), a, instance, active, structure.firstRow(k), blocks);
    }
    int at = data.quadratic().offset(instance);
    quadratic =
        Batched.shared(
            Arrays.copyOfRange(data.quadratic().values(), at, at + data.quadratic().size()));
    ghostStructure = new ProgramStructure(structure.quadratic(), blocks);
    worker = solver.prepare(ghostStructure).worker();
    return true;
  }

  private static int[] rowsOf(boolean[] active) {
    int[] rows = new int[active.length];
    int count = 0;
    for (int i = 0; i < active.length; i++) if (active[i]) rows[count++] = i;
    return Arrays.copyOf(rows, count);
  }

  /// The active rows of one block, in its own layout.
  private void keep(
      Layout layout, Batched a, int instance, boolean[] active, int first, List<RowBlock> blocks) {
    int[] target = new int[layout.rows()];
    int count = 0;
    for (int i = 0; i < layout.rows(); i++) target[i] = active[first + i] ? count++ : -1;
    int at = a.offset(instance);
    switch (layout) {
      case Layout.Dense dense -> {
        int n = dense.columns();
        double[] values = new double[count * n];
        for (int i = 0; i < dense.rows(); i++)
          if (target[i] >= 0) System.arraycopy(a.values(), at + i * n, values, target[i] * n, n);
        blocks.add(new RowBlock(new ZeroCone(count), new Layout.Dense(count, n)));
        rowValues.add(Batched.shared(values));
      }
      case Layout.Sparse sparse -> {
        int[] start = new int[sparse.columns() + 1];
        int[] index = new int[sparse.size()];
        double[] values = new double[sparse.size()];
        int entries = 0;
        for (int j = 0; j < sparse.columns(); j++) {
          for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++) {
            if (target[sparse.rowIndex(k)] < 0) continue;
            index[entries] = target[sparse.rowIndex(k)];
            values[entries++] = a.values()[at + k];
          }
          start[j + 1] = entries;
        }
        Layout.Sparse rows =
            Layout.Sparse.ofColumns(count, sparse.columns(), start, Arrays.copyOf(index, entries));
        blocks.add(new RowBlock(new ZeroCone(count), rows));
        rowValues.add(Batched.shared(Arrays.copyOf(values, entries)));
      }
    }
  }

  @Override
  public void solve(double[] y, double[] z) {
    double[] q = new double[y.length];
    for (int j = 0; j < y.length; j++) q[j] = -y[j];
    double[] b = new double[kept.length];
    for (int k = 0; k < kept.length; k++) b[k] = z[kept[k]];
    ProgramData ghost =
        new ProgramData(
            ghostStructure, 1, quadratic, Batched.shared(q), rowValues, Batched.shared(b));
    Solution solution = new Solution(ghostStructure, 1);
    worker.solve(ghost, 0, 1, WarmStart.NONE, Watch.unlimited(), solution);
    Arrays.fill(z, 0.0);
    if (!solution.isSolved(0)) {
      Arrays.fill(y, Double.NaN); // seen by the caller, which reports the direction as uncertain
      return;
    }
    System.arraycopy(solution.y(), 0, y, 0, y.length);
    for (int k = 0; k < kept.length; k++) z[kept[k]] = solution.z()[k];
  }

  @Override
  public boolean maybeSingular() {
    return true;
  }
}
