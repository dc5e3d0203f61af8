package io.ffolayer.io.value;

import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.ShapeException;

/// A matrix as a file writes it. Its gradient is written in the same way.
public sealed interface Matrix extends Value {
  /// Where the values stand for the library.
  Layout layout();

  default int rows() {
    return layout().rows();
  }

  default int columns() {
    return layout().columns();
  }

  @Override
  default int[] shape() {
    return new int[] {rows(), columns()};
  }

  /// `[[1, 2], [3, 4]]`, row by row.
  record Rows(Layout.Dense layout, double[] values) implements Matrix {}

  /// `{"diag": [1, 2]}`.
  record Diagonal(Layout.Sparse layout, double[] values) implements Matrix {
    public Diagonal(double[] values) {
      this(Layout.Sparse.diagonal(values.length), values);
    }
  }

  /// `{"rows": 2, "cols": 3, "i": […], "j": […], "v": […]}`, entries in any order.
  ///
  /// @param values in the order of the layout, not of the file
  /// @param i row of each entry, in the order of the file
  /// @param j column of each entry
  record Triplets(Layout.Sparse layout, double[] values, int[] i, int[] j) implements Matrix {
    /// @param v values in the order of the file
    /// @throws ShapeException if an entry is out of range or stands twice
    static Triplets of(int rows, int columns, int[] i, int[] j, double[] v) {
      Layout.Sparse layout = Layout.Sparse.ofEntries(rows, columns, i, j);
      double[] values = new double[v.length];
      for (int k = 0; k < v.length; k++) values[layout.position(i[k], j[k])] = v[k];
      return new Triplets(layout, values, i, j);
    }

    /// Position in the layout of the k-th entry of the file.
    int position(int k) {
      return layout.position(i[k], j[k]);
    }
  }
}
