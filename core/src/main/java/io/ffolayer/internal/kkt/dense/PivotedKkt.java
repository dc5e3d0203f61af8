package io.ffolayer.internal.kkt.dense;

import io.ffolayer.internal.linalg.dense.PivotedLdl;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.function.BooleanSupplier;

/// The reduced system by one pivoted L D Lᵀ with static regularisation: for a P̃ that is singular
/// or nearly so, and for dependent rows.
///
/// With +δ on the variables and −δ on the rows the matrix is quasi-definite: it has such a factor
/// in every symmetric order, with the signs of its diagonal (Vanderbei, *Symmetric quasidefinite
/// matrices*, 1995). The order is that of the largest remaining diagonal entry: unpivoted, a
/// quarter of the unbounded programs broke, and 1 in 6 singular ghost systems.
final class PivotedKkt implements ReducedKkt {
  static final double REGULARISATION = 1e-8;

  /// A pivot with the wrong sign means too little regularisation: then ten times as much is tried,
  /// so often at most.
  private static final int MOST_REFACTORISATIONS = 3;

  /// A smaller pivot means that rounding has won.
  private static final double SMALLEST = 1e-14;

  private static final DenseKernels KERNELS = Kernels.dense();

  private final int variables;
  private final double[] reduced;
  private PivotedLdl ldl = new PivotedLdl(KERNELS, 0);
  private double[] right = new double[0];
  private double[] work = new double[0];
  private int kept;
  private double usedRegularisation;
  private double smallestPivot;
  private BooleanSupplier stop = () -> false;

  PivotedKkt(EliminableRows program) {
    variables = program.variables();
    int padded = DenseKernels.padded(variables);
    reduced = new double[padded * padded];
  }

  void stopWhen(BooleanSupplier newStop) {
    stop = newStop;
    ldl.stopWhen(newStop);
  }

  @Override
  public boolean factor(EliminableRows program, RowSplit split, double[] l, int lAt) {
    kept = split.keptCount;
    int size = variables + kept;
    if (right.length < size) {
      ldl = new PivotedLdl(KERNELS, size);
      ldl.stopWhen(stop);
      right = new double[size];
      work = new double[DenseKernels.padded(size)];
    }
    program.eliminate(split, reduced);
    double regularisation = REGULARISATION;
    for (int attempt = 0; attempt <= MOST_REFACTORISATIONS && !stop.getAsBoolean(); attempt++) {
      assemble(program, split, l, lAt, regularisation);
      if (ldl.factor(size, variables, SMALLEST) < 0) {
        usedRegularisation = regularisation;
        smallestPivot = smallestPivot(size);
        return true;
      }
      regularisation *= 10;
    }
    return false;
  }

  private void assemble(
      EliminableRows program, RowSplit split, double[] l, int lAt, double regularisation) {
    double[] k = ldl.matrix();
    int size = variables + kept;
    int stride = ldl.stride(size);
    for (int panel = 0; 8 * panel < variables; panel++)
      System.arraycopy(
          reduced, panel * 8 * DenseKernels.padded(variables), k, panel * stride, 64 * (panel + 1));
    for (int i = 0; i < variables; i++) k[DenseKernels.at(0, stride, i, i)] += regularisation;
    for (int row = variables; row < DenseKernels.padded(size); row++) {
      int at = DenseKernels.at(0, stride, row, 0);
      for (int j = 0; j < row; j++) k[at + 8 * j] = 0;
      k[at + 8 * row] = 1;
    }
    for (int e = 0; e < kept; e++) {
      int row = variables + e;
      program.copyRow(split.kept[e], k, stride, row);
      k[DenseKernels.at(0, stride, row, row)] = -l[lAt + split.kept[e]] - regularisation;
    }
  }

  @Override
  public void solve(double[] t, double[] g) {
    System.arraycopy(t, 0, right, 0, variables);
    System.arraycopy(g, 0, right, variables, kept);
    ldl.solve(right, 0, work, 0);
    System.arraycopy(right, 0, t, 0, variables);
    System.arraycopy(right, variables, g, 0, kept);
  }

  private double smallestPivot(int size) {
    double smallest = Double.POSITIVE_INFINITY;
    for (int k = 0; k < size; k++) smallest = Math.min(smallest, Math.abs(ldl.pivot(k)));
    return smallest;
  }

  /// The regularisation of the last factor.
  double regularisation() {
    return usedRegularisation;
  }

  /// Whether every pivot is far from what the regularisation alone would make it.
  boolean isSurelyRegular() {
    return smallestPivot > 1e4 * usedRegularisation;
  }
}
