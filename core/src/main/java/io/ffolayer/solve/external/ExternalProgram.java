package io.ffolayer.solve.external;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The numbers of one linear or quadratic program, as most solvers take them:
///
/// ```
/// minimize ½ yᵀPy + qᵀy   subject to   a_i y = b_i where equality[i],   a_i y ≤ b_i elsewhere
/// ```
///
/// Its arrays are its own, and nobody writes to them.
///
/// @param p n×n, both triangles; without entries in a linear program
/// @param q n values
/// @param a m×n
/// @param b m values; +∞ where an inequality says nothing
/// @param equality m values
public record ExternalProgram(Columns p, double[] q, Columns a, double[] b, boolean[] equality) {
  /// A matrix by compressed columns, without zeros: the entries of column j are `starts[j]` ≤ k <
  /// `starts[j + 1]`, in `rows[k]`, ascending.
  public record Columns(int rowCount, int[] starts, int[] rows, double[] values) {
    /// What stands on the diagonal and below.
    public Columns lowerTriangle() {
      Entries entries = new Entries();
      forEach((i, j, value) -> entries.add(i, j, i >= j ? value : 0));
      return entries.columns(rowCount, starts.length - 1);
    }

    /// The matrix by rows: `starts` are then those of the rows, `rows` the columns.
    public Columns transposed() {
      Entries entries = new Entries();
      forEach((i, j, value) -> entries.add(j, i, value));
      return entries.columns(starts.length - 1, rowCount);
    }

    /// Row by row, zeros included.
    public double[][] dense() {
      double[][] dense = new double[rowCount][starts.length - 1];
      forEach((i, j, value) -> dense[i][j] = value);
      return dense;
    }

    /// Visits the entries, column by column.
    public void forEach(Entry entry) {
      for (int j = 0; j < starts.length - 1; j++)
        for (int k = starts[j]; k < starts[j + 1]; k++) entry.accept(rows[k], j, values[k]);
    }
  }

  /// What [Columns#forEach] does with an entry.
  @FunctionalInterface
  public interface Entry {
    void accept(int i, int j, double value);
  }

  /// n.
  public int variables() {
    return q.length;
  }

  /// m.
  public int rowCount() {
    return b.length;
  }

  /// Whether P = 0.
  public boolean isLinear() {
    return p.values.length == 0;
  }

  /// One instance of a batch.
  static ExternalProgram of(ProgramData data, int instance, boolean[] equality) {
    ProgramStructure structure = data.structure();
    int n = structure.variables(), m = structure.rows();
    boolean isTriangle = structure.quadratic() instanceof Layout.Sparse;
    Entries p = new Entries(), a = new Entries();
    data.p()
        .forEach(
            instance,
            (i, j, value) -> {
              p.add(i, j, value);
              if (isTriangle && i != j) p.add(j, i, value);
            });
    data.a().forEach(instance, a::add);
    int qAt = data.linear().offset(instance), bAt = data.rhs().offset(instance);
    return new ExternalProgram(
        p.columns(n, n),
        Arrays.copyOfRange(data.linear().values(), qAt, qAt + n),
        a.columns(m, n),
        Arrays.copyOfRange(data.rhs().values(), bAt, bAt + m),
        equality);
  }

  /// Entries in any order, and the matrix of them.
  static final class Entries {
    private int[] is = new int[16];
    private int[] js = new int[16];
    private double[] values = new double[16];
    private int size;

    void add(int i, int j, double value) {
      if (value == 0) return;
      if (size == is.length) {
        is = Arrays.copyOf(is, 2 * size);
        js = Arrays.copyOf(js, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
      is[size] = i;
      js[size] = j;
      values[size++] = value;
    }

    /// Sorted by rows, then by columns: both counts are stable.
    Columns columns(int rowCount, int columnCount) {
      int[] byRow = sorted(is, null, rowCount);
      int[] order = sorted(js, byRow, columnCount);
      int[] starts = new int[columnCount + 1], rows = new int[size];
      double[] sortedValues = new double[size];
      for (int k = 0; k < size; k++) {
        starts[js[order[k]] + 1]++;
        rows[k] = is[order[k]];
        sortedValues[k] = values[order[k]];
      }
      for (int j = 0; j < columnCount; j++) starts[j + 1] += starts[j];
      return new Columns(rowCount, starts, rows, sortedValues);
    }

    /// The positions in the order of their keys; equal ones as they stand in `before`.
    private int[] sorted(int[] keys, int @Nullable [] before, int range) {
      int[] next = new int[range + 1];
      for (int k = 0; k < size; k++) next[keys[k] + 1]++;
      for (int key = 0; key < range; key++) next[key + 1] += next[key];
      int[] order = new int[size];
      for (int k = 0; k < size; k++) {
        int entry = before == null ? k : before[k];
        order[next[keys[entry]]++] = entry;
      }
      return order;
    }
  }
}
