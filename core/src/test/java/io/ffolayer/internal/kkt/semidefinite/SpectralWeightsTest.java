package io.ffolayer.internal.kkt.semidefinite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpectralWeightsTest {
  private static final double HEAVIEST_ON_FACE = 1e6;

  /// l of the rows between eigenvalues d of s − z, as a snap to the face writes them.
  private static double[] face(double... d) {
    double[] l = new double[d.length * (d.length + 1) / 2];
    for (int j = 0, at = 0; j < d.length; j++)
      for (int i = 0; i <= j; i++, at++) {
        double larger = Math.max(d[i], d[j]), smaller = Math.min(d[i], d[j]);
        l[at] = larger <= 0 ? 0 : smaller < 0 ? larger / -smaller : Double.POSITIVE_INFINITY;
      }
    return l;
  }

  private static void assertProduct(SpectralWeights weights, double[] l, int order) {
    for (int j = 0, at = 0; j < order; j++)
      for (int i = 0; i <= j; i++, at++) {
        if (weights.kept[i] && weights.kept[j]) continue;
        double product =
            (weights.left[i] * weights.right[j] + weights.left[j] * weights.right[i]) / 2;
        assertThat(product * l[at]).isCloseTo(1, within(1e-12));
      }
  }

  /// In front of a pivoted factor only light rows are eliminated in the interior. A face that had
  /// to keep its curved rows, r(k − r) of them, would have no factor at all.
  @Test
  void aFaceIsAProductHoweverLightTheRowsMustBeThatAreEliminatedInTheInterior() {
    double[] l = face(1, 0.5, -2, 1e-3, -300);
    for (double heaviest : new double[] {1e-3, 1, 1e6}) {
      SpectralWeights weights = new SpectralWeights(5);
      weights.read(l, 0, heaviest, HEAVIEST_ON_FACE, 3);
      assertThat(weights.isProduct).isTrue();
      assertThat(weights.kept).containsExactly(false, false, true, false, true);
    }
  }

  @Test
  void rowsBesideAKinkAreToBeKept() {
    SpectralWeights weights = new SpectralWeights(3);
    weights.read(face(1, -2, 1e-17), 0, 1, HEAVIEST_ON_FACE, 3);
    assertThat(weights.isProduct).isFalse();
  }

  @Test
  void inTheInteriorTheHeaviestDirectionsAreKeptAndAllOtherRowsAreAProduct() {
    double[] v = {3, 1e5, 0.1, 40, 2e4};
    double[] l = new double[15];
    for (int j = 0, at = 0; j < 5; j++) for (int i = 0; i <= j; i++) l[at++] = 1 / (v[i] * v[j]);
    SpectralWeights weights = new SpectralWeights(5);
    weights.read(l, 0, 1e6, HEAVIEST_ON_FACE, 5);
    assertThat(weights.kept).containsExactly(false, true, false, true, true);
    assertProduct(weights, l, 5);
    weights.read(l, 0, 1e6, HEAVIEST_ON_FACE, 0); // none may be kept
    assertThat(weights.keptCount).isZero();
    assertProduct(weights, l, 5);
  }
}
