package io.ffolayer.internal.cone.nonsymmetric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BarrierHessianTest {
  private final BarrierHessian hessian = new BarrierHessian();

  /// The barrier is logarithmically homogeneous: ∇²f* z = −∇f* = s̃.
  @ParameterizedTest
  @ValueSource(doubles = {1e-2, 1e-4, 1e-6, 1e-8, 1e-10})
  void inverseMapsTheShadowToTheDualHoweverNearTheBoundary(double depth) {
    check(new ExponentialBarrier(), new double[] {-1, -1 + depth, 1}, depth);
    double tiny = 1e-9, edge = tiny * (Math.log(tiny) - 1);
    check(new ExponentialBarrier(), new double[] {-tiny, edge + depth, 1}, depth);
    for (double alpha : new double[] {0.1, 0.5, 0.7}) {
      double root = Math.exp(-alpha * Math.log(alpha) - (1 - alpha) * Math.log(1 - alpha));
      check(new PowerBarrier(alpha), new double[] {1, 1, root * (1 - depth)}, depth);
    }
  }

  private void check(DualBarrier barrier, double[] z, double depth) {
    assertThat(barrier.evaluate(z)).isTrue();
    double[] m = new double[9], shadow = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) m[3 * j + i] = -barrier.curvature[3 * j + i] / barrier.psi;
      m[4 * i] += barrier.separable2[i];
      shadow[i] = barrier.gradient[i] / barrier.psi + barrier.separable1[i];
    }
    assertThat(hessian.factor(barrier.gradient, barrier.psi, m)).isTrue();
    double[] found = shadow.clone();
    barrier.solveHessian(found);
    double rounding = 1e-13 / depth;
    for (int i = 0; i < 3; i++)
      assertThat(found[i])
          .as("entry %d of %s, depth %s", i, barrier.getClass().getSimpleName(), depth)
          .isCloseTo(z[i], within(rounding * Math.abs(z[i])));
    double[] y = new double[9];
    hessian.root(3, y);
    for (int i = 0; i < 3; i++) {
      double product = 0;
      for (int j = 0; j < 3; j++) product += y[3 * j + i] * ThreeByThree.dot(y, 3 * j, z, 0);
      assertThat(product / 3).isCloseTo(shadow[i], within(rounding * Math.abs(shadow[i]) / depth));
    }
  }
}
