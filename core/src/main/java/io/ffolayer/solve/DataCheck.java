package io.ffolayer.solve;

import io.ffolayer.internal.linalg.DenseKernels;
import io.ffolayer.internal.linalg.Kernels;
import io.ffolayer.program.Batched;
import io.ffolayer.program.Layout;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ZeroCone;
import org.jspecify.annotations.Nullable;

/// Whether the numbers of an instance can be those of a convex program: finite where they must be,
/// P symmetric. One pass over the data; whether P is positive semidefinite is seen by the solvers.
public final class DataCheck {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// Asymmetry beyond this part of the largest entry of P is an error, not rounding.
  private static final double ASYMMETRY = 1e-9;

  private DataCheck() {}

  /// What is wrong with an instance, in one sentence, or null.
  public static @Nullable String complaint(ProgramData data, int instance) {
    double largest = largest(data.quadratic(), instance);
    if (!Double.isFinite(largest)) return notFinite("P", data.quadratic(), instance);
    if (!Double.isFinite(largest(data.linear(), instance)))
      return notFinite("q", data.linear(), instance);
    for (int k = 0; k < data.rows().size(); k++)
      if (!Double.isFinite(largest(data.rows().get(k), instance)))
        return notFinite("the matrix of constraint " + k, data.rows().get(k), instance);
    String rhs = rhsComplaint(data, instance);
    if (rhs != null) return rhs;
    return data.structure().quadratic() instanceof Layout.Dense dense
        ? symmetryComplaint(
            dense.rows(), data.quadratic().values(), data.quadratic().offset(instance), largest)
        : null;
  }

  private static double largest(Batched slot, int instance) {
    return KERNELS.normInf(slot.size(), slot.values(), slot.offset(instance));
  }

  private static String notFinite(String slot, Batched values, int instance) {
    int at = values.offset(instance);
    int k = 0;
    while (k < values.size() - 1 && Double.isFinite(values.values()[at + k])) k++;
    return "%s holds %s at position %d; every entry must be finite"
        .formatted(slot, values.values()[at + k], k);
  }

  private static @Nullable String rhsComplaint(ProgramData data, int instance) {
    double[] b = data.rhs().values();
    int at = data.rhs().offset(instance);
    if (Double.isFinite(KERNELS.normInf(data.rhs().size(), b, at))) return null;
    for (int k = 0; k < data.structure().blocks().size(); k++) {
      boolean equality = data.structure().blocks().get(k).cone() instanceof ZeroCone;
      for (int i = 0; i < data.structure().blocks().get(k).rows(); i++, at++)
        if (Double.isNaN(b[at])
            || b[at] == Double.NEGATIVE_INFINITY
            || (equality && Double.isInfinite(b[at])))
          return "the right-hand side of constraint %d holds %s in row %d; %s"
              .formatted(
                  k,
                  b[at],
                  i,
                  equality
                      ? "an equality needs finite numbers"
                      : "it must be finite, or +∞ for no constraint");
    }
    return null;
  }

  private static @Nullable String symmetryComplaint(int n, double[] p, int at, double largest) {
    double worst = 0;
    double allowed = ASYMMETRY * largest;
    for (int ib = 0; ib < n; ib += 8)
      for (int jb = 0; jb <= ib; jb += 8) {
        worst = Math.max(worst, blockAsymmetry(n, p, at, ib, jb));
        if (worst > allowed) return describeAsymmetry(n, p, at, allowed);
      }
    return null;
  }

  private static double blockAsymmetry(int n, double[] p, int at, int ib, int jb) {
    double worst = 0;
    int jEnd = Math.min(n, jb + 8);
    for (int i = ib, iEnd = Math.min(n, ib + 8); i < iEnd; i++)
      for (int j = jb; j < jEnd; j++)
        worst = Math.max(worst, Math.abs(p[at + i * n + j] - p[at + j * n + i]));
    return worst;
  }

  private static String describeAsymmetry(int n, double[] p, int at, double allowed) {
    for (int i = 0; i < n; i++)
      for (int j = 0; j < i; j++)
        if (Math.abs(p[at + i * n + j] - p[at + j * n + i]) > allowed)
          return "P is not symmetric: entry (%d, %d) is %s, entry (%d, %d) is %s. Maybe pass (P + Pᵀ)/2"
              .formatted(i, j, p[at + i * n + j], j, i, p[at + j * n + i]);
    return "P is not symmetric";
  }
}
