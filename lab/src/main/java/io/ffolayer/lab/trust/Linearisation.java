package io.ffolayer.lab.trust;

import static io.ffolayer.lab.trust.face.Decimals.decimal;

import io.ffolayer.lab.trust.Instance.Sensitivity;
import io.ffolayer.lab.trust.Instance.Sums;
import io.ffolayer.lab.trust.face.Decimals;
import io.ffolayer.lab.trust.face.Pair;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The KKT conditions on one face, linearised in many digits:
///
/// ```
/// [ P   AᵀZ_p ] [ dy ]      [ c ]
/// [ A    S_p  ] [ dp ]  = − [ d ],        dz = Z_p dp
/// ```
///
/// where s(p), z(p) are the pairs of the face.
///
/// @param matrix of order n + m
/// @param inverse of it
/// @param tangents of the face
/// @param direction (dy, dp)
/// @param dy derivative of y when q moves along c and b along −d
/// @param dz the same of z
record Linearisation(
    double[][] matrix,
    double[][] inverse,
    List<Pair.Tangent> tangents,
    double[] direction,
    double[] dy,
    double[] dz) {
  /// The part of the loss that a gradient of 0 is compared with.
  private static final double LOSS = 1e-3;

  /// Null where the face does not determine the solution.
  static @Nullable Linearisation of(Draft draft, Pair pair) {
    BigDecimal[][] matrix = matrix(draft, pair);
    BigDecimal[][] inverse = Decimals.inverse(matrix);
    if (inverse == null) return null;
    int n = draft.n(), m = draft.m();
    BigDecimal[] rhs =
        Decimals.vector(
            n + m, i -> decimal(i < n ? -draft.loss().c()[i] : -draft.loss().d()[i - n]));
    BigDecimal[] direction = Decimals.vector(n + m, i -> Decimals.dot(inverse[i], rhs));
    BigDecimal[] dz = Decimals.zeros(m);
    for (int k = 0; k < m; k++)
      dz = Decimals.plus(dz, Decimals.scaled(direction[n + k], pair.tangents().get(k).dual()));
    double[] all = Decimals.rounded(direction);
    return new Linearisation(
        rounded(matrix),
        rounded(inverse),
        pair.tangents(),
        all,
        Arrays.copyOf(all, n),
        Decimals.rounded(dz));
  }

  private static BigDecimal[][] matrix(Draft draft, Pair pair) {
    int n = draft.n(), m = draft.m();
    BigDecimal[][] matrix = new BigDecimal[n + m][n + m];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) matrix[i][j] = decimal(draft.p() == null ? 0 : draft.p()[i][j]);
    for (int i = 0; i < m; i++)
      for (int j = 0; j < n; j++) matrix[n + i][j] = decimal(draft.a()[i][j]);
    for (int k = 0; k < m; k++) {
      Pair.Tangent tangent = pair.tangents().get(k);
      BigDecimal[] force = Draft.transposed(draft.a(), tangent.dual());
      for (int j = 0; j < n; j++) matrix[j][n + k] = force[j];
      for (int i = 0; i < m; i++) matrix[n + i][n + k] = tangent.slack()[i];
    }
    return matrix;
  }

  private static double[][] rounded(BigDecimal[][] matrix) {
    double[][] rounded = new double[matrix.length][];
    for (int i = 0; i < matrix.length; i++) rounded[i] = Decimals.rounded(matrix[i]);
    return rounded;
  }

  /// By the sizes of all terms, without cancellation (Skeel's condition).
  Sensitivity sensitivity(Sums sums, Draft draft, SlotGradients weights, double lossSize) {
    int n = dy.length, m = dz.length, order = n + m;
    double[] terms = new double[order];
    System.arraycopy(sums.columnTerms(), 0, terms, 0, n);
    System.arraycopy(sums.rowTerms(), 0, terms, n, m);
    double[] moved = bound(terms);
    double pair = 0, solution = 0;
    for (int k = 0; k < m; k++) if (tangents.get(k).relative()) pair = Math.max(pair, moved[n + k]);
    for (int j = 0; j < n; j++) solution = Math.max(solution, moved[j] / draft.units()[j]);
    double[] changed = bound(termsOfDirection(1 + pair));
    double[] y = Decimals.rounded(draft.y()), z = Decimals.rounded(draft.pair().z());
    Moves base = new Moves(y, z, Arrays.copyOf(moved, n), ofDual(moved, 0));
    Moves own = new Moves(dy, dz, Arrays.copyOf(changed, n), ofDual(changed, pair));
    return new Sensitivity(pair, gradient(base, own, weights, lossSize), solution);
  }

  /// A point (y, z) or direction and bounds on its change.
  private record Moves(double[] y, double[] z, double[] ofY, double[] ofZ) {}

  private double[] termsOfDirection(double ofTangents) {
    int n = dy.length, order = matrix.length;
    double[] terms = new double[order];
    for (int i = 0; i < order; i++)
      for (int j = 0; j < order; j++)
        terms[i] += Math.abs(matrix[i][j] * direction[j]) * (j < n ? 1 : ofTangents);
    return terms;
  }

  /// The change of z = Z_p p, where Z_p itself changes by a part of itself.
  private double[] ofDual(double[] changed, double ofTangents) {
    int n = dy.length, m = dz.length;
    double[] change = new double[m];
    for (int k = 0; k < m; k++)
      for (int i = 0; i < m; i++)
        change[i] +=
            Math.abs(tangents.get(k).dual()[i].doubleValue())
                * (changed[n + k] + ofTangents * Math.abs(direction[n + k]));
    return change;
  }

  /// The largest change of a slot relative to the slot.
  private static double gradient(Moves base, Moves own, SlotGradients weights, double lossSize) {
    boolean p = weights.slots().size() == SlotGradients.WITH_P;
    SlotGradients truth = SlotGradients.of(p, base.y, base.z, own.y, own.z);
    SlotGradients change =
        SlotGradients.of(p, base.y, base.z, own.ofY, own.ofZ, Math::abs)
            .plus(SlotGradients.of(p, base.ofY, base.ofZ, own.y, own.z, Math::abs));
    double largest = 0;
    for (int k = 0; k < truth.slots().size(); k++) {
      double size = truth.size(k, weights) + LOSS * lossSize;
      double moved = change.size(k, weights);
      if (moved > 0) largest = Math.max(largest, moved / size);
    }
    return largest;
  }

  /// |K⁻¹| times sizes.
  private double[] bound(double[] sizes) {
    double[] bound = new double[sizes.length];
    for (int i = 0; i < sizes.length; i++)
      for (int j = 0; j < sizes.length; j++)
        if (sizes[j] != 0) bound[i] += Math.abs(inverse[i][j]) * sizes[j];
    return bound;
  }
}
