package io.ffolayer.bilevel.set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.bilevel.function.DerivativeCheck;
import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.testing.Implementations;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every simple set owes: its projection is the nearest point, and its rows describe it.
class SimpleSetTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  static List<SimpleSet> sets() {
    return List.of(
        new WholeSpace(3),
        new Box(new double[] {-1, 0, -INFINITY}, new double[] {1, 0, .5}),
        Box.of(4, 0, INFINITY),
        new Simplex(5, 2),
        new Simplex(1, .5),
        new Ball(new double[] {1, -1, .5}, .7),
        AffineSet.of(4, new double[][] {{1, 1, 1, 1}, {1, -1, 0, 2}}, new double[] {1, .3}),
        AffineSet.of(3, new double[][] {{1, 2, 3}, {2, 4, 6}, {0, 0, 1}}, new double[] {1, 2, 0}),
        new ScaledSet(Ball.of(3, 2e-3), 0x1p-10),
        ProductSet.of(new Simplex(3, 1), Ball.of(2, 1), Box.of(2, -1, 1), new WholeSpace(1)));
  }

  @Test
  void everySetIsOnTheList() {
    assertThat(sets().stream().map(set -> set.getClass().getName()).collect(Collectors.toSet()))
        .isEqualTo(Implementations.of(SimpleSet.class));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void theProjectionLiesInTheSetByItsRows(SimpleSet set) {
    SplittableRandom random = new SplittableRandom(1);
    for (int sample = 0; sample < 50; sample++) {
      double[] y = projected(set, random.doubles(set.size(), -3, 3).toArray());
      for (double value : values(set.inequalities(), y)) assertThat(value).isLessThan(1e-12);
      for (double value : values(set.equalities(), y))
        assertThat(value).isCloseTo(0, within(1e-12));
    }
  }

  /// The nearest point p of q is the one with (q − p)ᵀ(r − p) ≤ 0 for all r of the set.
  @ParameterizedTest
  @MethodSource("sets")
  void noPointOfTheSetIsNearerThanTheProjection(SimpleSet set) {
    SplittableRandom random = new SplittableRandom(2);
    for (int sample = 0; sample < 50; sample++) {
      double[] q = random.doubles(set.size(), -3, 3).toArray();
      double[] p = projected(set, q);
      double[] r = projected(set, random.doubles(set.size(), -3, 3).toArray());
      double product = 0;
      for (int i = 0; i < q.length; i++) product += (q[i] - p[i]) * (r[i] - p[i]);
      assertThat(product).isLessThan(1e-12);
    }
  }

  /// A point that breaks no row stays where it is, so that the rows describe no larger set.
  @ParameterizedTest
  @MethodSource("sets")
  void aPointThatSatisfiesTheRowsIsItsOwnProjection(SimpleSet set) {
    SplittableRandom random = new SplittableRandom(3);
    for (int sample = 0; sample < 2000; sample++) {
      double[] y = random.doubles(set.size(), -1.5, 1.5).toArray();
      if (sample % 2 == 0) y = projected(set, y);
      double broken = 0;
      for (double value : values(set.inequalities(), y)) broken = Math.max(broken, value);
      for (double value : values(set.equalities(), y)) broken = Math.max(broken, Math.abs(value));
      double[] p = projected(set, y);
      for (int i = 0; i < y.length; i++)
        if (broken < 1e-13) assertThat(p[i]).isCloseTo(y[i], within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void theRowsHaveTheDerivativesThatTheirValuesShow(SimpleSet set) {
    double[] y = new SplittableRandom(4).doubles(set.size(), -1, 1).toArray();
    assertThat(DerivativeCheck.of(set.inequalities(), "h").at(new double[2], y)).isEmpty();
    assertThat(DerivativeCheck.of(set.equalities(), "e").at(new double[2], y)).isEmpty();
  }

  @Test
  void whatIsNoSetIsRefused() {
    assertThatThrownBy(() -> Box.of(2, 1, 0)).hasMessageContaining("1.0 is not ≤ 0.0");
    assertThatThrownBy(() -> new Simplex(2, 0)).hasMessageContaining("must be > 0");
    assertThatThrownBy(() -> Ball.of(2, Double.NaN)).hasMessageContaining("must be > 0");
    assertThatThrownBy(() -> AffineSet.of(2, new double[][] {{1, 1}, {2, 2}}, new double[] {1, 3}))
        .hasMessageContaining("row 1 depends on those before it and contradicts them");
  }

  private static double[] projected(SimpleSet set, double[] point) {
    double[] y = point.clone();
    set.project(y);
    return y;
  }

  private static double[] values(SmoothFunction rows, double[] y) {
    double[] out = new double[rows.rows()];
    rows.value(new double[0], y, out);
    return out;
  }
}
