package io.ffolayer.internal.pass;

import io.ffolayer.program.ParameterValues;
import io.ffolayer.solve.WarmStart;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The product of a Hessian with a direction v by central differences of gradients:
///
/// ```
/// H v ≈ (g(θ + h v) − g(θ − h v)) / 2h,    h = 3e-5 max(1, ‖θ‖∞) / ‖v‖∞
/// ```
///
/// Truncation is O(h²) and noise is (error of a gradient)/h; gradients are good to about 1e-12, so
/// that both are near 1e-8 at this h.
public final class HessianProduct {
  private static final double STEP = 3e-5;

  private final SolvedBatch solved;
  private final double[] @Nullable [] direction;

  /// @param direction for each parameter that moves an array of the length of what was given to the
  ///   forward pass, null for the others
  public HessianProduct(SolvedBatch solved, double[] @Nullable [] direction) {
    this.solved = solved;
    this.direction = direction;
  }

  /// @param gradients of the loss at a solved batch, one array per parameter
  public double[][] of(Function<SolvedBatch, double[][]> gradients) {
    double step = step();
    double[][] up = gradients.apply(solvedAt(step));
    double[][] down = gradients.apply(solvedAt(-step));
    double[][] product = new double[up.length][];
    for (int p = 0; p < up.length; p++) {
      product[p] = up[p].clone();
      for (int k = 0; k < product[p].length; k++)
        product[p][k] = (product[p][k] - down[p][k]) / (2 * step);
    }
    return product;
  }

  private double step() {
    double length = 0;
    double size = 1;
    for (int p = 0; p < direction.length; p++) {
      double[] along = direction[p];
      if (along == null) continue;
      for (double v : along) length = Math.max(length, Math.abs(v));
      for (double v : solved.inputs().given().values()[p])
        if (Double.isFinite(v)) size = Math.max(size, Math.abs(v));
    }
    return length == 0 ? 1 : STEP * size / length;
  }

  private SolvedBatch solvedAt(double step) {
    ParameterValues given = solved.inputs().given();
    double[][] moved = given.values().clone();
    for (int p = 0; p < moved.length; p++) {
      double[] along = direction[p];
      if (along == null) continue;
      double[] at = moved[p];
      moved[p] = new double[at.length];
      for (int k = 0; k < at.length; k++) moved[p][k] = step * along[k] + at[k];
    }
    ParameterValues there =
        new ParameterValues(given.batch(), moved, given.sizes(), given.batched());
    LayerCore core = solved.core();
    return ForwardSolve.of(core, Inputs.beside(core.canonical(), there), this::point);
  }

  private WarmStart.Point point(int instance) {
    return solved.point(instance);
  }
}
