package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.diag;
import static io.ffolayer.model.Affine.hstack;
import static io.ffolayer.model.Affine.vstack;

import io.ffolayer.internal.linalg.dense.SymmetricEigen;
import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the atoms of matrices share: checks, spectra of numbers, and matrices of new variables.
final class Matrices {
  private Matrices() {}

  static void requireMatrix(String atom, int... shape) {
    if (shape.length != 2)
      throw new ShapeException(
          atom + " needs a matrix, its argument has shape " + Arrays.toString(shape));
  }

  static void requireSquare(String atom, int... shape) {
    if (shape.length != 2 || shape[0] != shape[1])
      throw new ShapeException(
          atom + " needs a square matrix, its argument has shape " + Arrays.toString(shape));
  }

  /// The eigenvalues of the symmetric part, ascending; NaN where an entry is not finite.
  static double[] eigenvalues(Tensor matrix) {
    int n = matrix.axis(0);
    SymmetricEigen eigen = new SymmetricEigen(n);
    if (!eigen.values(symmetricPart(matrix))) return filled(n, Double.NaN);
    double[] ascending = eigen.values().clone();
    Arrays.sort(ascending);
    return ascending;
  }

  /// V diag(f(λ)) Vᵀ of the symmetric part V diag(λ) Vᵀ, row-major; NaN where an entry is not
  /// finite.
  static double[] spectral(Tensor matrix, DoubleUnaryOperator f) {
    int n = matrix.axis(0);
    SymmetricEigen eigen = new SymmetricEigen(n);
    if (!eigen.decompose(symmetricPart(matrix))) return filled(n * n, Double.NaN);
    double[] out = new double[n * n];
    for (int k = 0; k < n; k++) {
      double value = f.applyAsDouble(eigen.values()[k]);
      for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
          out[i * n + j] += value * eigen.vectors()[k * n + i] * eigen.vectors()[k * n + j];
    }
    return out;
  }

  /// The singular values, ascending: the largest eigenvalues of [0 X; Xᵀ 0], whose rounding errors
  /// are those of the largest singular value, not of its square.
  static double[] singularValues(Tensor matrix) {
    int rows = matrix.axis(0);
    int columns = matrix.axis(1);
    int n = rows + columns;
    double[] both = new double[n * n];
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < columns; j++)
        both[i * n + rows + j] = 2 * matrix.values()[i * columns + j];
    double[] values = eigenvalues(Tensor.wrap(both, n, n));
    return Arrays.copyOfRange(values, n - Math.min(rows, columns), n);
  }

  private static double[] filled(int n, double value) {
    double[] values = new double[n];
    Arrays.fill(values, value);
    return values;
  }

  /// A lower triangular matrix of new variables. Where a constraint or a trace sees only the
  /// symmetric part, it stands for a symmetric matrix, with no more variables than that has.
  static Expression lowerTriangle(Graph graph, int n) {
    int size = n * (n + 1) / 2;
    int[] row = new int[size];
    int[] column = new int[size];
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    int next = 0;
    for (int i = 0; i < n; i++)
      for (int j = 0; j <= i; j++, next++) {
        row[next] = i * n + j;
        column[next] = next;
      }
    Layout.Sparse pattern = Layout.Sparse.ofEntries(n * n, size, row, column);
    return Constant.sparse(pattern, ones).times(graph.variable(size)).reshape(n, n);
  }

  /// t·I of order n.
  static Expression multipleOfIdentity(Expression t, int n) {
    return diag(Constant.filled(n, 0).plus(t));
  }

  /// [A B; Bᵀ C].
  static Expression bordered(Expression a, Expression b, Expression c) {
    return vstack(hstack(a, b), hstack(b.transpose(), c));
  }

  /// The tensor of an expression without variables and parameters.
  static @Nullable Tensor constant(Expression expression) {
    return expression.hasVariables() || expression.hasParameters()
        ? null
        : expression.value(Map.of());
  }

  /// What rounding may add to an eigenvalue that is 0.
  static double rounding(double[] eigenvalues) {
    double largest = 0;
    for (double value : eigenvalues) largest = Math.max(largest, Math.abs(value));
    return 0x1p-46 * largest;
  }

  /// W with WᵀW = ±M, a row for each eigenvalue that is not 0, M semidefinite of either sign.
  static Constant root(Tensor matrix) {
    int n = matrix.axis(0);
    SymmetricEigen eigen = new SymmetricEigen(n);
    eigen.decompose(symmetricPart(matrix));
    double rounding = rounding(eigen.values());
    List<double[]> rows = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      double size = Math.abs(eigen.values()[k]);
      if (size <= rounding) continue;
      double[] row = new double[n];
      for (int j = 0; j < n; j++) row[j] = Math.sqrt(size) * eigen.vectors()[k * n + j];
      rows.add(row);
    }
    if (rows.isEmpty()) rows.add(new double[n]);
    return Constant.constant(rows.toArray(double[][]::new));
  }

  /// L⁻¹, row-major, where the symmetric part is LLᵀ ≻ 0; null elsewhere.
  static double @Nullable [] inverseFactor(Tensor matrix) {
    int n = matrix.axis(0);
    double[] l = symmetricPart(matrix);
    double[] inverse = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = l[i * n + j];
        for (int k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
        if (i == j && !(sum > 0)) return null;
        l[i * n + j] = i == j ? Math.sqrt(sum) : sum / l[j * n + j];
      }
      for (int j = 0; j <= i; j++) {
        double sum = i == j ? 1 : 0;
        for (int k = j; k < i; k++) sum -= l[i * n + k] * inverse[k * n + j];
        inverse[i * n + j] = sum / l[i * n + i];
      }
    }
    return inverse;
  }

  /// @throws IllegalArgumentException if a constant differs from its transpose by more than
  ///   rounding
  static void rejectAsymmetry(String atom, Expression matrix) {
    Tensor m = constant(matrix);
    if (m == null || m.rank() != 2 || m.axis(0) != m.axis(1)) return;
    double largest = 0;
    for (double value : m.values()) largest = Math.max(largest, Math.abs(value));
    for (int i = 0; i < m.axis(0); i++)
      for (int j = 0; j < i; j++)
        if (Math.abs(m.at(i, j) - m.at(j, i)) > 0x1p-40 * largest)
          throw new IllegalArgumentException(
              "the matrix of %s is not symmetric: entry (%d, %d) is %s, entry (%d, %d) is %s. Maybe use ½(P + Pᵀ)"
                  .formatted(atom, i, j, m.at(i, j), j, i, m.at(j, i)));
  }

  private static double[] symmetricPart(Tensor matrix) {
    int n = matrix.axis(0);
    double[] x = matrix.values();
    double[] symmetric = new double[n * n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) symmetric[i * n + j] = (x[i * n + j] + x[j * n + i]) / 2;
    return symmetric;
  }
}
