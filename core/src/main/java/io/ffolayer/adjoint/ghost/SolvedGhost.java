package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The ghost problem handed to a solver, as the perturbed problem that it is:
///
/// ```
/// minimize ½ dᵀPd + ½ tᵀt − r_yᵀd    subject to  Â_N d = r_z,   Â_C d − √l t = r_z       dz: its dual
/// ```
///
/// with the active (N) and curved (C) rotated rows, those with l > 1 divided by √l.
final class SolvedGhost implements GhostSystem {
  private final ProgramStructure structure;
  private final Solver solver;
  private final List<Batched> rowValues = new ArrayList<>();
  private final Rotation rotation;
  private ProgramStructure ghostStructure;
  private Solver.Worker worker;
  private Batched quadratic;
  private int[] kept = new int[0];
  private double[] scale = new double[0];
  private Watch watch = Watch.unlimited();

  @SuppressWarnings("NullAway.Init") // set by open, before any solve
  SolvedGhost(ProgramStructure structure, Solver solver) {
    this.structure = structure;
    this.solver = solver;
    rotation = new Rotation(ConeBlock.of(structure));
  }

  @Override
  public boolean open(Visited visited, ActiveRows rows) {
    watch = visited.watch;
    ProgramData data = visited.data;
    int instance = visited.instance;
    rowValues.clear();
    double[] l = rows.clearL();
    kept = IntStream.range(0, l.length).filter(i -> l[i] < Double.POSITIVE_INFINITY).toArray();
    scale = new double[kept.length];
    for (int k = 0; k < kept.length; k++) scale[k] = 1 / Math.sqrt(Math.max(1, l[kept[k]]));
    rotation.set(rows.rotation);
    if (rows.isFlat) openFlat(visited, rows.active());
    else openCurved(data, instance, l);
    worker = solver.prepare(ghostStructure).worker();
    return true;
  }

  private void openFlat(Visited visited, boolean[] active) {
    List<RowBlock> blocks = FrozenProgram.flatBlocks(visited, active, rowValues);
    Batched p = visited.data.quadratic();
    int at = p.offset(visited.instance);
    quadratic = Batched.shared(Arrays.copyOfRange(p.values(), at, at + p.size()));
    ghostStructure = new ProgramStructure(structure.quadratic(), blocks);
  }

  /// With the variables t behind d, and the rotated rows as one sparse block.
  private void openCurved(ProgramData data, int instance, double[] l) {
    int n = structure.variables();
    int m = structure.rows();
    SparseColumns p = new SparseColumns();
    SparseColumns a = new SparseColumns();
    double[] unit = new double[n];
    double[] column = new double[Math.max(n, m)];
    for (int j = 0; j < n; j++) {
      unit[j] = 1;
      Arrays.fill(column, 0.0);
      data.addQuadraticProduct(instance, unit, 0, column, 0);
      for (int i = 0; i <= j; i++) p.add(i, column[i]);
      p.end();
      Arrays.fill(column, 0.0);
      data.addRowProduct(instance, unit, 0, column, 0);
      rotation.apply(column, 0);
      for (int k = 0; k < kept.length; k++) a.add(k, scale[k] * column[kept[k]]);
      a.end();
      unit[j] = 0;
    }
    for (int k = 0; k < kept.length; k++) {
      if (l[kept[k]] == 0) continue;
      p.add(p.columns(), 1);
      p.end();
      a.add(k, -scale[k] * Math.sqrt(l[kept[k]]));
      a.end();
    }
    quadratic = p.values();
    rowValues.add(a.values());
    RowBlock rows = new RowBlock(new ZeroCone(kept.length), a.layout(kept.length));
    ghostStructure = new ProgramStructure(p.layout(p.columns()), List.of(rows));
  }

  /// A sparse matrix that is written column by column.
  static final class SparseColumns {
    private int[] starts = new int[8];
    private int[] rows = new int[8];
    private double[] values = new double[8];
    private int columns;
    private int size;

    /// An entry of the current column.
    void add(int row, double value) {
      if (value == 0) return;
      if (size == rows.length) {
        rows = Arrays.copyOf(rows, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
      rows[size] = row;
      values[size++] = value;
    }

    /// Ends the current column.
    void end() {
      if (++columns == starts.length) starts = Arrays.copyOf(starts, 2 * columns);
      starts[columns] = size;
    }

    int columns() {
      return columns;
    }

    Layout.Sparse layout(int rowCount) {
      return Layout.Sparse.ofColumns(
          rowCount, columns, Arrays.copyOf(starts, columns + 1), Arrays.copyOf(rows, size));
    }

    Batched values() {
      return Batched.shared(Arrays.copyOf(values, size));
    }
  }

  /// A solver's tolerance is relative: it may not be able to resolve an r_z of the size of rounding
  /// beside r_y, or the reverse. Then one is taken after the other.
  @Override
  public void solve(double[] y, double[] z) {
    int n = y.length;
    double[] q = new double[ghostStructure.variables()];
    for (int j = 0; j < n; j++) q[j] = -y[j];
    double[] b = new double[kept.length];
    rotation.apply(z, 0);
    for (int k = 0; k < kept.length; k++) b[k] = scale[k] * z[kept[k]];
    Arrays.fill(y, 0.0);
    Arrays.fill(z, 0.0);
    boolean solved =
        add(q, b, y, z)
            || (add(q, new double[b.length], y, z) && add(new double[q.length], b, y, z));
    if (!solved) Arrays.fill(y, Double.NaN); // the caller reports the direction as uncertain
    rotation.applyTransposed(z, 0);
  }

  /// Adds the solution for one right-hand side.
  private boolean add(double[] q, double[] b, double[] y, double[] z) {
    ProgramData ghost =
        new ProgramData(
            ghostStructure, 1, quadratic, Batched.shared(q), rowValues, Batched.shared(b));
    Solution solution = new Solution(ghostStructure, 1);
    worker.solve(ghost, 0, 1, WarmStart.NONE, watch, solution);
    if (!solution.isSolved(0)) return false;
    for (int j = 0; j < y.length; j++) y[j] += solution.y()[j];
    for (int k = 0; k < kept.length; k++) z[kept[k]] += scale[k] * solution.z()[k];
    return true;
  }

  @Override
  public boolean maybeSingular() {
    return true;
  }
}
