package io.ffolayer.internal.cone;

import static io.ffolayer.internal.linalg.kernel.AllocationAssert.assertAllocatesNothingWhenWarm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ProductCone;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The laws of [ConeBlock] for interior points, for every cone: barrier, scaling, corrector, steps.
/// Those of projections and faces are in [FaceContractTest].
class ConeContractTest {
  static Stream<ConeOracle> cones() {
    return Stream.of(
        new ZeroOracle(3),
        new OrthantOracle(2),
        new OrthantOracle(4),
        new SecondOrderOracle(1),
        new SecondOrderOracle(2),
        new SecondOrderOracle(3),
        new SecondOrderOracle(4),
        new SecondOrderOracle(9),
        new PsdOracle(1),
        new PsdOracle(2),
        new PsdOracle(3),
        new PsdOracle(5),
        new ExponentialOracle(),
        new PowerOracle(.5),
        new PowerOracle(.3),
        new PowerOracle(.7));
  }

  @Test
  void everyKindOfConeIsListed() {
    Set<Class<?>> kinds = new HashSet<>(List.of(Cone.class.getPermittedSubclasses()));
    kinds.remove(ProductCone.class);
    cones().forEach(oracle -> kinds.remove(oracle.cone().getClass()));
    assertThat(kinds).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("cones")
  void centralPointNeedsNoCentering(ConeOracle oracle) {
    ConeHarness cone = new ConeHarness(oracle);
    cone.block.start(cone.s, cone.z);
    double[] s = cone.read(cone.s), z = cone.read(cone.z);
    assertThat(s).containsExactly(z);
    assertThat(cone.block.degree()).isEqualTo(oracle.degree());
    assertThat(ConeHarness.dot(s, z)).isCloseTo(oracle.degree(), within(1e-14 * oracle.degree()));
    assertThat(cone.scale()).isTrue();
    double[] shift = cone.combinedShift(new double[s.length], new double[s.length], 1, false);
    assertClose(shift, new double[s.length], 1e-14);
    if (oracle.symmetric()) for (double l : cone.read(cone.l)) assertThat(l).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("cones")
  void scalingIsPositiveAndMapsTheDualToTheSlack(ConeOracle oracle) {
    Random random = new Random(1);
    ConeHarness cone = new ConeHarness(oracle);
    for (int trial = 0; trial < 100; trial++) {
      double[] s = oracle.interior(random), z = oracle.dualInterior(random);
      cone.write(s, z);
      assertThat(cone.scale()).isTrue();
      cone.assertRotationIsOrthonormal();
      double[] l = cone.read(cone.l);
      double largest = Arrays.stream(l).max().orElseThrow();
      for (double value : l) assertThat(value).isBetween(0.0, 1e300);
      double size = largest * ConeHarness.norm(z);
      assertClose(cone.multiply(l, z), s, 1e-13 * (size + ConeHarness.norm(s)));
      // and the other way round, which sees the small eigenvalues
      if (oracle.degree() == 0) continue;
      double[] inverse = Arrays.stream(l).map(x -> 1 / x).toArray();
      size = Arrays.stream(inverse).max().orElseThrow() * ConeHarness.norm(s);
      assertClose(cone.multiply(inverse, s), z, 1e-13 * (size + ConeHarness.norm(z)));
    }
  }

  /// The others are kept inside by their ratio test.
  @ParameterizedTest
  @MethodSource("cones")
  void curvedConesRefuseAPairThatIsNotInterior(ConeOracle oracle) {
    if (oracle.cone().isPolyhedral()) return;
    Random random = new Random(2);
    ConeHarness cone = new ConeHarness(oracle);
    for (int trial = 0; trial < 20; trial++) {
      double[] s = oracle.interior(random), z = oracle.dualInterior(random);
      double[] outside = Arrays.stream(oracle.interior(random)).map(x -> -x).toArray();
      cone.write(outside, z);
      assertThat(cone.scale()).isFalse();
      cone.write(s, Arrays.stream(z).map(x -> -x).toArray());
      assertThat(cone.scale()).isFalse();
      cone.write(Arrays.stream(s).map(x -> Double.NaN).toArray(), z);
      assertThat(cone.scale()).isFalse();
    }
  }

  /// d_s = s − σμ s̃ with s̃ = −∇f*(z).
  @ParameterizedTest
  @MethodSource("cones")
  void centeringFollowsTheGradientOfTheBarrier(ConeOracle oracle) {
    Random random = new Random(3);
    ConeHarness cone = new ConeHarness(oracle);
    for (int trial = 0; trial < 20; trial++) {
      double[] s = oracle.interior(random), z = oracle.dualInterior(random);
      cone.write(s, z);
      assertThat(cone.scale()).isTrue();
      assertThat(cone.affineShift())
          .containsExactly(oracle.degree() > 0 ? s : new double[s.length]);
      double[] zero = new double[s.length];
      double[] shift = cone.combinedShift(zero, zero, .3, false);
      double[] shadow = new double[s.length];
      for (int i = 0; i < s.length && oracle.degree() > 0; i++) shadow[i] = (s[i] - shift[i]) / .3;
      assertThat(ConeHarness.dot(shadow, z))
          .isCloseTo(oracle.degree(), within(1e-9 * (1 + oracle.degree())));
      double step = 1e-4 * oracle.dualDepth(z), size = 1 + ConeHarness.norm(shadow);
      for (int i = 0; i < z.length && oracle.degree() > 0; i++) {
        double slope = -(barrier(oracle, z, i, step) - barrier(oracle, z, i, -step)) / (2 * step);
        assertThat(slope).isCloseTo(shadow[i], within(1e-6 * size));
      }
    }
  }

  private static double barrier(ConeOracle oracle, double[] z, int i, double step) {
    double[] moved = z.clone();
    moved[i] += step;
    return oracle.dualBarrier(moved);
  }

  /// With W = U diag(√l) Uᵀ, λ = W z: λ ∘ W⁻¹(d_s − s) = (W⁻¹Δs) ∘ (WΔz) − σμ e.
  @ParameterizedTest
  @MethodSource("cones")
  void correctorSolvesTheScaledProduct(ConeOracle oracle) {
    if (!oracle.symmetric()) return;
    Random random = new Random(4);
    ConeHarness cone = new ConeHarness(oracle);
    cone.block.start(cone.s, cone.z);
    double[] e = cone.read(cone.s);
    for (int trial = 0; trial < 50; trial++) {
      double[] s = oracle.interior(random), z = oracle.dualInterior(random);
      double[] ds = random.doubles(s.length, -1, 1).toArray();
      double[] dz = random.doubles(s.length, -1, 1).toArray();
      cone.write(s, z);
      assertThat(cone.scale()).isTrue();
      double[] root = Arrays.stream(cone.read(cone.l)).map(Math::sqrt).toArray();
      double[] inverse = Arrays.stream(root).map(x -> 1 / x).toArray();
      double[] lambda = cone.multiply(root, z);
      double[] shift = cone.combinedShift(ds, dz, .2, true);
      for (int i = 0; i < s.length; i++) shift[i] -= s[i];
      double[] left = oracle.jordanProduct(lambda, cone.multiply(inverse, shift));
      double[] a = cone.multiply(inverse, ds), b = cone.multiply(root, dz);
      double[] right = oracle.jordanProduct(a, b);
      for (int i = 0; i < s.length; i++) right[i] -= .2 * e[i];
      double condition = ConeHarness.norm(root) * ConeHarness.norm(inverse);
      assertClose(left, right, 1e-13 * condition * (1 + ConeHarness.norm(a) * ConeHarness.norm(b)));
    }
  }

  @ParameterizedTest
  @MethodSource("cones")
  void longestStepEndsOnTheBoundary(ConeOracle oracle) {
    Random random = new Random(5);
    ConeHarness cone = new ConeHarness(oracle);
    for (int trial = 0; trial < 200; trial++) {
      double[] s = oracle.interior(random), z = oracle.dualInterior(random);
      double[] ds = direction(oracle, trial, random, s),
          dz = direction(oracle, trial + 1, random, z);
      cone.write(s, z);
      assertThat(cone.scale()).isTrue();
      double step = cone.longestStep(ds, dz);
      assertThat(step).isPositive();
      double inside = Math.min(step * (1 - 1e-9), 1e8), outside = step * (1 + 1e-9);
      double size = ConeHarness.norm(ds) + ConeHarness.norm(dz);
      if (step == Double.POSITIVE_INFINITY && !oracle.symmetric()) {
        assertThat(!cone.accepts(ds, dz, .7) || depth(oracle, s, ds, z, dz, .7) >= 0).isTrue();
        continue;
      }
      assertThat(depth(oracle, s, ds, z, dz, inside)).isGreaterThan(-1e-14 * size * inside);
      if (step < Double.POSITIVE_INFINITY)
        assertThat(depth(oracle, s, ds, z, dz, outside)).isLessThan(1e-14 * size * outside);
    }
  }

  /// A random direction, one straight to the apex, or one into the cone.
  private static double[] direction(ConeOracle oracle, int trial, Random random, double[] from) {
    if (oracle.degree() > 0 && trial % 5 == 0)
      return Arrays.stream(from).map(x -> -x / 3).toArray();
    if (oracle.symmetric() && trial % 5 == 1) return oracle.interior(random);
    double[] d = random.doubles(from.length, -1, 1).toArray();
    return oracle.degree() > 0 ? d : new double[from.length];
  }

  private static double depth(
      ConeOracle oracle, double[] s, double[] ds, double[] z, double[] dz, double step) {
    return Math.min(
        oracle.depth(ConeHarness.plus(s, step, ds)),
        oracle.dualDepth(ConeHarness.plus(z, step, dz)));
  }

  @ParameterizedTest
  @MethodSource("cones")
  void rotatesManyColumnsAsItRotatesOne(ConeOracle oracle) {
    Random random = new Random(6);
    ConeHarness cone = new ConeHarness(oracle);
    cone.write(oracle.interior(random), oracle.dualInterior(random));
    assertThat(cone.scale()).isTrue();
    int size = cone.size(), at = 5;
    for (int columns : new int[] {2, 3, 8, 31, 64, 300}) {
      double[] rows = random.doubles(at + size * columns + 3, -1, 1).toArray();
      double[] rotated = rows.clone();
      cone.block.rotate(cone.rotation, rotated, at, columns);
      for (int j = 0; j < columns; j++) {
        double[] column = new double[size];
        for (int i = 0; i < size; i++) column[i] = rows[at + i * columns + j];
        double[] expected = cone.rotate(column);
        for (int i = 0; i < size; i++) column[i] = rotated[at + i * columns + j];
        assertClose(column, expected, 1e-14 * size);
      }
      for (int i = 0; i < at; i++) assertThat(rotated[i]).isEqualTo(rows[i]);
      for (int i = at + size * columns; i < rows.length; i++)
        assertThat(rotated[i]).isEqualTo(rows[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("cones")
  void allocatesNothingWhenWarm(ConeOracle oracle) {
    Random random = new Random(7);
    ConeHarness cone = new ConeHarness(oracle);
    double[] s = oracle.interior(random), z = oracle.dualInterior(random);
    cone.write(s, z);
    double[] slack = cone.s.clone(), dual = cone.z.clone(), rows = new double[cone.s.length * 40];
    assertAllocatesNothingWhenWarm(() -> cone.everything(slack, dual, rows, 40));
  }

  @ParameterizedTest
  @MethodSource("cones")
  void touchesItsOwnRowsOnly(ConeOracle oracle) {
    Random random = new Random(8);
    ConeHarness cone = new ConeHarness(oracle);
    cone.write(oracle.interior(random), oracle.dualInterior(random));
    cone.everything(cone.s.clone(), cone.z.clone(), new double[cone.s.length * 3], 3);
    cone.assertOtherRowsAreUntouched();
  }

  static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++)
      assertThat(actual[i]).as("entry %d", i).isCloseTo(expected[i], within(tolerance));
  }
}
