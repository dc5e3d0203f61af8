package io.ffolayer.internal.kkt.dense;

import io.ffolayer.program.ProgramData;

/// P and A of one instance as [DenseKkt] reads them, however the rows stand: the memory of one
/// thread. Matrices that are written are in panels of
/// [io.ffolayer.internal.linalg.kernel.DenseKernels] with the stride 8·padded(n).
public interface EliminableRows {
  /// n.
  int variables();

  /// m.
  int rows();

  /// Takes the numbers of one instance, which must not change until the last product with them.
  void load(ProgramData data, int instance);

  /// Decides which rows are eliminated into P, which are kept and which are dropped.
  ///
  /// @param ratio rows with l·ratio ≥ ‖a‖² may be eliminated
  /// @return false where so many rows would have to be kept that there is no factor
  boolean split(RowSplit split, double[] l, double ratio);

  /// out ← P + A_Cᵀ diag(1/l) A_C, blocks on and below the diagonal.
  void eliminate(RowSplit split, double[] out);

  /// Packs the selected rows of A.
  void packRows(int count, int[] selected, double[] panels);

  /// Writes a_i into row `to` of a panel matrix.
  void copyRow(int i, double[] panels, int panelStride, int to);

  /// out ← out − P y.
  void subtractQuadraticProduct(double[] y, double[] out);

  /// out ← A y.
  void rowProduct(double[] y, double[] out);

  /// out ← out + α Aᵀ z.
  ///
  /// @param out may be longer than n; nothing is written behind
  void addTransposedProduct(double alpha, double[] z, double[] out);
}
