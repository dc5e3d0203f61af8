package io.ffolayer.internal.kkt.separable;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The matrix G of the general rows of one separable program: its dense rows stay where the user's
/// data are, in runs of neighbouring rows; its sparse rows are gathered into compressed columns.
///
/// Products read the data directly. The Schur complement wants the dense rows in panels: they are
/// packed the first time it is asked for.
final class GeneralRows {
  private final DenseKernels kernels = Kernels.dense();
  private final int variables;
  private int count;

  private final DenseRuns dense;

  // Sparse rows by columns.
  private final SparseEntries entries;
  private int[] index;
  private double[] values;
  private boolean lent;

  // Dense rows (and sparse ones among them) in panels, where a Schur complement was asked for.
  private boolean packed;
  private double[] panels = {};
  private double[] chosen = {};
  private double[] root = {};
  private int[] column = {};

  /// Where the entries of the sparse general rows stand in the blocks of a structure.
  private record SparseEntries(int[] columnStart, int[] row, int[] block, int[] position) {
    static SparseEntries of(SeparableStructure structure) {
      int n = structure.variables();
      int[] start = new int[n + 1];
      int[] row = new int[16];
      int[] block = new int[16];
      int[] position = new int[16];
      int count = 0;
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < structure.program().blocks().size(); k++) {
          if (!(structure.program().blocks().get(k).layout() instanceof Layout.Sparse sparse))
            continue;
          for (int e = sparse.columnStart(j); e < sparse.columnStart(j + 1); e++) {
            int at = structure.firstRow(k) + sparse.rowIndex(e);
            if (structure.kind(at) != SeparableStructure.GENERAL) continue;
            if (count == row.length) {
              row = Arrays.copyOf(row, 2 * count);
              block = Arrays.copyOf(block, 2 * count);
              position = Arrays.copyOf(position, 2 * count);
            }
            row[count] = at;
            block[count] = k;
            position[count++] = e;
          }
        }
        start[j + 1] = count;
      }
      return new SparseEntries(
          start,
          Arrays.copyOf(row, count),
          Arrays.copyOf(block, count),
          Arrays.copyOf(position, count));
    }

    int size() {
      return row.length;
    }
  }

  GeneralRows(SeparableStructure structure) {
    variables = structure.variables();
    dense = new DenseRuns(variables);
    entries = SparseEntries.of(structure);
    index = new int[entries.size()];
    values = new double[entries.size()];
  }

  private GeneralRows(GeneralRows other, DenseRuns dense) {
    variables = other.variables;
    count = other.count;
    this.dense = dense;
    entries = other.entries;
    index = other.index;
    values = other.values;
  }

  /// Begins the rows of an instance.
  void clear() {
    count = 0;
    dense.clear();
    packed = false;
  }

  /// Lets go of the user's numbers, until [#attach].
  void release() {
    dense.release();
  }

  /// Takes the numbers of the same matrix again.
  void attach(ProgramData data) {
    dense.attach(data);
  }

  /// Takes a dense row of a block as the next general row.
  void addDense(int block, double[] data, int offset) {
    dense.add(count++, block, data, offset);
  }

  /// Takes a sparse row as the next general row; its entries come with [#gather].
  void addSparse() {
    count++;
  }

  /// Reads the entries of the sparse rows, after all rows were added.
  ///
  /// @param place for each row of the program its number among the general rows
  void gather(ProgramData data, int instance, int[] place) {
    if (lent) {
      index = new int[entries.size()];
      values = new double[entries.size()];
      lent = false;
    }
    for (int e = 0; e < index.length; e++) {
      Batched block = data.rows().get(entries.block[e]);
      index[e] = place[entries.row[e]];
      values[e] = block.values()[block.offset(instance) + entries.position[e]];
    }
  }

  int count() {
    return count;
  }

  /// A view of the same rows that stays when this object goes on to another instance. It shares the
  /// data.
  GeneralRows snapshot() {
    lent = true;
    return new GeneralRows(this, dense.snapshot());
  }

  /// The same with dense rows of its own.
  GeneralRows copy() {
    lent = true;
    return new GeneralRows(this, dense.copy());
  }

  long bytes() {
    return 12L * values.length + dense.bytes();
  }

  /// Whether G is one row without gaps: a budget.
  private boolean isOneFullRow() {
    return count == 1 && entries.size() == variables;
  }

  /// out ← G x.
  void multiply(double[] x, int xAt, double[] out, int outAt) {
    if (entries.size() > 0) multiplySparse(x, xAt, out, outAt);
    dense.multiply(x, xAt, out, outAt);
  }

  private void multiplySparse(double[] x, int xAt, double[] out, int outAt) {
    if (isOneFullRow()) {
      out[outAt] = kernels.dot(variables, values, 0, x, xAt);
      return;
    }
    Arrays.fill(out, outAt, outAt + count, 0);
    int[] start = entries.columnStart;
    for (int j = 0; j < variables; j++) {
      double xj = x[xAt + j];
      for (int e = start[j]; e < start[j + 1]; e++) out[outAt + index[e]] += values[e] * xj;
    }
  }

  /// out ← Gᵀ v.
  void multiplyTransposed(double[] v, int vAt, double[] out, int outAt) {
    boolean sparse = entries.size() > 0;
    if (sparse) multiplyTransposedSparse(v, vAt, out, outAt);
    else if (dense.isEmpty()) Arrays.fill(out, outAt, outAt + variables, 0);
    dense.multiplyTransposed(v, vAt, sparse, out, outAt);
  }

  private void multiplyTransposedSparse(double[] v, int vAt, double[] out, int outAt) {
    if (isOneFullRow()) {
      for (int j = 0; j < variables; j++) out[outAt + j] = values[j] * v[vAt];
      return;
    }
    int[] start = entries.columnStart;
    for (int j = 0; j < variables; j++) {
      double sum = 0;
      for (int e = start[j]; e < start[j + 1]; e++) sum += values[e] * v[vAt + index[e]];
      out[outAt + j] = sum;
    }
  }

  /// out_g ← Σ_j θ_j G_gj², the diagonal of G diag(θ) Gᵀ.
  void weightedSquares(double[] theta, double[] out) {
    Arrays.fill(out, 0, count, 0);
    int[] start = entries.columnStart;
    if (entries.size() > 0)
      for (int j = 0; j < variables; j++)
        for (int e = start[j]; e < start[j + 1]; e++)
          out[index[e]] += theta[j] * values[e] * values[e];
    dense.weightedSquares(theta, out);
  }

  /// S ← G_K diag(θ) G_Kᵀ, on and below the diagonal.
  ///
  /// @param kept K, ascending; null for all rows
  /// @param theta n weights ≥ 0
  void schur(int @Nullable [] kept, int keptCount, double[] theta, SchurComplement s) {
    s.clear(keptCount);
    if (dense.isEmpty()) schurSparse(kept, keptCount, theta, s);
    else schurDense(kept, keptCount, theta, s);
  }

  private void schurSparse(
      int @Nullable [] kept, int keptCount, double[] theta, SchurComplement s) {
    int[] place = positions(kept, keptCount);
    int[] start = entries.columnStart;
    for (int j = 0; j < variables; j++) {
      double w = theta[j];
      if (w == 0) continue;
      for (int e = start[j]; e < start[j + 1]; e++) {
        int row = place[index[e]];
        if (row < 0) continue;
        double scaled = values[e] * w;
        for (int f = start[j]; f <= e; f++) {
          int other = place[index[f]];
          if (other >= 0) s.add(row, other, scaled * values[f]);
        }
      }
    }
  }

  /// The place of each general row in K, −1 outside.
  private int[] positions(int @Nullable [] kept, int keptCount) {
    if (column.length < count) column = new int[count];
    if (kept == null) {
      for (int g = 0; g < count; g++) column[g] = g;
    } else {
      Arrays.fill(column, 0, count, -1);
      for (int a = 0; a < keptCount; a++) column[kept[a]] = a;
    }
    return column;
  }

  /// Gathers the columns with θ > 0, times √θ, and multiplies what was gathered with its own
  /// transpose.
  private void schurDense(int @Nullable [] kept, int keptCount, double[] theta, SchurComplement s) {
    if (!packed) pack();
    int columns = 0;
    for (int j = 0; j < variables; j++)
      if (theta[j] > 0) {
        root[columns] = Math.sqrt(theta[j]);
        column[columns++] = j;
      }
    int stride = 8 * variables;
    int padded = DenseKernels.padded(keptCount);
    if (chosen.length < padded * variables) chosen = new double[padded * variables];
    if (kept != null) {
      kernels.gatherRows(keptCount, variables, kept, panels, 0, stride, chosen, 0, stride);
      for (int at = 0; at < padded * variables; at += stride) scaleColumns(columns, chosen, at, at);
    } else {
      for (int at = 0; at < padded * variables; at += stride) scaleColumns(columns, panels, at, at);
    }
    s.addProduct(chosen, stride, columns);
  }

  /// One panel: its chosen columns, scaled, side by side.
  private void scaleColumns(int columns, double[] from, int fromAt, int to) {
    for (int k = 0; k < columns; k++) {
      int at = fromAt + 8 * column[k];
      double w = root[k];
      for (int i = 0; i < 8; i++) chosen[to + i] = w * from[at + i];
      to += 8;
    }
  }

  private void pack() {
    int size = DenseKernels.padded(count) * variables;
    if (panels.length < size) panels = new double[size];
    if (root.length < variables) root = new double[variables];
    if (column.length < Math.max(variables, count)) column = new int[Math.max(variables, count)];
    int stride = 8 * variables;
    if (dense.isWhole(count)) {
      dense.packWhole(panels, stride);
    } else {
      Arrays.fill(panels, 0, size, 0);
      dense.pack(panels, stride);
      for (int j = 0; j < variables; j++)
        for (int e = entries.columnStart[j]; e < entries.columnStart[j + 1]; e++)
          panels[DenseKernels.at(0, stride, index[e], j)] = values[e];
    }
    packed = true;
  }
}
