package io.ffolayer.internal.linalg.krylov;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// Iterative refinement: the answer of a factor to a system that it is only close to is corrected
/// by its answer to what is left of the right-hand side,
///
/// ```
/// x ← x + F⁻¹ (b − K x)          x = (y, z),  from x = 0
/// ```
///
/// until the residual ‖b − K x‖∞ is below a goal, or a step gains less than a factor of three, or
/// too many were made. A step that makes the residual larger is taken back, so that the best point
/// stays. (Wilkinson 1963; with a regularised F it finds the digits that regularisation hides.)
///
/// The memory of one thread; allocates nothing after construction.
public final class Refinement {
  /// The system that is solved, and the factor that stands for it.
  public interface Target {
    /// Answers with the factor, in place: (y, z) ← F⁻¹ (y, z).
    void answer(double[] y, double[] z);

    /// What is left of a right-hand side: (rightY, rightZ) ← (rightY, rightZ) − K (y, z).
    ///
    /// @return its largest entry, NaN where one is
    double subtract(double[] y, double[] z, double[] rightY, double[] rightZ);
  }

  private static final double LEAST_GAIN = 3;

  /// The right-hand side, to be written before [#solve].
  public final double[] rightY;

  public final double[] rightZ;

  /// The best point, to be read after it.
  public final double[] y;

  public final double[] z;

  private final double[] trialY;
  private final double[] trialZ;
  private final double[] residualY;
  private final double[] residualZ;
  private final int mostSteps;
  private BooleanSupplier stop = () -> false;
  private int steps;

  /// @param variables length of y, with the padding that the factor may want: kept 0
  /// @param rows length of z
  /// @param mostSteps corrections of the first answer
  public Refinement(int variables, int rows, int mostSteps) {
    this.mostSteps = mostSteps;
    rightY = new double[variables];
    rightZ = new double[rows];
    y = new double[variables];
    z = new double[rows];
    trialY = new double[variables];
    trialZ = new double[rows];
    residualY = new double[variables];
    residualZ = new double[rows];
  }

  /// Asked before every correction: true ends the refinement with the best point so far.
  public void stopWhen(BooleanSupplier newStop) {
    stop = newStop;
  }

  /// Solves for the right-hand side.
  ///
  /// @param goal the residual at which to end
  /// @param bound the first answer is taken only if its residual is below this, otherwise the
  ///   answer is 0: the largest entry of the right-hand side, which is the residual of 0; or +∞ to
  ///   take any finite answer
  /// @return the residual of the answer, or `bound` where the answer is 0
  public double solve(Target target, double goal, double bound) {
    Arrays.fill(y, 0);
    Arrays.fill(z, 0);
    System.arraycopy(rightY, 0, residualY, 0, rightY.length);
    System.arraycopy(rightZ, 0, residualZ, 0, rightZ.length);
    double error = bound;
    for (steps = 0; steps <= mostSteps; steps++) {
      correct(target);
      double now = target.subtract(trialY, trialZ, residualY, residualZ);
      if (!(now < error)) break;
      boolean slow = steps > 0 && now > error / LEAST_GAIN;
      error = now;
      System.arraycopy(trialY, 0, y, 0, y.length);
      System.arraycopy(trialZ, 0, z, 0, z.length);
      if (slow || error <= goal || stop.getAsBoolean()) break;
    }
    return error;
  }

  /// One answer of the factor, neither checked nor corrected.
  public void solveOnce(Target target) {
    System.arraycopy(rightY, 0, y, 0, y.length);
    System.arraycopy(rightZ, 0, z, 0, z.length);
    target.answer(y, z);
    steps = 0;
  }

  /// trial ← (y, z) + F⁻¹ residual, and the right-hand side in place of the residual.
  private void correct(Target target) {
    System.arraycopy(residualY, 0, trialY, 0, trialY.length);
    System.arraycopy(residualZ, 0, trialZ, 0, trialZ.length);
    target.answer(trialY, trialZ);
    for (int j = 0; j < y.length; j++) trialY[j] += y[j];
    for (int i = 0; i < z.length; i++) trialZ[i] += z[i];
    System.arraycopy(rightY, 0, residualY, 0, rightY.length);
    System.arraycopy(rightZ, 0, residualZ, 0, rightZ.length);
  }

  /// Corrections that the last solve made.
  public int steps() {
    return Math.min(steps, mostSteps);
  }
}
