package io.ffolayer.solve.interior;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;
import java.util.Arrays;

/// u₂ = K⁻¹(−q, b) of [Embedding]: the part of every direction that Δτ multiplies. Its z and b are
/// rotated.
final class ConstantDirection {
  private static final DenseKernels KERNELS = Kernels.dense();

  final double[] y;
  final double[] z;
  private final double[] py;
  private final double[] rotatedRhs;
  private final double[] q;
  private final double[] b;

  ConstantDirection(ProgramData scaled) {
    q = scaled.linear().values();
    b = scaled.rhs().values();
    y = new double[q.length];
    py = new double[q.length];
    z = new double[b.length];
    rotatedRhs = new double[b.length];
  }

  /// Solves with the last factor of the system.
  void solve(KktSystem kkt, Rotation rotation, ProgramData data, double accuracy) {
    for (int j = 0; j < q.length; j++) y[j] = -q[j];
    System.arraycopy(b, 0, rotatedRhs, 0, b.length);
    rotation.apply(rotatedRhs, 0);
    System.arraycopy(rotatedRhs, 0, z, 0, b.length);
    kkt.solve(y, 0, z, 0, accuracy);
    Arrays.fill(py, 0);
    data.addQuadraticProduct(0, y, 0, py, 0);
  }

  /// den of [Embedding].
  ///
  /// @param l the weights of the rotated rows
  double denominator(HomogeneousPoint point, double[] l) {
    Iterate at = point.iterate;
    double tau = point.tau;
    double distance = 0;
    for (int j = 0; j < y.length; j++)
      distance += (y[j] - at.y[j] / tau) * (py[j] - at.py[j] / tau);
    double terms = dot(q, y) + dot(rotatedRhs, z) + dot(y, py);
    double scaled = 0;
    for (int i = 0; i < l.length; i++) scaled += l[i] * z[i] * z[i];
    return -point.kappa / tau - Math.max(0, distance) + Math.min(terms, -scaled);
  }

  /// (q + 2Pξ)ᵀdy + bᵀdz, ξ = y/τ.
  ///
  /// @param dz rotated
  double gapTerms(HomogeneousPoint point, double[] dy, double[] dz) {
    return dot(q, dy) + 2 / point.tau * dot(point.iterate.py, dy) + dot(rotatedRhs, dz);
  }

  private static double dot(double[] a, double[] b) {
    return KERNELS.dot(a.length, a, 0, b, 0);
  }
}
