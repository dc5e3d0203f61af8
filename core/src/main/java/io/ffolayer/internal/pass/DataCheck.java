package io.ffolayer.internal.pass;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.AffineMap;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Whether the numbers of a batch can be those of convex programs: finite where they must be, P
/// symmetric. What the instances share is looked at once, what is constant when the layer is made;
/// the rest costs one pass over an instance's data. Whether P is positive semidefinite is seen by
/// the solvers.
///
/// Symmetry is seen by two products with one generic vector, P x = Pᵀx, which run at the speed of
/// memory; entries are compared one by one only to name the culprit.
public final class DataCheck {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// Asymmetry beyond this part of the largest entry of P is an error, not rounding.
  private static final double ASYMMETRY = 1e-9;

  private static final String CURVED =
      "a cone that is no list of inequalities needs finite numbers";

  private final ProgramData data;
  private final double[] generic;
  private final @Nullable String sharedComplaint;

  private DataCheck(ProgramData data, boolean constants) {
    this.data = data;
    generic =
        data.structure().quadratic() instanceof Layout.Dense
            ? new SplittableRandom(1).doubles(data.structure().variables(), 0.5, 1.5).toArray()
            : new double[0];
    sharedComplaint =
        complaint(
            0,
            slot -> slot.isShared() && (constants || !(slot.origin() instanceof AffineMap.Fixed)));
  }

  /// For the instances of one call. Constants are trusted: they were looked at when the layer was
  /// made.
  public static DataCheck of(ProgramData data) {
    return new DataCheck(data, false);
  }

  /// What is wrong with the slots that all instances share, constants included, or null.
  private static @Nullable String sharedComplaint(ProgramData data) {
    return new DataCheck(data, true).sharedComplaint;
  }

  /// Puts zeros in place of the parameters and asks for what is wrong with the rest.
  ///
  /// @return the program itself
  /// @throws IllegalArgumentException if a constant holds NaN or an infinity where none belongs, or
  ///   a constant P is not symmetric
  static CanonicalProgram requireValidConstants(CanonicalProgram canonical) {
    int count = canonical.parameters().size();
    double[][] zeros = new double[count][];
    int[] sizes = new int[count];
    for (int p = 0; p < count; p++) {
      sizes[p] = canonical.parameters().get(p).size();
      zeros[p] = new double[sizes[p]];
    }
    ProgramData data =
        canonical.program().at(new ParameterValues(1, zeros, sizes, new boolean[count]));
    String complaint = sharedComplaint(data);
    if (complaint != null)
      throw new IllegalArgumentException("a constant of the program is not valid: " + complaint);
    return canonical;
  }

  /// What is wrong with an instance, in one sentence, or null.
  ///
  /// @param work overwritten, 2n values
  public @Nullable String complaint(int instance, double[] work) {
    return sharedComplaint != null
        ? sharedComplaint
        : complaint(instance, slot -> !slot.isShared(), work);
  }

  private interface Slots {
    boolean include(Batched slot);
  }

  private @Nullable String complaint(int instance, Slots slots) {
    return complaint(instance, slots, new double[2 * data.structure().variables()]);
  }

  private @Nullable String complaint(int instance, Slots slots, double[] work) {
    if (slots.include(data.quadratic())) {
      if (!data.p().allFinite(instance)) return notFinite("P", data.quadratic(), instance);
      String asymmetric = asymmetry(instance, work);
      if (asymmetric != null) return asymmetric;
    }
    if (slots.include(data.linear()) && !allFinite(data.linear(), instance))
      return notFinite("q", data.linear(), instance);
    for (int k = 0; k < data.rows().size(); k++)
      if (slots.include(data.rows().get(k)) && !data.block(k).allFinite(instance))
        return notFinite("the matrix of constraint " + k, data.rows().get(k), instance);
    return slots.include(data.rhs()) ? rhsComplaint(instance) : null;
  }

  private static boolean allFinite(Batched slot, int instance) {
    return KERNELS.allFinite(slot.size(), slot.values(), slot.offset(instance));
  }

  private static String notFinite(String slot, Batched values, int instance) {
    int at = values.offset(instance);
    int k = 0;
    while (k < values.size() - 1 && Double.isFinite(values.values()[at + k])) k++;
    return "%s holds %s at position %d; every entry must be finite"
        .formatted(slot, values.values()[at + k], k);
  }

  private @Nullable String rhsComplaint(int instance) {
    double[] b = data.rhs().values();
    int at = data.rhs().offset(instance);
    if (KERNELS.allFinite(data.rhs().size(), b, at)) return null;
    for (ProgramStructure.ConeRows part : data.structure().cones()) {
      boolean mayBeAbsent = part.cone() instanceof NonnegativeCone;
      for (int i = part.first(); i < part.end(); i++)
        if (!Double.isFinite(b[at + i]) && !(mayBeAbsent && b[at + i] == Double.POSITIVE_INFINITY))
          return rhsComplaint(part.cone(), i, b[at + i]);
    }
    return null;
  }

  private String rhsComplaint(Cone cone, int row, double value) {
    int k = 0;
    while (row >= data.structure().firstRow(k + 1)) k++;
    return "the right-hand side of constraint %d holds %s in row %d; %s"
        .formatted(
            k,
            value,
            row - data.structure().firstRow(k),
            switch (cone) {
              case ZeroCone zero -> "an equality needs finite numbers";
              case NonnegativeCone rows -> "it must be finite, or +∞ for no constraint";
              case SecondOrderCone curved -> CURVED;
              case PsdCone curved -> CURVED;
              case ExponentialCone curved -> CURVED;
              case PowerCone curved -> CURVED;
              case ProductCone product -> throw new AssertionError("products were taken apart");
            });
  }

  private @Nullable String asymmetry(int instance, double[] work) {
    if (!(data.structure().quadratic() instanceof Layout.Dense dense)) return null;
    int n = dense.rows();
    double[] p = data.quadratic().values();
    int at = data.quadratic().offset(instance);
    Arrays.fill(work, 0, 2 * n, 0.0);
    KERNELS.rowsMultiply(n, n, 1, p, at, n, generic, 0, 0, work, 0);
    KERNELS.rowsMultiplyTransposed(n, n, 1, p, at, n, generic, 0, 0, work, n);
    double size = KERNELS.normInf(n, work, 0);
    KERNELS.axpy(n, -1, work, 0, work, n);
    boolean symmetric = KERNELS.normInf(n, work, n) <= 0.1 * ASYMMETRY / n * size;
    return symmetric ? null : describeAsymmetry(n, p, at);
  }

  /// The first pair of entries that differ by more than rounding, or null.
  private static @Nullable String describeAsymmetry(int n, double[] p, int at) {
    double allowed = ASYMMETRY * KERNELS.normInf(n * n, p, at);
    for (int i = 0; i < n; i++)
      for (int j = 0; j < i; j++)
        if (Math.abs(p[at + i * n + j] - p[at + j * n + i]) > allowed)
          return "P is not symmetric: entry (%d, %d) is %s, entry (%d, %d) is %s. Maybe pass (P + Pᵀ)/2"
              .formatted(i, j, p[at + i * n + j], j, i, p[at + j * n + i]);
    return null;
  }
}
