package io.ffolayer.adjoint;

import io.ffolayer.program.Batched;
import io.ffolayer.program.Layout;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// The Euclidean norms of the rows of A.
final class RowNorms {
  private RowNorms() {}

  static void write(ProgramData data, int instance, double[] norm) {
    Arrays.fill(norm, 0.0);
    int row = 0;
    for (int k = 0; k < data.rows().size(); k++) {
      Batched a = data.rows().get(k);
      Layout layout = data.structure().blocks().get(k).layout();
      addSquares(layout, a.values(), a.offset(instance), row, norm);
      row += layout.rows();
    }
    for (int i = 0; i < norm.length; i++) norm[i] = Math.sqrt(norm[i]);
  }

  private static void addSquares(Layout layout, double[] values, int at, int row, double[] norm) {
    switch (layout) {
      case Layout.Dense dense -> {
        for (int i = 0; i < dense.rows(); i++)
          norm[row + i] = Norms.squared(values, at + i * dense.columns(), dense.columns());
      }
      case Layout.Sparse sparse -> {
        int[] index = sparse.rowIndices();
        for (int k = 0; k < index.length; k++)
          norm[row + index[k]] += values[at + k] * values[at + k];
      }
    }
  }
}
