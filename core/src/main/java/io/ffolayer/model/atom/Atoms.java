package io.ffolayer.model.atom;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.Map;

/// The atoms as functions, for static import. Signs, curvature and monotonicity are as in
/// disciplined convex programming; where a domain is given, the value is infinite outside, and a
/// problem keeps inside it without further constraints.
public final class Atoms {
  private Atoms() {}

  /// |x|, entry by entry. Convex.
  public static Expression abs(Expression x) {
    return Expression.of(new Abs(), x);
  }

  /// x², entry by entry. Convex, quadratic.
  public static Expression square(Expression x) {
    return Expression.of(new Square(), x);
  }

  /// max(x, 0), entry by entry. Convex, increasing.
  public static Expression pos(Expression x) {
    return Expression.of(new Pos(), x);
  }

  /// max(−x, 0), entry by entry. Convex, decreasing.
  public static Expression neg(Expression x) {
    return pos(x.negate());
  }

  /// x² where |x| ≤ M, 2M|x| − M² beyond, entry by entry. Convex.
  ///
  /// @param threshold M ≥ 0
  public static Expression huber(Expression x, double threshold) {
    return huber(x, Constant.scalar(threshold));
  }

  /// x² where |x| ≤ M, 2M|x| − M² beyond, entry by entry. Convex.
  ///
  /// @param threshold M, a number known to be ≥ 0, without variables
  public static Expression huber(Expression x, Expression threshold) {
    return Expression.of(new Huber(), x, threshold);
  }

  /// eˣ, entry by entry. Convex, increasing.
  public static Expression exp(Expression x) {
    return Expression.of(new Exp(), x);
  }

  /// log x, entry by entry, x > 0. Concave, increasing.
  public static Expression log(Expression x) {
    return Expression.of(new Log(), x);
  }

  /// log(1 + x), entry by entry, x > −1. Concave, increasing.
  public static Expression log1p(Expression x) {
    return Expression.of(new Log1p(), x);
  }

  /// −x log x, entry by entry, x ≥ 0. Concave.
  public static Expression entropy(Expression x) {
    return Expression.of(new Entropy(), x);
  }

  /// x log(x/y), entry by entry, x ≥ 0, y > 0. Convex, decreasing in y.
  public static Expression relEntropy(Expression x, Expression y) {
    return Expression.of(new RelEntropy(), x, y);
  }

  /// x log(x/y) − x + y, entry by entry, x ≥ 0, y > 0. Convex.
  public static Expression klDiv(Expression x, Expression y) {
    return Expression.of(new KlDiv(), x, y);
  }

  /// log(1 + eˣ), entry by entry. Convex, increasing.
  public static Expression logistic(Expression x) {
    return Expression.of(new Logistic(), x);
  }

  /// x eˣ, entry by entry, x ≥ 0. Convex, increasing.
  public static Expression xexp(Expression x) {
    return Expression.of(new Xexp(), x);
  }

  /// xᵖ, entry by entry: convex for even p on the whole line, for other p > 1 on x ≥ 0 and for p <
  /// 0 on x > 0; concave for 0 < p < 1 on x ≥ 0; x itself for p = 1, 1 for p = 0.
  public static Expression power(Expression x, double p) {
    if (p == 0) return Constant.constant(Tensor.zeros(x.shape())).plus(1);
    if (p == 1) return x;
    return p == 2 ? square(x) : Expression.of(new Power(p), x);
  }

  /// xᵖ, entry by entry, x > 0, for an exponent p that is a scalar expression of constants and
  /// parameters. With parameters it is for geometric programs, where it is log-log affine.
  public static Expression power(Expression x, Expression p) {
    if (!p.hasVariables() && !p.hasParameters() && p.isScalar())
      return power(x, p.value(Map.of()).item());
    return Expression.of(new ParametricPower(), x, p);
  }

  /// √x, entry by entry, x ≥ 0. Concave, increasing.
  public static Expression sqrt(Expression x) {
    return power(x, 0.5);
  }

  /// 1/x, entry by entry, x > 0. Convex, decreasing.
  public static Expression inverse(Expression x) {
    return power(x, -1);
  }

  /// The largest of several arguments, entry by entry. Convex, increasing.
  public static Expression maximum(Expression... arguments) {
    return Expression.of(new Maximum(), arguments);
  }

  /// The smallest of several arguments, entry by entry. Concave, increasing.
  public static Expression minimum(Expression... arguments) {
    return Expression.of(new Minimum(), arguments);
  }

  /// The largest entry. Convex, increasing.
  public static Expression max(Expression x) {
    return Expression.of(new Max(), x);
  }

  /// The smallest entry. Concave, increasing.
  public static Expression min(Expression x) {
    return Expression.of(new Min(), x);
  }

  /// The sum of the k largest entries. Convex, increasing.
  public static Expression sumLargest(Expression x, int k) {
    return Expression.of(new SumLargest(k), x);
  }

  /// Σ |x_k|. Convex.
  public static Expression norm1(Expression x) {
    return abs(x).sum();
  }

  /// ‖x‖₂ over all entries. Convex.
  public static Expression norm2(Expression x) {
    return Expression.of(new Norm2(), x);
  }

  /// max |x_k|. Convex.
  public static Expression normInf(Expression x) {
    return Expression.of(new NormInf(), x);
  }

  /// (Σ |x_k|ᵖ)^(1/p) over all entries: convex for p ≥ 1, +∞ included; concave on x ≥ 0 for p < 1.
  ///
  /// @throws IllegalArgumentException if p is 0, −∞ or NaN
  public static Expression pnorm(Expression x, double p) {
    if (p == 1) return norm1(x);
    if (p == 2) return norm2(x);
    return p == Double.POSITIVE_INFINITY ? normInf(x) : Expression.of(new PNorm(p), x);
  }

  /// Σ x_k². Convex, quadratic.
  public static Expression sumSquares(Expression x) {
    return Expression.of(new SumSquares(), x);
  }

  /// xᵀPx, P symmetric, a constant or a parameter. Convex where P is positive semidefinite, concave
  /// where −P is; quadratic.
  ///
  /// @throws IllegalArgumentException if P is a constant that is not symmetric
  public static Expression quadForm(Expression x, Expression p) {
    Matrices.rejectAsymmetry("quadForm", p);
    return Expression.of(QuadForm.of(p), x, p);
  }

  /// Σ x_k² / y, y > 0 a number. Convex, decreasing in y.
  public static Expression quadOverLin(Expression x, Expression y) {
    return Expression.of(new QuadOverLin(), x, y);
  }

  /// log Σ exp x_k over all entries. Convex, increasing.
  public static Expression logSumExp(Expression x) {
    return Expression.of(new LogSumExp(), x);
  }

  /// log Σ exp of several arguments, entry by entry. Convex, increasing.
  public static Expression logAddExp(Expression... arguments) {
    return Expression.of(new LogAddExp(), arguments);
  }

  /// The geometric mean of all entries, x ≥ 0. Concave, increasing.
  public static Expression geoMean(Expression x) {
    return Expression.of(GeoMean.ofEqual(x.size()), x);
  }

  /// Π x_k^(w_k / Σw), x ≥ 0. Concave, increasing.
  ///
  /// @param weights ≥ 0, one per entry, not all 0
  public static Expression geoMean(Expression x, double... weights) {
    return Expression.of(new GeoMean(Arrays.stream(weights).boxed().toList()), x);
  }

  /// The harmonic mean n / Σ (1/x_k), x > 0. Concave, increasing.
  public static Expression harmonicMean(Expression x) {
    return pnorm(x, -1).times(x.size());
  }

  /// The largest eigenvalue of a symmetric matrix; of another, of its symmetric part. Convex.
  public static Expression lambdaMax(Expression x) {
    return Expression.of(new LambdaMax(), x);
  }

  /// The smallest eigenvalue of a symmetric matrix; of another, of its symmetric part. Concave.
  public static Expression lambdaMin(Expression x) {
    return lambdaMax(x.negate()).negate();
  }

  /// The sum of the k largest eigenvalues of a symmetric matrix. Convex.
  public static Expression sumLargestEigenvalues(Expression x, int k) {
    return Expression.of(new SumLargestEigenvalues(k), x);
  }

  /// The sum of the singular values of a matrix. Convex.
  public static Expression normNuc(Expression x) {
    return Expression.of(new NormNuc(), x);
  }

  /// The largest singular value of a matrix. Convex.
  public static Expression sigmaMax(Expression x) {
    return Expression.of(new SigmaMax(), x);
  }

  /// tr XᵀP⁻¹X, P symmetric positive definite. Convex in both.
  public static Expression matrixFrac(Expression x, Expression p) {
    return Expression.of(new MatrixFrac(), x, p);
  }

  /// log det X, X symmetric positive definite. Concave.
  public static Expression logDet(Expression x) {
    return Expression.of(new LogDet(), x);
  }

  /// tr X⁻¹, X symmetric positive definite. Convex.
  public static Expression traceInv(Expression x) {
    return Expression.of(new TraceInv(), x);
  }
}
