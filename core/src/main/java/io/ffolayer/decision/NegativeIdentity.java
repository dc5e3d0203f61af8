package io.ffolayer.decision;

import io.ffolayer.program.Tensor;
import java.util.Arrays;

/// The solver as the negative identity on the way back (Sahoo et al., *Backpropagation through
/// combinatorial algorithms: identity with projection works*, ICLR 2023, §3):
///
/// ```
/// ∂ℓ/∂ĉ = −P′(ĉ)ᵀ ∂ℓ/∂w
/// ```
///
/// P maps costs to costs with the same decisions, so that no step is spent on what changes none.
///
/// @param projection P, of what leaves decisions as they are
/// @implNote No more decisions. O(n) per instance.
public record NegativeIdentity(Projection projection) implements DecisionGradient {
  /// Without a projection.
  public NegativeIdentity() {
    this(Projection.NONE);
  }

  /// What changes of the costs are known to change no decision.
  public enum Projection {
    /// P(c) = c.
    NONE,
    /// P(c) = c − mean(c): where 1ᵀw is the same for all decisions.
    MEAN,
    /// P(c) = c/‖c‖: where the objective is linear, a positive factor changes no decision. At c = 0
    /// there is no such P; the gradient is 0 there.
    NORM,
    /// Both, mean first.
    STANDARD
  }

  @Override
  public Pulled backwardMinimizing(
      Decider decider, Tensor costs, Decisions decisions, Tensor cotangent) {
    int n = costs.axis(1);
    double[] gradient = new double[costs.size()];
    for (int i = 0; i < costs.axis(0); i++) {
      if (!decisions.isDecided(i)) continue;
      double[] c = Rows.row(costs, i), g = Rows.row(cotangent, i);
      pullBack(c, g);
      for (int k = 0; k < n; k++) gradient[i * n + k] = 0 - g[k];
    }
    return new Pulled(Tensor.wrap(gradient, costs.shape()), decisions.statuses());
  }

  /// g ← P′(c)ᵀ g; the costs are overwritten.
  private void pullBack(double[] c, double[] g) {
    boolean mean = projection == Projection.MEAN || projection == Projection.STANDARD;
    if (mean) center(c);
    if (projection == Projection.NORM || projection == Projection.STANDARD) unitLength(c, g);
    if (mean) center(g);
  }

  private static void center(double[] x) {
    double mean = Arrays.stream(x).sum() / x.length;
    for (int k = 0; k < x.length; k++) x[k] -= mean;
  }

  /// (I − ccᵀ/‖c‖²) g / ‖c‖.
  private static void unitLength(double[] c, double[] g) {
    double square = 0, along = 0;
    for (int k = 0; k < c.length; k++) {
      square += c[k] * c[k];
      along += c[k] * g[k];
    }
    for (int k = 0; k < c.length; k++)
      g[k] = square > 0 ? (g[k] - c[k] * (along / square)) / Math.sqrt(square) : 0;
  }
}
