package io.ffolayer.lab.trust.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.lab.trust.face.Face.Kind;
import io.ffolayer.lab.trust.face.Face.Sizes;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The truths of the sweep: pairs and tangents, by identities that every face obeys.
class FaceTest {
  private static final double[] DECADES = {0, 4, 8};
  private static final double ROUNDING = 1e-45;

  static List<Face> faces() {
    return Face.all();
  }

  @ParameterizedTest
  @MethodSource("faces")
  void pairsAreComplementaryInManyDigits(Face face) {
    for (double decades : DECADES)
      for (Pair pair : draw(face, decades)) {
        double size = size(pair.s(), pair.z());
        assertThat(Decimals.dot(pair.s(), pair.z()).abs().doubleValue())
            .isLessThanOrEqualTo(ROUNDING * size);
      }
  }

  /// sᵀz = 0 on the whole face: ds ⟂ z and s ⟂ dz, each by itself.
  @ParameterizedTest
  @MethodSource("faces")
  void tangentsKeepThePairComplementary(Face face) {
    if (face.kind() != Kind.STRICT) return;
    for (double decades : DECADES)
      for (Pair pair : draw(face, decades))
        for (Pair.Tangent tangent : pair.tangents()) {
          assertOrthogonal(tangent.slack(), pair.z());
          assertOrthogonal(pair.s(), tangent.dual());
        }
  }

  private static void assertOrthogonal(BigDecimal[] x, BigDecimal[] y) {
    assertThat(Decimals.dot(x, y).abs().doubleValue())
        .isLessThanOrEqualTo(ROUNDING * (1e-300 + size(x, y)));
  }

  /// The second derivative of sᵀz is symmetric: ⟨ds₁, dz₂⟩ = ⟨ds₂, dz₁⟩. It is so whatever the
  /// weight of a curved direction; that one is judged by the gradients of `SweepTest`.
  @ParameterizedTest
  @MethodSource("faces")
  void tangentsAreThoseOfASurfaceOfPairs(Face face) {
    for (double decades : DECADES)
      for (Pair pair : draw(face, decades))
        for (Pair.Tangent x : pair.tangents())
          for (Pair.Tangent y : pair.tangents()) {
            BigDecimal one = Decimals.dot(x.slack(), y.dual());
            BigDecimal other = Decimals.dot(y.slack(), x.dual());
            double size = size(x.slack(), y.dual()) + size(y.slack(), x.dual());
            assertThat(one.subtract(other).abs().doubleValue())
                .isLessThanOrEqualTo(ROUNDING * (1e-300 + size));
          }
  }

  /// As many directions as there are rows, none a combination of the others: ds − dz moves s − z
  /// along all of them.
  @ParameterizedTest
  @MethodSource("faces")
  void tangentsSpanEveryMoveOfTheDifference(Face face) {
    for (Pair pair : draw(face, 0)) {
      int m = pair.rows();
      BigDecimal[][] moves = new BigDecimal[m][];
      for (int k = 0; k < m; k++) {
        Pair.Tangent tangent = pair.tangents().get(k);
        moves[k] = Decimals.vector(m, i -> tangent.slack()[i].subtract(tangent.dual()[i]));
      }
      assertThat(Decimals.inverse(moves)).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("faces")
  void sidesOfAKinkHaveTheSamePair(Face face) {
    List<Pair> sides = draw(face, 0);
    assertThat(sides).hasSize(face.kind() == Kind.ONE_WEAK ? 2 : 1);
    for (Pair side : sides) {
      assertThat(side.s()).isEqualTo(sides.getFirst().s());
      assertThat(side.z()).isEqualTo(sides.getFirst().z());
    }
  }

  private static List<Pair> draw(Face face, double decades) {
    return face.making().draw(new Sizes(new SplittableRandom(5), decades));
  }

  /// Σ|x_i y_i|.
  private static double size(BigDecimal[] x, BigDecimal[] y) {
    double size = 0;
    for (int i = 0; i < x.length; i++) size += Math.abs(x[i].doubleValue() * y[i].doubleValue());
    return size;
  }
}
