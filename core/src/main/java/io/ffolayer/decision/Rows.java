package io.ffolayer.decision;

import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;

/// Rows of `[B, n]` tensors.
final class Rows {
  private Rows() {}

  static void requireMatrix(String what, Tensor tensor) {
    if (tensor.rank() != 2)
      throw new ShapeException(
          "%s have shape %s, expected [B, n], a row per instance. Maybe reshape(1, n) for one"
              .formatted(what, Arrays.toString(tensor.shape())));
  }

  static void requireShape(String what, Tensor tensor, Tensor like, String other) {
    requireMatrix(what, tensor);
    if (!Arrays.equals(tensor.shape(), like.shape()))
      throw new ShapeException(
          "%s have shape %s, %s %s. Maybe take the same instances of both, with rows(…)"
              .formatted(
                  what, Arrays.toString(tensor.shape()), other, Arrays.toString(like.shape())));
  }

  static double[] row(Tensor tensor, int i) {
    int n = tensor.axis(1);
    return Arrays.copyOfRange(tensor.values(), i * n, (i + 1) * n);
  }

  static Tensor rows(Tensor tensor, int... instances) {
    int n = tensor.axis(1);
    double[] some = new double[Tensor.sizeOf(instances.length, n)];
    for (int k = 0; k < instances.length; k++)
      System.arraycopy(tensor.values(), instances[k] * n, some, k * n, n);
    return Tensor.wrap(some, instances.length, n);
  }

  static boolean isFinite(double[] x) {
    for (double v : x) if (!Double.isFinite(v)) return false;
    return true;
  }

  static double dot(Tensor x, int i, Tensor y, int j) {
    int n = x.axis(1);
    double sum = 0;
    for (int k = 0; k < n; k++) sum += x.values()[i * n + k] * y.values()[j * n + k];
    return sum;
  }

  /// −x, without negative zeros.
  static Tensor negated(Tensor x) {
    return combined(0, x, -1, x);
  }

  /// a x + b y.
  static Tensor combined(double a, Tensor x, double b, Tensor y) {
    double[] sum = new double[x.size()];
    if (a == 0) for (int k = 0; k < sum.length; k++) sum[k] = 0 + b * y.values()[k];
    else for (int k = 0; k < sum.length; k++) sum[k] = a * x.values()[k] + b * y.values()[k];
    return Tensor.wrap(sum, y.shape());
  }

  /// How much worse a decision is than the best, at the costs of which that is the best: cᵀ(w −
  /// best) + r(w) − r(best).
  static double excess(Tensor costs, Decisions decision, Decisions best, int i) {
    int n = costs.axis(1);
    double sum = decision.terms()[i] - best.terms()[i];
    for (int k = i * n; k < (i + 1) * n; k++)
      sum += costs.values()[k] * (decision.values().values()[k] - best.values().values()[k]);
    return sum;
  }
}
