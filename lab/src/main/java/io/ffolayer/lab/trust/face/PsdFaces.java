package io.ffolayer.lab.trust.face;

import static io.ffolayer.lab.trust.face.Decimals.decimal;
import static io.ffolayer.lab.trust.face.Decimals.plus;
import static io.ffolayer.lab.trust.face.Decimals.scaled;
import static io.ffolayer.lab.trust.face.Decimals.times;
import static io.ffolayer.lab.trust.face.Decimals.zeros;

import io.ffolayer.program.PsdCone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Semidefinite matrices S = U₁ΣU₁ᵀ, Z = U₂ΛU₂ᵀ: entries of Σ and Λ change, and U turns by an angle
/// between each column of U₁ and each of U₂.
final class PsdFaces {
  private PsdFaces() {}

  static List<Face> of(int order) {
    String cone = "psd " + order;
    List<Face> faces = new ArrayList<>();
    for (int rank = 0; rank <= order; rank++) {
      int r = rank;
      faces.add(Face.strict(cone, "rank " + r, sizes -> pair(order, r, order - r, 'i', sizes)));
      if (rank < order)
        faces.add(
            Face.oneWeak(
                cone, "ranks %d, %d".formatted(r, order - 1 - r), sizes -> sides(order, r, sizes)));
    }
    for (int rank = 0; rank <= order - 2; rank++) {
      int r = rank;
      faces.add(
          Face.weak(cone, "ranks %d, 0".formatted(r), sizes -> pair(order, r, 0, 'i', sizes)));
      if (rank > 0)
        faces.add(
            Face.weak(cone, "ranks 0, %d".formatted(r), sizes -> pair(order, 0, r, 'i', sizes)));
    }
    return faces;
  }

  private static List<Pair> sides(int order, int rank, Face.Sizes sizes) {
    BigDecimal[][] u = orthonormal(order, sizes);
    double[] d = eigenvalues(order, sizes);
    return List.of(
        pair(u, d, rank, order - 1 - rank, 'i'), pair(u, d, rank, order - 1 - rank, 'a'));
  }

  private static Pair pair(int order, int rank, int dualRank, char side, Face.Sizes sizes) {
    return pair(orthonormal(order, sizes), eigenvalues(order, sizes), rank, dualRank, side);
  }

  private static double[] eigenvalues(int order, Face.Sizes sizes) {
    double[] d = new double[order];
    for (int i = 0; i < order; i++) d[i] = sizes.next();
    return d;
  }

  /// The first `rank` columns of U belong to S, the last `dualRank` to Z, the others to neither.
  ///
  /// @param side i or a: the side on which what belongs to neither moves
  private static Pair pair(BigDecimal[][] u, double[] d, int rank, int dualRank, char side) {
    int order = d.length, size = order * (order + 1) / 2;
    BigDecimal[] s = zeros(size), z = zeros(size);
    for (int i = 0; i < order; i++) {
      BigDecimal[] term = scaled(decimal(d[i]), triangle(u[i], u[i]));
      if (i < rank) s = plus(s, term);
      if (i >= order - dualRank) z = plus(z, term);
    }
    Pair.Builder builder = new Pair.Builder(new PsdCone(order), s, z);
    for (int j = 0; j < order; j++)
      for (int i = 0; i <= j; i++)
        add(builder, u, d, new int[] {i, j, rank, order - dualRank}, side);
    return builder.build();
  }

  private static void add(
      Pair.Builder builder, BigDecimal[][] u, double[] d, int[] place, char side) {
    int i = place[0], j = place[1], rank = place[2], dual = place[3];
    BigDecimal[] both = triangle(u[i], u[j]), zero = zeros(both.length);
    BigDecimal[] own = scaled(decimal(Math.sqrt(d[i] * d[j])), both);
    if (j < rank) builder.slack(own);
    else if (i >= dual) builder.dual(own);
    else if (i < rank && j >= dual)
      builder.both(scaled(decimal(d[i]), both), scaled(decimal(-d[j]), both));
    else if (i < rank) builder.slack(own);
    else if (j >= dual) builder.dual(own);
    else if (side == 'i') builder.free(both, zero);
    else builder.free(zero, both);
  }

  /// svec of (x yᵀ + y xᵀ)/2.
  private static BigDecimal[] triangle(BigDecimal[] x, BigDecimal[] y) {
    int order = x.length;
    BigDecimal[] v = new BigDecimal[order * (order + 1) / 2];
    for (int j = 0, k = 0; j < order; j++)
      for (int i = 0; i <= j; i++, k++) {
        BigDecimal sum = times(x[i], y[j]).add(times(y[i], x[j]), Decimals.DIGITS);
        v[k] = Decimals.over(i == j ? sum : times(sum, Decimals.ROOT_OF_TWO), BigDecimal.TWO);
      }
    return v;
  }

  /// Gram and Schmidt, on vectors taken at random.
  private static BigDecimal[][] orthonormal(int order, Face.Sizes sizes) {
    BigDecimal[][] u = new BigDecimal[order][];
    for (int i = 0; i < order; i++) {
      BigDecimal[] v = Decimals.exact(sizes.gaussian(order));
      for (int k = 0; k < i; k++) v = plus(v, scaled(Decimals.dot(u[k], v).negate(), u[k]));
      u[i] = scaled(Decimals.over(BigDecimal.ONE, Decimals.root(Decimals.dot(v, v))), v);
    }
    return u;
  }
}
