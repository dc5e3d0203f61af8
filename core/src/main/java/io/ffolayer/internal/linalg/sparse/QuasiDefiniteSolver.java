package io.ffolayer.internal.linalg.sparse;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.internal.linalg.krylov.Refinement;
import java.util.function.BooleanSupplier;

/// Solves systems with a sparse quasi-definite matrix: regularised factor, refinement against the matrix itself. A reusable workspace, for
/// one thread; nothing is allocated after construction.
///
/// The caller writes the values through the maps of the [QuasiDefinitePattern], then factors once and solves often:
///
///     pattern.setHessian(solver.values(), p, 0);  …
///     if (solver.factor()) solver.solve(rhs, 0, x, 0);
///
/// A pivot of the wrong sign means too little regularisation: all pivots are then made again with ten times as much. (Replacing
/// single pivots instead perturbs single unknowns by a lot, and refinement cannot repair that.)
///
/// Refinement gains a factor of δ/|λ| a step on an eigenvalue λ, nothing where that is below the regularisation δ. Matrices with
/// many such eigenvalues – interior points of long chains of differences, of degenerate linear programs – want a smaller δ, others
/// lose digits in the factor by it. So an adaptive δ goes down by a factor of ten where the solves with the last factor were poor, and
/// back where that made them poorer; and where a factor turns out to be useless it is made again with a larger δ. (A flexible GMRES of 15 steps in place of a smaller δ was tried on Maros–Mészáros and netlib: it
/// solves as many programs, in more time.)
public final class QuasiDefiniteSolver {

  /// Regularisation of the first attempt, for matrices in equilibrated units.
  public static final double REGULARISATION = 1e-8;

  /// The same for the first of a series of regular ones.
  private static final double ADAPTIVE_REGULARISATION = 1e-10;

  private static final double LEAST_REGULARISATION = 1e-13;
  private static final double MOST_REGULARISATION = 1e-6;

  /// A relative residual above which the solves with a factor were poor.
  private static final double POOR = 1e-6;

  /// The same above which the factor is made again. That of a regularised system that was solved is
  /// at most 1, in the Euclidean norm: what is above comes from rounding in the factor.
  private static final double USELESS = 2;

  private static final double FIRMER = 100;

  private static final int MOST_REFINEMENTS = 10;
  private static final double RELATIVE_RESIDUAL = 1e-13;
  private static final double ABSOLUTE_RESIDUAL = 1e-14;

  private static final DenseKernels KERNELS = Kernels.dense();

  private final QuasiDefinitePattern pattern;
  private final CompressedColumns upper;
  private final int[] order;
  private final LdlFactor factor;
  private double[] values;
  private boolean isLent;
  private final Refinement refinement;
  private final Refinement.Target matrix = new Matrix();
  private BooleanSupplier stop = () -> false;
  private double regularisation;
  private double first = ADAPTIVE_REGULARISATION;

  /// The largest relative residual of the solves with the last factor, and with the one before it
  /// where that was given less regularisation for it; 0 where there is none.
  private double worst;

  private double worstBefore;
  private boolean isAdaptive;

  public QuasiDefiniteSolver(QuasiDefinitePattern pattern, LdlStructure structure) {
    this.pattern = pattern;
    upper = pattern.symbolic().upper();
    order = pattern.symbolic().order();
    factor = structure.newFactor();
    values = new double[pattern.nonzeros()];
    refinement = new Refinement(pattern.dimension(), 0, MOST_REFINEMENTS);
  }

  public QuasiDefinitePattern pattern() {
    return pattern;
  }

  /// The live values of the matrix, to be written through the maps of the pattern before
  /// [#factor()].
  public double[] values() {
    if (isLent) {
      values = new double[pattern.nonzeros()];
      isLent = false;
    }
    return values;
  }

  /// Asked now and then within factorisations and refinements: true ends them, a factorisation
  /// without a factor, a refinement with the best answer so far.
  public void stopWhen(BooleanSupplier newStop) {
    stop = newStop;
    factor.stopWhen(newStop);
    refinement.stopWhen(newStop);
  }

  /// Forgets how well earlier matrices were solved: the next one has nothing to do with them.
  public void restart() {
    first = ADAPTIVE_REGULARISATION;
    worst = 0;
    worstBefore = 0;
  }

  /// Factors with the usual regularisation.
  ///
  /// @return false if the largest regularisation leaves a pivot of the wrong sign, or the values
  ///   are not finite
  public boolean factor() {
    isAdaptive = false;
    return factor(REGULARISATION);
  }

  /// Factors a matrix that is one of a series, and that is regular, with a regularisation by how
  /// well those before it were solved.
  ///
  /// @return as [#factor()]
  public boolean factorAdaptively() {
    isAdaptive = true;
    adapt();
    return factor(first);
  }

  private boolean factor(double firstRegularisation) {
    for (regularisation = firstRegularisation;
        regularisation < 2 * MOST_REGULARISATION && !stop.getAsBoolean();
        regularisation *= 10)
      if (factor.factor(values, 0, pattern.sign(), regularisation)) return true;
    return false;
  }

  /// Factors the same matrix with more regularisation, which stays.
  private boolean makeFirmer() {
    if (regularisation >= MOST_REGULARISATION) return false;
    first = Math.min(MOST_REGULARISATION, FIRMER * regularisation);
    worst = 0;
    worstBefore = 0;
    return factor(first);
  }

  private void adapt() {
    boolean wasLowered = worstBefore > 0;
    if (wasLowered && worst > worstBefore) {
      first *= 10;
      worstBefore = 0;
    } else {
      boolean lower = worst > POOR && first > LEAST_REGULARISATION;
      worstBefore = lower ? worst : 0;
      if (lower) first = Math.max(LEAST_REGULARISATION, first / 10);
    }
    worst = 0;
  }

  /// What a factorisation leaves, for another solver of the same pattern and structure to go on
  /// with. Immutable.
  public record Numbers(double[] values, LdlFactor.Numbers factor, double regularisation) {
    public long bytes() {
      return 8L * values.length + factor.bytes();
    }
  }

  /// Hands over the matrix and its factor; this solver can still answer with them, and takes new
  /// memory for the next ones.
  public Numbers lend() {
    isLent = true;
    return new Numbers(values, factor.lend(), regularisation);
  }

  /// Goes on with what another solver has handed over.
  public void resume(Numbers numbers) {
    values = numbers.values;
    isLent = true;
    regularisation = numbers.regularisation;
    factor.resume(numbers.factor);
  }

  /// The regularisation that the last factor needed.
  public double regularisation() {
    return regularisation;
  }

  /// The k-th pivot of the last factor, in the order of elimination.
  public double pivot(int k) {
    return factor.pivot(k);
  }

  /// The refinement steps of the last solve.
  public int refinements() {
    return refinement.steps();
  }

  /// Solves the unregularised system as well as refinement can.
  public double solve(double[] rhs, int rhsOffset, double[] x, int xOffset) {
    return solve(rhs, rhsOffset, x, xOffset, 0);
  }

  /// Solves the unregularised system.
  ///
  /// The first solution is that of the regularised system; it is corrected until ‖r‖∞ ≤ ε‖rhs‖∞ +
  /// 1e-14, at most ten times, or until a step gains less than a factor of three; the better of the
  /// last two iterates stays. Where the matrix is singular this ends at a solution if there is one,
  /// and otherwise at a large vector along the null space.
  ///
  /// @param x receives the solution, in the order of the pattern; may be `rhs`
  /// @param accuracy ε, taken as 1e-13 if it is smaller
  /// @return ‖rhs − K x‖∞, or infinity, with x = 0, if no finite solution was found
  public double solve(double[] rhs, int rhsOffset, double[] x, int xOffset, double accuracy) {
    int n = order.length;
    double[] right = refinement.rightY;
    for (int k = 0; k < n; k++) {
      right[k] = rhs[rhsOffset + order[k]];
    }
    double norm = KERNELS.normInf(n, right, 0);
    double goal = Math.max(accuracy, RELATIVE_RESIDUAL) * norm + ABSOLUTE_RESIDUAL;
    double error = refinement.solve(matrix, goal, Double.POSITIVE_INFINITY);
    while (isAdaptive && error > USELESS * norm && makeFirmer())
      error = refinement.solve(matrix, goal, Double.POSITIVE_INFINITY);
    if (error > goal) worst = Math.max(worst, error / norm);
    for (int k = 0; k < n; k++) {
      x[xOffset + order[k]] = refinement.y[k];
    }
    return error;
  }

  /// Solves the regularised system, without refinement.
  public void solveRegularised(double[] rhs, int rhsOffset, double[] x, int xOffset) {
    double[] work = refinement.y;
    for (int k = 0; k < order.length; k++) {
      work[k] = rhs[rhsOffset + order[k]];
    }
    factor.solve(work);
    for (int k = 0; k < order.length; k++) {
      x[xOffset + order[k]] = work[k];
    }
  }

  /// r −= K x. The diagonal is the last entry of every column.
  private void subtractProduct(double[] x, double[] r) {
    int[] start = upper.columnStart();
    int[] row = upper.rowIndex();
    for (int j = 0; j < r.length; j++) {
      double xj = x[j];
      int diagonal = start[j + 1] - 1;
      double sum = 0;
      for (int p = start[j]; p < diagonal; p++) {
        r[row[p]] -= values[p] * xj;
        sum += values[p] * x[row[p]];
      }
      r[j] -= values[diagonal] * xj;
      r[j] -= sum;
    }
  }

  /// The matrix in the order of elimination, and its factor.
  private final class Matrix implements Refinement.Target {
    @Override
    public void answer(double[] x, double[] none) {
      factor.solve(x);
    }

    @Override
    public double subtract(double[] x, double[] none, double[] right, double[] rightOfNone) {
      subtractProduct(x, right);
      return KERNELS.normInf(right.length, right, 0);
    }
  }
}
