package io.ffolayer.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Maps from parameters to the numbers of a program.
class AffineMapTest {
  private static final int SIZE = 400;
  private static final int VALUES = 150;

  private static AffineMap.Entries entries(int[] target, int[] source, double factor) {
    double[] factors = new double[target.length];
    Arrays.fill(factors, factor);
    return new AffineMap.Entries(0, SIZE, target, source, factors);
  }

  /// A block of 10 × 15 by rows, that goes to columns of a matrix of 40 rows.
  private static AffineMap.Entries block(double factor) {
    return entries(
        IntStream.range(0, VALUES).map(k -> 3 + k / 10 * 20 + k % 10).toArray(),
        IntStream.range(0, VALUES).map(k -> k % 10 * 15 + k / 10).toArray(),
        factor);
  }

  private static List<AffineMap.Entries> lists() {
    int[] all = IntStream.range(0, VALUES).toArray();
    int[] twice = IntStream.range(0, VALUES).map(k -> k / 2).toArray();
    int[] same = new int[VALUES];
    double[] mixed = new SplittableRandom(1).doubles(VALUES).toArray();
    return List.of(
        block(-2),
        entries(all, all, 1),
        entries(all, twice, 1),
        entries(same, all, .5),
        entries(all, IntStream.of(all).map(k -> k * k % VALUES).toArray(), 1),
        entries(Arrays.copyOf(all, 149), Arrays.copyOf(all, 149), 1),
        entries(new int[] {1, 5, 3}, new int[] {7, 7, 0}, 3),
        new AffineMap.Entries(0, SIZE, all, all, mixed));
  }

  private static ParameterValues values(double[] theta) {
    return new ParameterValues(
        1, new double[][] {theta}, new int[] {theta.length}, new boolean[] {false});
  }

  private static double[] applied(AffineMap map, double[] theta) {
    double[] slot = new double[SIZE];
    map.apply(values(theta), 0, slot, 0);
    return slot;
  }

  @Test
  void aCompactMapIsTheSameMap() {
    double[] theta = new SplittableRandom(2).doubles(VALUES).toArray();
    double[] slot = new SplittableRandom(3).doubles(SIZE).toArray();
    for (AffineMap.Entries map : lists()) {
      AffineMap compact = map.compact();
      assertThat(compact.size()).isEqualTo(SIZE);
      assertThat(applied(compact, theta)).isEqualTo(applied(map, theta));
      double[] one = new double[VALUES], other = new double[VALUES];
      map.pullBack(0, slot, 0, one, 0);
      compact.pullBack(0, slot, 0, other, 0);
      assertThat(other).isEqualTo(one);
    }
    assertThat(block(-2).compact()).isInstanceOf(AffineMap.Strided.class);
  }

  @Test
  void theEntriesOfAMapAreItsMatrix() {
    double[] theta = new SplittableRandom(4).doubles(VALUES).toArray();
    for (AffineMap.Entries map : lists()) {
      AffineMap all =
          new AffineMap.Stack(
              List.of(
                  new AffineMap.Fixed(new double[4]),
                  new AffineMap.Sum(SIZE, List.of(map, map.compact()))));
      double[] slot = new double[SIZE + 4], expected = new double[SIZE + 4];
      all.apply(values(theta), 0, expected, 0);
      all.forEachEntry(0, 0, (target, source, factor) -> slot[target] += factor * theta[source]);
      for (int k = 0; k < slot.length; k++)
        assertThat(slot[k]).isCloseTo(expected[k], within(1e-12));
      all.forEachEntry(1, 0, (target, source, factor) -> slot[target] = Double.NaN);
      assertThat(slot).doesNotContain(Double.NaN);
    }
  }

  @Test
  void aCompactConstantIsTheSameConstant() {
    SplittableRandom random = new SplittableRandom(6);
    for (int seed = 0; seed < 40; seed++) {
      double[] constant = new double[2000];
      for (int run = 0; run < seed % 5; run++) {
        int from = random.nextInt(2000), to = Math.min(2000, from + random.nextInt(500));
        for (int k = from; k < to; k++) constant[k] = random.nextInt(3);
      }
      AffineMap compact = new AffineMap.Fixed(constant).compact();
      assertThat(compact.size()).isEqualTo(2000);
      double[] slot = new double[2000];
      compact.apply(values(new double[0]), 0, slot, 0);
      assertThat(slot).isEqualTo(constant);
    }
  }
}
