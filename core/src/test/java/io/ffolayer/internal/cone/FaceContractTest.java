package io.ffolayer.internal.cone;

import static io.ffolayer.internal.cone.ConeContractTest.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.cone.ConeOracle.Face;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The laws of [ConeBlock] for projections, faces, their rows and margins, for every cone of
/// [ConeContractTest].
class FaceContractTest {
  static Stream<ConeOracle> cones() {
    return ConeContractTest.cones();
  }

  /// Without the zero cone, whose z is free: it is not the projection of anything.
  static Stream<ConeOracle> conesWithInterior() {
    return cones().filter(oracle -> oracle.degree() > 0);
  }

  static Stream<Arguments> faces() {
    return cones().flatMap(oracle -> oracle.faces().stream().map(f -> Arguments.of(oracle, f)));
  }

  /// Moreau: s ∈ K, z ∈ K*, sᵀz = 0, s − z = v determine s and z.
  @ParameterizedTest
  @MethodSource("cones")
  void projectionsSplitEveryPoint(ConeOracle oracle) {
    Random random = new Random(1);
    ConeHarness cone = new ConeHarness(oracle);
    for (int trial = 0; trial < 300; trial++) {
      double[] v = point(oracle, random, trial);
      cone.write(v, Arrays.stream(v).map(x -> -x).toArray());
      cone.block.project(cone.s);
      cone.block.projectDual(cone.z);
      double[] s = cone.read(cone.s), z = cone.read(cone.z);
      double size = ConeHarness.norm(v), tolerance = 1e-14 * (v.length + 5);
      assertClose(ConeHarness.plus(s, -1, z), v, tolerance * size);
      assertThat(ConeHarness.dot(s, z)).isCloseTo(0, within(tolerance * size * size));
      assertThat(oracle.depth(s)).isGreaterThanOrEqualTo(-tolerance * size);
      assertThat(oracle.dualDepth(z)).isGreaterThanOrEqualTo(-tolerance * size);
      if (trial < 30) assertClose(s, doubles(oracle.project(exact(v))), tolerance * size);
    }
  }

  /// The search for the projection of s − z may begin anywhere: at the pair itself, or at one that
  /// tells nothing of it.
  @ParameterizedTest
  @MethodSource("conesWithInterior")
  void facesDependOnTheDifferenceAlone(ConeOracle oracle) {
    Random random = new Random(11);
    ConeHarness cone = new ConeHarness(oracle);
    for (int trial = 0; trial < 200; trial++) {
      double[] v = point(oracle, random, trial);
      double size = ConeHarness.norm(v);
      cone.write(v, new double[v.length]);
      cone.snap();
      double[] s = cone.read(cone.s), z = cone.read(cone.z);
      double[] other = random.doubles(v.length, -size, size).toArray();
      for (double[] start : new double[][] {z, other}) {
        cone.write(ConeHarness.plus(v, 1, start), start);
        cone.snap();
        assertClose(cone.read(cone.s), s, 1e-14 * (v.length + 5) * size);
        assertClose(cone.read(cone.z), z, 1e-14 * (v.length + 5) * size);
      }
    }
  }

  private static double[] point(ConeOracle oracle, Random random, int trial) {
    double scale = Math.exp(5 * random.nextGaussian());
    double[] s = oracle.interior(random), z = oracle.dualInterior(random);
    double[] v = random.doubles(s.length, -1, 1).toArray();
    if (trial % 4 == 1) v = s;
    if (trial % 4 == 2) v = Arrays.stream(z).map(x -> -x).toArray();
    if (trial % 4 == 3) v = ConeHarness.plus(s, -1, z);
    return Arrays.stream(v).map(x -> scale * x).toArray();
  }

  /// (s, z) ← (σ_s Π(v), σ_z (Π(v) − v)), a second snap changes nothing, and l has the units of s
  /// and z.
  @ParameterizedTest
  @MethodSource("cones")
  void snapsOntoTheProjectionInTheUnitsOfTheUser(ConeOracle oracle) {
    Random random = new Random(2);
    ConeHarness cone = new ConeHarness(oracle), unit = new ConeHarness(oracle);
    for (int trial = 0; trial < 50; trial++) {
      double ofSlack = Math.exp(random.nextGaussian()), ofDual = Math.exp(random.nextGaussian());
      double[] s = oracle.interior(random), z = oracle.dualInterior(random);
      double[] v = new double[s.length];
      for (int i = 0; i < v.length; i++) v[i] = s[i] / ofSlack - z[i] / ofDual;
      unit.write(scaled(1 / ofSlack, s), scaled(1 / ofDual, z));
      unit.snap();
      cone.scales(ofSlack, ofDual);
      cone.write(s, z);
      cone.snap();
      cone.assertRotationIsOrthonormal();
      double size = ConeHarness.norm(v), tolerance = 1e-14 * (v.length + 5);
      double[] slack = cone.read(cone.s), dual = cone.read(cone.z), l = cone.read(cone.l);
      assertClose(slack, scaled(ofSlack, unit.read(unit.s)), tolerance * size * ofSlack);
      assertClose(dual, scaled(ofDual, unit.read(unit.z)), tolerance * size * ofDual);
      assertThat(l).containsExactly(scaled(ofSlack / ofDual, unit.read(unit.l)), within(1e-9));
      assertThat(cone.read(cone.distance))
          .containsExactly(unit.read(unit.distance), within(tolerance * size));
      cone.snap();
      assertClose(cone.read(cone.s), slack, tolerance * size * ofSlack);
      assertClose(cone.read(cone.z), dual, tolerance * size * ofDual);
    }
  }

  private static double[] scaled(double factor, double[] values) {
    return Arrays.stream(values).map(x -> factor * x).toArray();
  }

  /// Rows, weights and margin of every line of the tables.
  @ParameterizedTest
  @MethodSource("faces")
  void everyFaceHasTheRowsOfItsTable(ConeOracle oracle, Face face) {
    ConeHarness cone = new ConeHarness(oracle);
    cone.write(face.s(), face.z());
    cone.snap();
    double size = 1 + ConeHarness.norm(face.s()) + ConeHarness.norm(face.z());
    assertClose(cone.read(cone.s), face.s(), 1e-14 * size);
    assertClose(cone.read(cone.z), face.z(), 1e-14 * size);
    cone.assertRotationIsOrthonormal();
    double[] derivative = derivativeWeights(cone.read(cone.l));
    for (int i = 0; i < face.directions().length; i++) {
      double[] d = face.directions()[i];
      double[] moved = cone.multiply(derivative, d);
      double w = face.weights()[i];
      if (Double.isNaN(w)) assertStaysAmongWeak(face, moved);
      else assertClose(moved, scaled(1 / (1 + w), d), 1e-13);
    }
    if (face.margin() < Double.POSITIVE_INFINITY)
      assertThat(margin(cone)).isCloseTo(face.margin(), within(1e-14 * size));
    else assertThat(margin(cone)).isInfinite();
  }

  private static void assertStaysAmongWeak(Face face, double[] moved) {
    for (int i = 0; i < face.directions().length; i++)
      if (!Double.isNaN(face.weights()[i]))
        assertThat(ConeHarness.dot(moved, face.directions()[i])).isCloseTo(0, within(1e-13));
  }

  private static double margin(ConeHarness cone) {
    return Arrays.stream(cone.read(cone.distance)).map(Math::abs).min().orElseThrow();
  }

  /// Where the block puts the weak rows on one side, its derivative is that of the projection in
  /// the directions that lead to that side: here into or out of the cone along the central point.
  @ParameterizedTest
  @MethodSource("faces")
  void atAKinkTheDerivativeIsAOneSidedOne(ConeOracle oracle, Face face) {
    if (!face.exact()) return; // not at the kink but beside it, in many digits
    if (Arrays.stream(face.weights()).noneMatch(Double::isNaN)) return; // no kink
    ConeHarness cone = new ConeHarness(oracle);
    cone.block.start(cone.s, cone.z);
    double[] center = weakPart(face, cone.read(cone.s));
    cone.write(face.s(), face.z());
    cone.snap();
    double[] derivative = derivativeWeights(cone.read(cone.l));
    double length = ConeHarness.dot(center, center);
    double kept = ConeHarness.dot(center, cone.multiply(derivative, center));
    boolean inactive = kept > length / 2;
    assertThat(kept).isCloseTo(inactive ? length : 0, within(1e-13));
    Random random = new Random(3);
    double[] d = random.doubles(center.length, -1, 1).toArray();
    d = ConeHarness.plus(d, -1, weakPart(face, d));
    d = ConeHarness.plus(d, inactive ? 1 : -1, center);
    BigDecimal[] v = exact(face.s());
    for (int i = 0; i < v.length; i++) v[i] = v[i].subtract(new BigDecimal(face.z()[i]));
    double[] slope = slope(oracle, v, exact(face.s()), d);
    assertClose(cone.multiply(derivative, d), slope, 1e-12);
  }

  private static double[] weakPart(Face face, double[] d) {
    double[] part = new double[d.length];
    for (int i = 0; i < face.directions().length; i++)
      if (Double.isNaN(face.weights()[i]))
        part =
            ConeHarness.plus(part, ConeHarness.dot(face.directions()[i], d), face.directions()[i]);
    return part;
  }

  /// On both sides of a kink, as near to it as 1e-12, and far away.
  @ParameterizedTest
  @MethodSource("faces")
  void derivativeOfTheProjectionAgreesWithDifferences(ConeOracle oracle, Face face) {
    ConeHarness cone = new ConeHarness(oracle);
    cone.block.start(cone.s, cone.z);
    double[] center = cone.read(cone.s);
    Random random = new Random(4);
    for (double distance : new double[] {1, 1e-3, -1e-3, 1e-6, -1e-6, 1e-9, -1e-9, 1e-12, -1e-12}) {
      double[] v = ConeHarness.plus(face.s(), -1, face.z());
      v = ConeHarness.plus(v, distance, center);
      if (distance == 1) v = ConeHarness.plus(v, 1, random.doubles(v.length, -1, 1).toArray());
      cone.write(v, new double[v.length]);
      cone.snap();
      double[] derivative = derivativeWeights(cone.read(cone.l));
      double[] d = random.doubles(v.length, -1, 1).toArray();
      double[] slope = slope(oracle, exact(v), oracle.project(exact(v)), d);
      assertClose(cone.multiply(derivative, d), slope, 1e-12);
    }
  }

  /// (Π(v + hd) − Π(v))/h in many digits.
  private static double[] slope(ConeOracle oracle, BigDecimal[] v, BigDecimal[] at, double[] d) {
    BigDecimal[] moved = v.clone();
    for (int i = 0; i < v.length; i++) moved[i] = v[i].add(new BigDecimal(d[i]).movePointLeft(30));
    moved = oracle.project(moved);
    double[] slope = new double[d.length];
    for (int i = 0; i < d.length; i++)
      slope[i] = moved[i].subtract(at[i]).movePointRight(30).doubleValue();
    return slope;
  }

  /// v = s − z moves s by 1/(1 + w), w = 1/l, along each rotated row.
  private static double[] derivativeWeights(double[] l) {
    return Arrays.stream(l).map(x -> x == Double.POSITIVE_INFINITY ? 1 : x / (1 + x)).toArray();
  }

  private static BigDecimal[] exact(double[] v) {
    return Arrays.stream(v).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
  }

  private static double[] doubles(BigDecimal[] v) {
    return Arrays.stream(v).mapToDouble(BigDecimal::doubleValue).toArray();
  }

  /// The active rows of a face take part in a proof, its inactive ones do not.
  @ParameterizedTest
  @MethodSource("faces")
  void rowsThatTakePartAreTheActiveOnes(ConeOracle oracle, Face face) {
    ConeHarness cone = new ConeHarness(oracle);
    cone.write(face.s(), face.z());
    cone.block.takePart(cone.s, cone.z, 1e-3, cone.l, cone.rotation);
    double[] l = cone.read(cone.l);
    for (double value : l) assertThat(value == 0 || value == Double.POSITIVE_INFINITY).isTrue();
    cone.assertRotationIsOrthonormal();
    double[] kept = Arrays.stream(l).map(x -> x == 0 ? 1 : 0).toArray();
    for (int i = 0; i < face.directions().length; i++) {
      double[] d = face.directions()[i];
      if (face.weights()[i] == Double.POSITIVE_INFINITY)
        assertClose(cone.multiply(kept, d), d, 1e-13);
      if (face.weights()[i] == 0) assertClose(cone.multiply(kept, d), new double[d.length], 1e-13);
    }
  }
}
