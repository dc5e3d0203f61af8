package io.ffolayer.internal.cone;

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
    check(new ExponentialBlock(0, 0), new double[] {-1, -1 + depth, 1}, depth);
    double tiny = 1e-9, edge = tiny * (Math.log(tiny) - 1);
    check(new ExponentialBlock(0, 0), new double[] {-tiny, edge + depth, 1}, depth);
    for (double alpha : new double[] {0.1, 0.5, 0.7}) {
      double root = Math.exp(-alpha * Math.log(alpha) - (1 - alpha) * Math.log(1 - alpha));
      check(new PowerBlock(0, 0, alpha), new double[] {1, 1, root * (1 - depth)}, depth);
    }
  }

  private void check(NonsymmetricBlock block, double[] z, double depth) {
    System.arraycopy(z, 0, block.dual, 0, 3);
    assertThat(block.evaluate()).isTrue();
    double[] m = new double[9], shadow = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) m[3 * j + i] = -block.curvature[3 * j + i] / block.psi;
      m[4 * i] += block.separable2[i];
      shadow[i] = block.gradient[i] / block.psi + block.separable1[i];
    }
    assertThat(hessian.factor(block.gradient, block.psi, m)).isTrue();
    double[] found = shadow.clone();
    block.solveHessian(found);
    double rounding = 1e-13 / depth;
    for (int i = 0; i < 3; i++)
      assertThat(found[i])
          .as("entry %d of %s, depth %s", i, block.getClass().getSimpleName(), depth)
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
