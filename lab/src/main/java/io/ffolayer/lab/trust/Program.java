package io.ffolayer.lab.trust;

import io.ffolayer.program.Cone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program in plain dense numbers: min ½yᵀPy + qᵀy, Ay + s = b, s ∈ K.
///
/// @param p n×n symmetric, or null for none
/// @param cones in the order of the rows
/// @param loss what is differentiated
public record Program(
    double @Nullable [][] p, double[] q, double[][] a, double[] b, List<Cone> cones, Loss loss) {
  /// ℓ = cᵀy + dᵀz.
  public record Loss(double[] c, double[] d) {}

  public int n() {
    return q.length;
  }

  public int m() {
    return b.length;
  }
}
