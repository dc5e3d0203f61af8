package io.ffolayer.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void aPowerLawHasItsExponentAsSlope() {
    double[] x = {1, 10, 100}, y = {3, 300, 30000};
    Statistics.Line line = Statistics.slope(x, y);
    assertThat(line.slope()).isCloseTo(2, within(1e-12));
    assertThat(line.r2()).isCloseTo(1, within(1e-12));
  }

  @Test
  void meanDeviationAndMedianAreThoseOfTheTextbook() {
    double[] x = {2, 4, 4, 4, 5, 5, 7, 9};
    assertThat(Statistics.mean(x)).isEqualTo(5);
    assertThat(Statistics.deviation(x)).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
    assertThat(Statistics.median(x)).isEqualTo(4.5);
    assertThat(Statistics.deviation(new double[] {1})).isZero();
  }

  @Test
  void theIntervalOfACorrelationHoldsTheEstimateAndNoneOfNoiseHoldsOne() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] related = new double[40][], noise = new double[40][];
    for (int k = 0; k < related.length; k++) {
      double x = random.nextGaussian();
      related[k] = new double[] {x, x + 0.3 * random.nextGaussian()};
      noise[k] = new double[] {x, random.nextGaussian()};
    }
    double[] of = Statistics.interval(related, Statistics::correlation, 1);
    assertThat(Statistics.correlation(related)).isBetween(of[0], of[1]);
    assertThat(of[0]).isGreaterThan(0.8);
    double[] none = Statistics.interval(noise, Statistics::correlation, 1);
    assertThat(none[0]).isLessThan(0);
    assertThat(none[1]).isBetween(0.0, 0.6);
  }
}
