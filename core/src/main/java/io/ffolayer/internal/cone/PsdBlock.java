package io.ffolayer.internal.cone;

import io.ffolayer.internal.linalg.dense.RowOrthogonalization;
import io.ffolayer.internal.linalg.dense.SquareMatrices;
import io.ffolayer.internal.linalg.dense.SquareProducts;
import io.ffolayer.internal.linalg.dense.SymmetricEigen;
import java.util.Arrays;

/// Symmetric positive semidefinite k×k matrices as scaled upper triangles ([ScaledTriangle]),
/// self-dual, with the barrier −log det Z and the scaling of Nesterov and Todd (1997):
///
/// ```
/// S = L₁L₁ᵀ, Z = L₂L₂ᵀ (Cholesky)      L₂ᵀL₁ = U diag(λ) Vᵀ      R = L₁V λ^−½      R⁻¹ = λ^−½ UᵀL₂ᵀ
/// W z = RᵀZR = diag(λ) = R⁻¹SR⁻ᵀ = W⁻ᵀs                              H z = R RᵀZ R Rᵀ
/// ```
///
/// (Vandenberghe, *The CVXOPT linear and quadratic cone program solvers*, 2010.) With R = QΣVᵀ the
/// eigenvectors of H are the symmetrised products qᵢqⱼᵀ, its eigenvalues (σᵢσⱼ)²
/// ([EigenvectorRotation]). Both decompositions come from one-sided rotations, which keep the
/// digits of small singular values; and L₁V needs no V, the rotations act on L₁.
///
/// The projection of V = Σ dᵢqᵢqᵢᵀ keeps the positive dᵢ. The direction qᵢqⱼᵀ is inactive where
/// both are positive, active where neither is, and has the weight w = −dⱼ/dᵢ where the signs
/// differ.
final class PsdBlock implements ConeBlock {
  private final int index;
  private final int first;
  private final int order;

  /// R, Rᵀ, R⁻ᵀ and λ of the last scaling.
  private final double[] root;

  private final double[] rootTransposed;
  private final double[] inverse;
  private final double[] lambda;

  private final double[] a;
  private final double[] b;
  private final double[] scratch;
  private final double[] squares;
  private final SymmetricEigen eigen;
  private final SquareProducts products;
  private final RowOrthogonalization orthogonalization;
  private final EigenvectorRotation eigenvectors;

  PsdBlock(int index, int first, int order) {
    this.index = index;
    this.first = first;
    this.order = order;
    root = new double[order * order];
    rootTransposed = new double[order * order];
    inverse = new double[order * order];
    lambda = new double[order];
    a = new double[order * order];
    b = new double[order * order];
    scratch = new double[order * order];
    squares = new double[order];
    eigen = new SymmetricEigen(order);
    products = new SquareProducts(order);
    orthogonalization = new RowOrthogonalization(order, products, eigen);
    eigenvectors = new EigenvectorRotation(order, products);
  }

  @Override
  public int first() {
    return first;
  }

  @Override
  public int end() {
    return first + ScaledTriangle.size(order);
  }

  @Override
  public int degree() {
    return order;
  }

  @Override
  public void start(double[] s, double[] z) {
    Arrays.fill(s, first, end(), 0);
    for (int i = 0; i < order; i++) s[first + ScaledTriangle.at(i, i)] = 1;
    System.arraycopy(s, first, z, first, end() - first);
  }

  @Override
  public boolean scale(double[] s, double[] z, double mu, double[] l, Rotation rotation) {
    ScaledTriangle.expand(order, s, first, a);
    ScaledTriangle.expand(order, z, first, b);
    if (!SquareMatrices.cholesky(order, a) || !SquareMatrices.cholesky(order, b)) return false;
    SquareMatrices.transpose(order, b, scratch);
    products.multiply(a, scratch, inverse);
    // the rows of `inverse` are the columns of L₂ᵀL₁, those of `a` the columns of L₁
    if (!orthogonalization.orthogonalize(inverse, a, squares)) return false;
    for (int j = 0; j < order; j++) {
      lambda[j] = Math.sqrt(squares[j]);
      if (!(lambda[j] > 0)) return false;
      double unit = 1 / Math.sqrt(lambda[j]);
      for (int i = j * order; i < (j + 1) * order; i++) {
        rootTransposed[i] = unit * a[i];
        inverse[i] *= unit / lambda[j];
      }
    }
    products.multiply(inverse, b, scratch);
    SquareMatrices.transpose(order, scratch, inverse);
    SquareMatrices.transpose(order, rootTransposed, root);
    return diagonalize(l, rotation);
  }

  /// l and U from R = QΣVᵀ: the rows of Rᵀ become σⱼqⱼ.
  private boolean diagonalize(double[] l, Rotation rotation) {
    System.arraycopy(rootTransposed, 0, a, 0, a.length);
    if (!orthogonalization.orthogonalize(a, a, squares)) return false;
    for (int j = 0; j < order; j++) {
      if (!(squares[j] > 0)) return false;
      double unit = 1 / Math.sqrt(squares[j]);
      for (int i = j * order; i < (j + 1) * order; i++) a[i] *= unit;
      for (int i = 0; i <= j; i++) l[first + ScaledTriangle.at(i, j)] = squares[i] * squares[j];
    }
    keepEigenvectors(a, rotation);
    return true;
  }

  private void keepEigenvectors(double[] rows, Rotation rotation) {
    double[] kept = rotation.of(index);
    System.arraycopy(rows, 0, kept, 0, kept.length);
  }

  @Override
  public void affineShift(double[] s, double[] shift) {
    System.arraycopy(s, first, shift, first, end() - first);
  }

  /// d_s = s + Wᵀ(λ \ ((W⁻ᵀΔs) ∘ (WΔz) − σμ I)), A ∘ B = (AB + BA)/2, (λ \ V)ᵢⱼ = 2Vᵢⱼ/(λᵢ + λⱼ).
  @Override
  public void combinedShift(
      double[] s, double[] z, double[] ds, double[] dz, double target, double[] shift) {
    scaled(inverse, ds, a);
    scaled(root, dz, b);
    products.multiply(a, b, scratch);
    writeShift(s, target, shift);
  }

  @Override
  public void centeringShift(double[] s, double[] z, double target, double[] shift) {
    Arrays.fill(scratch, 0);
    writeShift(s, target, shift);
  }

  /// shift ← s + Wᵀ(λ \ (sym(V) − target I)), V in [#scratch].
  private void writeShift(double[] s, double target, double[] shift) {
    for (int i = 0; i < order; i++)
      for (int j = 0; j <= i; j++) {
        double product = (scratch[i * order + j] + scratch[j * order + i]) / 2;
        double value = 2 * (product - (i == j ? target : 0)) / (lambda[i] + lambda[j]);
        a[i * order + j] = value;
        a[j * order + i] = value;
      }
    products.congruence(rootTransposed, a, scratch);
    ScaledTriangle.collect(order, a, shift, first);
    for (int i = first; i < end(); i++) shift[i] += s[i];
  }

  /// out ← Gᵀ mat(v) G.
  private void scaled(double[] g, double[] v, double[] out) {
    ScaledTriangle.expand(order, v, first, out);
    products.congruence(g, out, scratch);
  }

  /// In scaled units s and z are diag(λ): −1 over the least eigenvalue of λ^−½ (W⁻ᵀΔs) λ^−½, and of
  /// the same of WΔz.
  @Override
  public double longestStep(double[] s, double[] ds, double[] z, double[] dz) {
    return Math.min(stepToBoundary(inverse, ds), stepToBoundary(root, dz));
  }

  private double stepToBoundary(double[] g, double[] d) {
    scaled(g, d, a);
    for (int i = 0; i < order; i++)
      for (int j = 0; j < order; j++)
        a[i * order + j] /= Math.sqrt(lambda[i]) * Math.sqrt(lambda[j]);
    if (!eigen.values(a)) return 0;
    double least = 0;
    for (double value : eigen.values()) least = Math.min(least, value);
    return least < 0 ? -1 / least : Double.POSITIVE_INFINITY;
  }

  @Override
  public void snap(double[] s, double[] z, FaceScales scales, FaceRows face) {
    double[] l = face.l, distance = face.distance;
    double ofSlack = scales.slack()[first], ofDual = scales.dual()[first];
    for (int i = first; i < end(); i++) s[i] = s[i] / ofSlack - z[i] / ofDual;
    ScaledTriangle.expand(order, s, first, a);
    eigen.decompose(a);
    double[] d = eigen.values();
    Arrays.fill(distance, first, end(), Double.POSITIVE_INFINITY);
    for (int j = 0; j < order; j++) {
      distance[first + ScaledTriangle.at(j, j)] = d[j];
      for (int i = 0; i <= j; i++)
        l[first + ScaledTriangle.at(i, j)] =
            inverseWeight(Math.max(d[i], d[j]), Math.min(d[i], d[j])) * (ofSlack / ofDual);
    }
    keepEigenvectors(eigen.vectors(), face.rotation);
    compose(1, ofSlack, s);
    compose(-1, ofDual, z);
  }

  /// 1/w of a direction between two eigenvalues.
  private static double inverseWeight(double larger, double smaller) {
    if (!(larger > 0)) return 0;
    return smaller < 0 ? larger / -smaller : Double.POSITIVE_INFINITY;
  }

  /// x ← scale · Σ max(0, sign · dᵢ) qᵢqᵢᵀ.
  private void compose(int sign, double scale, double[] x) {
    double[] d = eigen.values(), rows = eigen.vectors();
    for (int i = 0; i < order; i++) {
      double part = scale * Math.max(0, sign * d[i]);
      for (int j = i * order; j < (i + 1) * order; j++) a[j] = part * rows[j];
    }
    products.multiplyTransposed(rows, a, b);
    ScaledTriangle.collect(order, b, x, first);
  }

  /// The eigenvalues of s − z decide; a direction between two of them goes with the larger one.
  @Override
  public void takePart(double[] s, double[] z, double floor, double[] l, Rotation rotation) {
    for (int i = first; i < end(); i++) l[i] = s[i] - z[i];
    ScaledTriangle.expand(order, l, first, a);
    eigen.decompose(a);
    double[] d = eigen.values();
    for (int j = 0; j < order; j++)
      for (int i = 0; i <= j; i++) {
        boolean active = d[i] + d[j] < 0 && -Math.min(d[i], d[j]) > floor;
        l[first + ScaledTriangle.at(i, j)] = active ? 0 : Double.POSITIVE_INFINITY;
      }
    keepEigenvectors(eigen.vectors(), rotation);
  }

  @Override
  public void project(double[] s) {
    ScaledTriangle.expand(order, s, first, a);
    eigen.decompose(a);
    double least = 0;
    for (double value : eigen.values()) least = Math.min(least, value);
    if (least < 0) compose(1, 1, s);
  }

  @Override
  public void projectDual(double[] z) {
    project(z);
  }

  @Override
  public int rotationSize() {
    return order * order;
  }

  @Override
  public void rotate(Rotation rotation, double[] rows, int at, int columns) {
    eigenvectors.rotate(rotation.of(index), rows, at, columns);
  }

  @Override
  public void rotateBack(Rotation rotation, double[] v, int at) {
    eigenvectors.rotateBack(rotation.of(index), v, at);
  }
}
