package io.ffolayer.internal.kkt.semidefinite;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.dense.RowSplit;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import java.util.Arrays;

/// The rotated rows of one semidefinite cone of one instance; the memory of one thread.
final class SemidefiniteRows {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// Times the squared length of a row, the largest weight on a face that is eliminated: also in
  /// front of a pivoted factor, which would rather keep such rows, for there may be thousands.
  private static final double HEAVIEST = 1e6;

  /// Rows that are formed at a time where each has a weight of its own.
  private static final int STRIP = 64;

  private final DataMatrices matrices;
  private final ProductSum products;
  private final SpectralWeights weights;
  private final double[] values;

  /// Row i is qᵢ.
  private double[] basis;

  /// The mean square of the length of a row: a rotation keeps the sum.
  private double squaredLength;

  private double[] strip = new double[0];
  private double[] weighted = strip;
  private final double[] stripWeight = new double[STRIP];
  private final double[] tile = new double[DenseKernels.TILE];

  SemidefiniteRows(DataMatrices matrices) {
    this.matrices = matrices;
    products = new ProductSum(matrices);
    weights = new SpectralWeights(matrices.order);
    values = new double[matrices.entries()];
    basis = new double[0];
  }

  void load(ProgramData data, int instance) {
    Batched numbers = data.rows().get(matrices.block);
    matrices.gather(numbers.values(), numbers.offset(instance), values);
    double sum = 0;
    for (int e = 0; e < values.length; e++)
      sum += values[e] * values[e] * (matrices.row[e] == matrices.column[e] ? 1 : 2);
    squaredLength = sum / (matrices.end() - matrices.first);
  }

  void turn(Rotation rotation, boolean isTurned) {
    if (isTurned) {
      basis = rotation.basis(matrices.cone);
      return;
    }
    int k = matrices.order;
    basis = new double[k * k];
    for (int i = 0; i < k; i++) basis[i * (k + 1)] = 1;
  }

  boolean holds(int row) {
    return row >= matrices.first && row < matrices.end();
  }

  /// Adds these rows to a split.
  ///
  /// @param most rows that may be kept in all
  /// @return false where more would have to be
  boolean split(RowSplit split, double[] l, double ratio, int most) {
    int left = Math.max(0, most - split.keptCount);
    int directions = (int) ((Math.sqrt(8.0 * left + 1) - 1) / 2);
    weights.read(l, matrices.first, ratio / squaredLength, HEAVIEST / squaredLength, directions);
    for (int j = 0, at = matrices.first; j < matrices.order; j++)
      for (int i = 0; i <= j; i++, at++) {
        double weight = l[at];
        if (weight == Double.POSITIVE_INFINITY) continue;
        boolean keeps =
            weights.isProduct
                ? weights.kept[i] && weights.kept[j]
                : !(weight > 0 && weight * ratio >= squaredLength);
        if (keeps && split.keptCount == most) return false;
        if (keeps) {
          split.kept[split.keptCount++] = at;
        } else {
          split.weight[at] = 1 / weight;
          split.eliminatedCount++;
        }
      }
    return true;
  }

  /// s += Σ w a aᵀ over the eliminated rows.
  ///
  /// @param s a panel matrix of all n variables, blocks on and below the diagonal
  void eliminate(RowSplit split, double[] s, int n) {
    if (weights.isProduct) products.addTo(values, basis, weights, s, 8 * DenseKernels.padded(n));
    else addStrips(split, s, n);
  }

  private void addStrips(RowSplit split, double[] s, int n) {
    int padded = DenseKernels.padded(n), stripStride = 8 * STRIP;
    if (strip.length == 0) {
      strip = new double[padded * STRIP];
      weighted = new double[padded * STRIP];
    }
    int count = 0;
    for (int at = matrices.first; at < matrices.end(); at++) {
      if (split.weight[at] > 0) {
        if (count == 0) Arrays.fill(strip, 0);
        stripWeight[count] = split.weight[at];
        int i = at - matrices.first, column = DataMatrices.columnOf(i);
        for (int c = 0; c < matrices.variable.length; c++)
          strip[DenseKernels.at(0, stripStride, matrices.variable[c], count)] =
              matrices.rotated(values, basis, i - column * (column + 1) / 2, column, c);
        count++;
      }
      if (count == STRIP || (count > 0 && at == matrices.end() - 1)) {
        KERNELS.scaleColumns(
            n, count, strip, 0, stripStride, stripWeight, 0, weighted, 0, stripStride);
        KERNELS.syrkLower(
            n,
            count,
            1,
            weighted,
            0,
            stripStride,
            strip,
            0,
            stripStride,
            s,
            0,
            s,
            0,
            8 * padded,
            tile);
        count = 0;
      }
    }
  }

  /// Writes the entries of a row into a row of panels that begins at `at`.
  void writeRow(int row, double[] panels, int at) {
    int i = row - matrices.first, column = DataMatrices.columnOf(i);
    for (int c = 0; c < matrices.variable.length; c++)
      panels[at + 8 * matrices.variable[c]] =
          matrices.rotated(values, basis, i - column * (column + 1) / 2, column, c);
  }
}
