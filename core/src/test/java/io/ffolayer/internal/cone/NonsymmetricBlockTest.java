package io.ffolayer.internal.cone;

import static io.ffolayer.internal.cone.ConeContractTest.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Laws of the third-order corrector and of the neighbourhood, from the homogeneity of the barrier
/// and from differences of its gradient.
class NonsymmetricBlockTest {
  static Stream<ConeOracle> cones() {
    return Stream.of(new ExponentialOracle(), new PowerOracle(.5), new PowerOracle(.2));
  }

  /// One part of v = s − z may be small beside the other: it lies in its cone to its own rounding,
  /// not only to that of v.
  @ParameterizedTest
  @MethodSource("cones")
  void theSmallerPartLiesInItsConeAsWellAsTheLarger(ConeOracle oracle) {
    ConeHarness cone = new ConeHarness(oracle);
    for (ConeOracle.Face face : oracle.faces()) {
      for (int power = -9; power <= 9; power++) {
        double[] v = ConeHarness.plus(face.s(), -Math.pow(10, power), face.z());
        cone.write(v, Arrays.stream(v).map(x -> -x).toArray());
        cone.block.project(cone.s);
        cone.block.projectDual(cone.z);
        double[] s = cone.read(cone.s), z = cone.read(cone.z);
        assertThat(oracle.depth(s))
            .as(face.name())
            .isGreaterThanOrEqualTo(-1e-13 * ConeHarness.norm(s));
        assertThat(oracle.dualDepth(z))
            .as(face.name())
            .isGreaterThanOrEqualTo(-1e-13 * ConeHarness.norm(z));
      }
    }
  }

  /// −½ ∇³f*(z)[z, (∇²f*)⁻¹Δs] = Δs, since ∇³f*(z)[z] = −2∇²f*(z).
  @ParameterizedTest
  @MethodSource("cones")
  void correctorAlongTheDualItselfIsTheStepOfTheSlack(ConeOracle oracle) {
    Random random = new Random(1);
    ConeHarness cone = new ConeHarness(oracle);
    for (int trial = 0; trial < 50; trial++) {
      double[] s = oracle.interior(random), z = oracle.dualInterior(random);
      double[] ds = random.doubles(3, -1, 1).toArray();
      cone.write(s, z);
      assertThat(cone.scale()).isTrue();
      double[] shift = cone.combinedShift(ds, z, 0, true);
      double size = ConeHarness.norm(s) + ConeHarness.norm(ds);
      assertClose(ConeHarness.plus(shift, -1, s), ds, 1e-5 * size); // as the Hessian is conditioned
    }
  }

  /// −½ ∇³f*(z)[Δz, (∇²f*)⁻¹ s̃] = ∇²f*(z)Δz, since (∇²f*)⁻¹ s̃ = z, and s̃ = −∇f*(z) changes by
  /// minus that.
  @ParameterizedTest
  @MethodSource("cones")
  void correctorAlongTheShadowIsTheChangeOfTheShadow(ConeOracle oracle) {
    Random random = new Random(2);
    ConeHarness cone = new ConeHarness(oracle);
    for (int trial = 0; trial < 50; trial++) {
      double[] s = oracle.interior(random), z = oracle.dualInterior(random);
      double[] dz = random.doubles(3, -1, 1).toArray();
      double step = 1e-4 * oracle.dualDepth(z);
      double[] ahead = shadow(cone, s, ConeHarness.plus(z, step, dz));
      double[] behind = shadow(cone, s, ConeHarness.plus(z, -step, dz));
      double[] slope = new double[3];
      for (int i = 0; i < 3; i++) slope[i] = (behind[i] - ahead[i]) / (2 * step);
      double[] shadow = shadow(cone, s, z);
      double[] shift = cone.combinedShift(shadow, dz, 0, true);
      double size = ConeHarness.norm(s) + ConeHarness.norm(slope);
      assertClose(ConeHarness.plus(shift, -1, s), slope, 1e-6 * size);
    }
  }

  /// s̃ = −∇f*(z), and the scaling at (s, z).
  private static double[] shadow(ConeHarness cone, double[] s, double[] z) {
    cone.write(s, z);
    assertThat(cone.scale()).isTrue();
    double[] zero = new double[3];
    double[] shift = cone.combinedShift(zero, zero, 1, false);
    double[] shadow = new double[3];
    for (int i = 0; i < 3; i++) shadow[i] = s[i] - shift[i];
    return shadow;
  }

  /// Near the boundary alone, whatever sᵀz is, a pair is far from the central path.
  @ParameterizedTest
  @MethodSource("cones")
  void stepsThatLeaveTheNeighbourhoodAreRefused(ConeOracle oracle) {
    ConeHarness cone = new ConeHarness(oracle);
    cone.block.start(cone.s, cone.z);
    double[] center = cone.read(cone.s), zero = new double[3];
    assertThat(cone.scale()).isTrue();
    double[] away = {0, 0, center[2] > 0 ? -1 : 1};
    double low = 0, high = 1e3;
    for (int k = 0; k < 200; k++) {
      double middle = 0.5 * (low + high);
      if (oracle.depth(ConeHarness.plus(center, middle, away)) > 0) low = middle;
      else high = middle;
    }
    assertThat(cone.accepts(away, zero, 0.9 * low)).isTrue();
    assertThat(cone.accepts(away, zero, (1 - 1e-9) * low)).isFalse();
  }

  /// A step ends inside where both its ends do, and whoever asks leaves no trace: what belongs to
  /// the point is found again after a step was tried.
  @ParameterizedTest
  @MethodSource("cones")
  void triedStepsLeaveNoTrace(ConeOracle oracle) {
    Random random = new Random(4);
    ConeHarness cone = new ConeHarness(oracle);
    for (int trial = 0; trial < 100; trial++) {
      double[] s = oracle.interior(random), z = oracle.dualInterior(random);
      double[] ds = random.doubles(3, -1, 1).toArray(), dz = random.doubles(3, -1, 1).toArray();
      cone.write(s, z);
      assertThat(cone.scale()).isTrue();
      double[] weights = cone.read(cone.l), turned = cone.rotate(ds);
      double[] shift = cone.combinedShift(ds, dz, .3, true);
      for (double step : new double[] {.1, .4, 1.6}) {
        boolean inside =
            oracle.depth(ConeHarness.plus(s, step, ds)) > 0
                && oracle.dualDepth(ConeHarness.plus(z, step, dz)) > 0;
        assertThat(cone.contains(ds, dz, step)).isEqualTo(inside);
        assertThat(inside || !cone.accepts(ds, dz, step)).isTrue();
        assertThat(cone.combinedShift(ds, dz, .3, true)).isEqualTo(shift);
      }
      assertThat(cone.scale()).isTrue();
      assertThat(cone.read(cone.l)).isEqualTo(weights);
      assertThat(cone.rotate(ds)).isEqualTo(turned);
    }
  }

  /// The scaling of the point where solves start is stored: it must be that of the points around.
  @ParameterizedTest
  @MethodSource("cones")
  void scalingAtTheStartIsThatOfThePointsAround(ConeOracle oracle) {
    Random random = new Random(5);
    ConeHarness cone = new ConeHarness(oracle);
    cone.block.start(cone.s, cone.z);
    double[] center = cone.read(cone.s);
    for (int trial = 0; trial < 20; trial++) {
      double[] v = random.doubles(3, -1, 1).toArray();
      cone.write(center, center);
      assertThat(cone.scale()).isTrue();
      double[] at = cone.multiply(cone.read(cone.l), v);
      cone.write(ConeHarness.plus(center, 1e-9, v), center);
      assertThat(cone.scale()).isTrue();
      assertClose(cone.multiply(cone.read(cone.l), v), at, 1e-7);
    }
  }
}
