package io.ffolayer.internal.kkt.separable;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The Schur complement S = G_K diag(θ) G_Kᵀ + diag(l) of general rows K, of which some may depend
/// on others: a factor of it on a largest set of independent rows, in the memory of one thread.
///
/// A row is dependent when its pivot is below [#DEPENDENT] times its diagonal: what is left of it
/// is rounding. If l = 0 there, it is taken out, and the rest is factored anew; if l > 0, its
/// diagonal is raised, which refinement undoes. Both are rare.
public final class IndependentRows {
  static final double DEPENDENT = 1e-12;
  private static final double RAISE = 1e-10;

  private final SchurComplement s = new SchurComplement();
  private final int[] basis;
  private int basisCount;
  private final int[] dependent;
  private int dependentCount;
  private final double[] diagonal;
  private final double[] raised;
  private final double[] packed;
  private double smallestPart = 1;

  public IndependentRows(SeparableStructure structure) {
    int most = structure.mostGeneralRows();
    basis = new int[most];
    dependent = new int[most];
    diagonal = new double[most];
    raised = new double[most];
    packed = new double[DenseKernels.padded(most)];
  }

  /// Factors.
  ///
  /// @param kept K, ascending general rows
  /// @param theta n weights ≥ 0
  /// @param l what is added to the diagonal, by general row, or null
  /// @return false if a number is not finite
  public boolean factor(
      SeparableProgram program, int[] kept, int keptCount, double[] theta, double @Nullable [] l) {
    System.arraycopy(kept, 0, basis, 0, keptCount);
    basisCount = keptCount;
    dependentCount = 0;
    Arrays.fill(raised, 0, program.generalCount(), 0);
    while (basisCount > 0) {
      boolean all = basisCount == program.generalCount();
      program.schur(all ? null : basis, basisCount, theta, s);
      for (int a = 0; a < basisCount; a++) {
        if (l != null) s.addToDiagonal(a, l[basis[a]] + raised[basis[a]]);
        diagonal[a] = s.diagonal(a);
        if (!(diagonal[a] < Double.POSITIVE_INFINITY)) return false;
      }
      int row = firstDependent(s.factor(0));
      if (row < 0) return true;
      if (l == null || l[basis[row]] == 0) remove(row);
      else if (!raise(basis[row], diagonal[row])) return false;
    }
    return true;
  }

  private int firstDependent(int failed) {
    int valid = failed < 0 ? basisCount : failed;
    smallestPart = 1;
    for (int a = 0; a < valid; a++) {
      double pivot = s.pivot(a);
      if (!(pivot > DEPENDENT * diagonal[a])) return a;
      smallestPart = Math.min(smallestPart, pivot / diagonal[a]);
    }
    return failed;
  }

  private boolean raise(int row, double by) {
    if (raised[row] > by) return false;
    raised[row] = Math.max(RAISE * by, 100 * raised[row]);
    return true;
  }

  private void remove(int a) {
    dependent[dependentCount++] = basis[a];
    System.arraycopy(basis, a + 1, basis, a, basisCount - a - 1);
    basisCount--;
  }

  /// The smallest pivot of the factored rows as a part of its diagonal entry: the square of the
  /// part of a row outside the span of those before it.
  double smallestPart() {
    return smallestPart;
  }

  public int dependentCount() {
    return dependentCount;
  }

  /// General row number a of those left out.
  public int dependent(int a) {
    return dependent[a];
  }

  public int basisCount() {
    return basisCount;
  }

  /// General row number a of the factored ones, ascending.
  public int basis(int a) {
    return basis[a];
  }

  /// The factor itself, as an object that stays.
  SchurComplement copyOfFactor() {
    return s.copy();
  }

  /// v ← S⁻¹ v on the independent rows; zero on the others.
  ///
  /// @param v a number per general row
  public void solve(double[] v, int generalCount) {
    int padded = DenseKernels.padded(basisCount);
    for (int a = 0; a < basisCount; a++) packed[a] = v[basis[a]];
    for (int a = basisCount; a < padded; a++) packed[a] = 0;
    if (basisCount > 0) s.solve(packed, 0);
    Arrays.fill(v, 0, generalCount, 0);
    for (int a = 0; a < basisCount; a++) v[basis[a]] = packed[a];
  }
}
