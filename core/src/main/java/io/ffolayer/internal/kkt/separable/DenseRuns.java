package io.ffolayer.internal.kkt.separable;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// The dense rows among the general ones, where the user's data are: runs of neighbouring rows.
///
/// Run k holds the general rows `first[k]` … + `length[k]` − 1, row-major at `offset[k]` of the
/// numbers of a block of the program.
final class DenseRuns {
  private final DenseKernels kernels = Kernels.dense();
  private final int variables;
  private int count;
  private int[] first = new int[4];
  private int[] length = new int[4];
  private int[] offset = new int[4];
  private int[] block = new int[4];
  private double[][] values = new double[4][];
  private long ownBytes;

  DenseRuns(int variables) {
    this.variables = variables;
  }

  /// A view of the same rows that stays when the other goes on to another instance. It shares the
  /// data.
  DenseRuns snapshot() {
    DenseRuns copy = new DenseRuns(variables);
    copy.count = count;
    copy.first = Arrays.copyOf(first, count);
    copy.length = Arrays.copyOf(length, count);
    copy.offset = Arrays.copyOf(offset, count);
    copy.block = Arrays.copyOf(block, count);
    copy.values = Arrays.copyOf(values, count);
    return copy;
  }

  /// The same with numbers of its own.
  DenseRuns copy() {
    DenseRuns copy = snapshot();
    for (int k = 0; k < count; k++) {
      int size = length[k] * variables;
      copy.values[k] = Arrays.copyOfRange(values[k], offset[k], offset[k] + size);
      copy.offset[k] = 0;
      copy.ownBytes += 8L * size;
    }
    return copy;
  }

  void clear() {
    release();
    count = 0;
  }

  /// Takes a row of a block as a general row.
  @SuppressWarnings("ReferenceEquality") // one array or another
  void add(int row, int from, double[] data, int at) {
    int last = count - 1;
    if (count > 0
        && first[last] + length[last] == row
        && values[last] == data
        && offset[last] + length[last] * variables == at) {
      length[last]++;
      return;
    }
    if (count == first.length) grow();
    first[count] = row;
    length[count] = 1;
    offset[count] = at;
    block[count] = from;
    values[count++] = data;
  }

  private void grow() {
    int size = 2 * count;
    first = Arrays.copyOf(first, size);
    length = Arrays.copyOf(length, size);
    offset = Arrays.copyOf(offset, size);
    block = Arrays.copyOf(block, size);
    values = Arrays.copyOf(values, size);
  }

  /// Lets go of the numbers, until [#attach].
  void release() {
    Arrays.fill(values, 0, count, NOTHING);
  }

  /// Takes the numbers of the same rows again.
  void attach(ProgramData data) {
    for (int k = 0; k < count; k++) values[k] = data.rows().get(block[k]).values();
  }

  private static final double[] NOTHING = {};

  boolean isEmpty() {
    return count == 0;
  }

  long bytes() {
    return 32L * count + ownBytes;
  }

  /// out ← the rows times x, at their places among the general rows; the others stay.
  void multiply(double[] x, int xAt, double[] out, int outAt) {
    for (int k = 0; k < count; k++)
      kernels.rowsMultiply(
          length[k],
          variables,
          1,
          values[k],
          offset[k],
          variables,
          x,
          xAt,
          0,
          out,
          outAt + first[k]);
  }

  /// out ← the transposed rows times v, added to what is there where asked.
  void multiplyTransposed(double[] v, int vAt, boolean add, double[] out, int outAt) {
    for (int k = 0; k < count; k++)
      kernels.rowsMultiplyTransposed(
          length[k],
          variables,
          1,
          values[k],
          offset[k],
          variables,
          v,
          vAt + first[k],
          add || k > 0 ? 1 : 0,
          out,
          outAt);
  }

  /// out_g ← Σ_j θ_j G_gj² for these rows.
  void weightedSquares(double[] theta, double[] out) {
    for (int k = 0; k < count; k++)
      for (int i = 0; i < length[k]; i++) {
        int row = offset[k] + i * variables;
        out[first[k] + i] =
            kernels.weightedDot(variables, theta, 0, values[k], row, values[k], row);
      }
  }

  /// Whether all of so many general rows are dense, one after the other.
  boolean isWhole(int general) {
    return count == 1 && length[0] == general;
  }

  /// Writes the rows into panels of all general rows, of which the others stay.
  void pack(double[] panels, int stride) {
    for (int k = 0; k < count; k++)
      for (int i = 0; i < length[k]; i++) {
        int at = offset[k] + i * variables;
        int to = DenseKernels.at(0, stride, first[k] + i, 0);
        for (int j = 0; j < variables; j++) panels[to + 8 * j] = values[k][at + j];
      }
  }

  /// The same where the rows are the whole of G, padding included.
  void packWhole(double[] panels, int stride) {
    kernels.packRows(length[0], variables, values[0], offset[0], variables, panels, 0, stride);
  }
}
