package io.ffolayer.internal.kkt.separable;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What remains of a separable KKT system when its variables and bounds are eliminated, S dν = G(θ
/// ∘ …) − r on the general rows with l < ∞: the part of [SeparableKkt] that couples the variables.
final class CondensedRows {
  private final SeparableProgram program;
  private final IndependentRows factor;
  private final double[] l;
  private final int[] kept;
  private int keptCount;
  private final double[] right;
  private final double[] nu;
  private @Nullable DependentRows relations;

  CondensedRows(SeparableProgram program) {
    this.program = program;
    factor = new IndependentRows(program.structure());
    int most = DenseKernels.padded(program.structure().mostGeneralRows());
    l = new double[most];
    kept = new int[most];
    right = new double[most];
    nu = new double[most];
  }

  /// @param weights the weights l of all rows of the program
  /// @param bounds with θ for the same weights
  /// @return false if a number is not finite
  boolean factor(double[] weights, EliminatedBounds bounds) {
    relations = null;
    keptCount = 0;
    for (int g = 0; g < program.generalCount(); g++) {
      l[g] = weights[program.generalRow(g)];
      if (l[g] < Double.POSITIVE_INFINITY) kept[keptCount++] = g;
    }
    if (!factor.factor(program, kept, keptCount, bounds.theta, l)) return false;
    if (factor.dependentCount() > 0)
      relations = DependentRows.of(program.rowsForLater(), factor, bounds.theta, bounds.alpha);
    return true;
  }

  /// The factor of S.
  IndependentRows factored() {
    return factor;
  }

  /// Rows with l = 0 that depend on others.
  int dependentRows() {
    return relations == null ? 0 : relations.count();
  }

  /// Reads the right-hand sides r of the kept rows.
  void read(double[] z) {
    Arrays.fill(right, 0);
    for (int a = 0; a < keptCount; a++) right[kept[a]] = z[program.generalRow(kept[a])];
  }

  /// Takes out of r, and of φ beside it, what no solution can match.
  void makeConsistent(double[] phi) {
    if (relations != null) relations.project(right, 0, phi, 0);
  }

  /// dν, given the variables as they are while the general rows do not push; and their push Gᵀdν in
  /// place of these.
  void solve(double[] push) {
    int p = program.generalCount();
    program.multiply(push, 0, nu);
    for (int g = 0; g < p; g++) nu[g] -= right[g];
    factor.solve(nu, p);
    program.multiplyTransposed(nu, push);
  }

  /// Makes dν, and φ beside it, the shortest of those that push alike.
  void shorten(double[] phi) {
    if (relations != null) relations.project(nu, 0, phi, 0);
  }

  /// Writes dν, zero where l = ∞.
  void write(double[] z) {
    for (int g = 0; g < program.generalCount(); g++) z[program.generalRow(g)] = 0;
    for (int a = 0; a < keptCount; a++) z[program.generalRow(kept[a])] = nu[kept[a]];
  }

  /// push ← Gᵀz, and rightZ ← rightZ − (Gy − l z), zero where l = ∞.
  void residual(double[] y, double[] z, double[] push, double[] rightZ) {
    for (int g = 0; g < program.generalCount(); g++) nu[g] = z[program.generalRow(g)];
    program.multiplyTransposed(nu, push);
    program.multiply(y, 0, nu);
    for (int g = 0; g < program.generalCount(); g++) {
      int row = program.generalRow(g);
      boolean present = l[g] < Double.POSITIVE_INFINITY;
      rightZ[row] = present ? rightZ[row] - (nu[g] - l[g] * z[row]) : 0;
    }
  }
}
