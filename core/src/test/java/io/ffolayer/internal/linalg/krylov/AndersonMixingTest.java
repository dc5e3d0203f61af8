package io.ffolayer.internal.linalg.krylov;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AndersonMixingTest {
  private static final int N = 30;

  /// D x = b, D diagonal, by steps with a factor of D + δI: each step leaves δ/(d + δ) of the
  /// error.
  private final double[] d = new double[N];

  private final double[] b = new double[N];

  AndersonMixingTest() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < N; i++) {
      d[i] = random.nextDouble(0.5, 2);
      b[i] = random.nextDouble(-1, 1);
    }
  }

  private double errorAfter(int steps, boolean mixes) {
    AndersonMixing mixing = new AndersonMixing(N);
    double[] y = new double[N - 10], z = new double[10];
    double[] stepY = new double[y.length], stepZ = new double[z.length];
    for (int k = 0; k < steps; k++) {
      for (int i = 0; i < N; i++) {
        double x = i < y.length ? y[i] : z[i - y.length];
        double step = (b[i] - d[i] * x) / (d[i] + 1e-8);
        if (i < y.length) stepY[i] = step;
        else stepZ[i - y.length] = step;
      }
      if (mixes) mixing.mix(y, z, stepY, stepZ);
      for (int j = 0; j < y.length; j++) y[j] += stepY[j];
      for (int j = 0; j < z.length; j++) z[j] += stepZ[j];
    }
    double error = 0;
    for (int i = 0; i < N; i++) {
      double x = i < y.length ? y[i] : z[i - y.length];
      error = Math.max(error, Math.abs(b[i] - d[i] * x));
    }
    return error;
  }

  @Test
  void aFactorThatFailsOnThreeEigenvaluesNeedsAStepForEach() {
    d[3] = 1e-9;
    d[15] = 3e-10;
    d[25] = 2e-9;
    assertThat(errorAfter(8, false)).isGreaterThan(1e-2);
    assertThat(errorAfter(8, true)).isLessThan(1e-10);
  }

  @Test
  void stepsThatStandStillStay() {
    Arrays.fill(b, 0);
    assertThat(errorAfter(4, true)).isZero();
  }
}
