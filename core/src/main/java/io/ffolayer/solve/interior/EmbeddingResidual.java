package io.ffolayer.solve.interior;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramData;

/// What a [HomogeneousPoint] leaves of the equations of the embedding: r_d, r_p, r_g and μ of
/// [Embedding].
final class EmbeddingResidual {
  private static final DenseKernels KERNELS = Kernels.dense();

  final double[] dual;
  final double[] primal;
  double gap;
  double mu;

  EmbeddingResidual(int variables, int rows) {
    dual = new double[variables];
    primal = new double[rows];
  }

  /// Takes a point, whose products are computed here.
  ///
  /// @param degree ν of the cones together
  void of(HomogeneousPoint point, ProgramData data, int degree) {
    Iterate at = point.iterate;
    double[] q = data.linear().values(), b = data.rhs().values();
    double tau = point.tau, kappa = point.kappa;
    at.multiply(data);
    double yPy = dot(at.y, at.py);
    for (int j = 0; j < dual.length; j++) dual[j] = at.py[j] + at.atz[j] + q[j] * tau;
    for (int i = 0; i < primal.length; i++) primal[i] = at.ay[i] + at.s[i] - b[i] * tau;
    gap = kappa + dot(q, at.y) + dot(b, at.z) + yPy / tau;
    mu = (dot(at.s, at.z) + tau * kappa) / (degree + 1);
  }

  private static double dot(double[] a, double[] b) {
    return KERNELS.dot(a.length, a, 0, b, 0);
  }
}
