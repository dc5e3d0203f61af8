package io.ffolayer.solve;

import io.ffolayer.internal.linalg.DenseKernels;
import io.ffolayer.internal.linalg.Kernels;
import io.ffolayer.program.Batched;
import io.ffolayer.program.Layout;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.RowBlock;

/// The size of the objective that the data of an instance suggest: a size of y from the rows, the
/// largest |b| of a block over its largest |A|, times the size of the gradient there.
///
/// It is the floor under the denominator of the gap, and seldom matters. To look at every entry of
/// A for it would cost as much as a product with A, so a bound comes first: with |Ay| at hand, the
/// largest |A| is at least ‖Ay‖∞ / (n ‖y‖∞). The entries are read only where the bound does not
/// settle it.
final class ObjectiveScale {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// Below this a bound may have lost its digits.
  private static final double SMALLEST_BOUND = 1e-200;

  private final ProgramData data;
  private final int instance;
  private final double largestQ;
  private final double largestP;

  private ObjectiveScale(ProgramData data, int instance, double largestQ, double largestP) {
    this.data = data;
    this.instance = instance;
    this.largestQ = largestQ;
    this.largestP = largestP;
  }

  /// max(known, factor · scale of the objective).
  ///
  /// @param largestY ‖y‖∞ of the vector whose Ay stands at `ayAt`
  static double atLeast(
      double known,
      double factor,
      ProgramData data,
      int instance,
      double largestQ,
      double largestP,
      double largestY,
      double[] ay,
      int ayAt) {
    ObjectiveScale scale = new ObjectiveScale(data, instance, largestQ, largestP);
    double bound = scale.objective(scale.variableBound(largestY, ay, ayAt));
    if (bound > SMALLEST_BOUND && factor * bound <= known) return known;
    return Math.max(known, factor * scale.exact());
  }

  /// The scale itself; 1 where the data suggest none.
  static double of(ProgramData data, int instance, double largestQ) {
    return new ObjectiveScale(data, instance, largestQ, largestQuadratic(data, instance)).exact();
  }

  private double exact() {
    double objective = objective(variable());
    return objective > 0 && objective < Double.POSITIVE_INFINITY ? objective : 1;
  }

  private double objective(double y) {
    return y * Math.max(largestQ, y * largestP);
  }

  /// The largest entry of a positive semidefinite matrix stands on its diagonal.
  static double largestQuadratic(ProgramData data, int instance) {
    Batched p = data.quadratic();
    int at = p.offset(instance);
    if (data.structure().quadratic() instanceof Layout.Sparse)
      return KERNELS.normInf(p.size(), p.values(), at);
    int n = data.structure().variables();
    double largest = 0;
    for (int j = 0; j < n; j++) largest = Math.max(largest, Math.abs(p.values()[at + j * n + j]));
    return largest;
  }

  private double variable() {
    double largest = 0;
    int row = 0;
    for (int k = 0; k < data.rows().size(); k++) {
      RowBlock block = data.structure().blocks().get(k);
      Batched a = data.rows().get(k);
      double largestA = KERNELS.normInf(a.size(), a.values(), a.offset(instance));
      if (largestA > 0) largest = Math.max(largest, largestRhs(row, block) / largestA);
      row += block.rows();
    }
    return largest > 0 ? largest : 1;
  }

  /// At least [#variable], or infinite.
  private double variableBound(double largestY, double[] ay, int ayAt) {
    double largest = 0;
    int row = 0;
    for (int k = 0; k < data.rows().size(); k++) {
      RowBlock block = data.structure().blocks().get(k);
      double reached = KERNELS.normInf(block.rows(), ay, ayAt + row);
      double rhs = largestRhs(row, block);
      // Doubled: rounding of the products cannot undo the bound.
      if (rhs > 0)
        largest = Math.max(largest, 2 * rhs * block.layout().columns() * largestY / reached);
      row += block.rows();
    }
    return largest > 0 ? largest : 1;
  }

  private double largestRhs(int row, RowBlock block) {
    double[] b = data.rhs().values();
    int at = data.rhs().offset(instance) + row;
    double largest = 0;
    for (int i = 0; i < block.rows(); i++)
      if (b[at + i] != Double.POSITIVE_INFINITY) largest = Math.max(largest, Math.abs(b[at + i]));
    return largest;
  }
}
