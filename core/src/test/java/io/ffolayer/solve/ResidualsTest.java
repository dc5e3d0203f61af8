package io.ffolayer.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.DoubledSums;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Examples;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.Kkt;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.RandomPrograms.Curvature;
import io.ffolayer.testing.RandomPrograms.Size;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResidualsTest {
  @ParameterizedTest
  @EnumSource(Form.class)
  void theyAreThoseOfTheDefinition(Form form) {
    SplittableRandom random = new SplittableRandom(3);
    for (Example example : Examples.strictlyComplementary()) {
      PlainProgram program = example.program();
      double[] y = example.y().clone(), z = example.z().clone();
      double noise = Math.pow(10, -random.nextInt(1, 10));
      for (int j = 0; j < y.length; j++) y[j] += noise * random.nextGaussian();
      double[] s = program.slack(y);
      for (int i = 0; i < s.length; i++) if (z[i] != 0) s[i] = 0;
      for (int i = 0; i < s.length; i++) s[i] = Math.max(0, s[i]);
      Kkt.Errors expected = Kkt.of(program, y, s, z);
      Residuals actual = of(form.data(program), y, s, z);
      assertThat(actual.primal()).as(example.name()).isCloseTo(expected.primal(), within(1e-13));
      assertThat(actual.dual()).as(example.name()).isCloseTo(expected.dual(), within(1e-13));
      // The gap of the definition is a difference of large terms, and rounds as such.
      assertThat(actual.gap())
          .as(example.name())
          .isCloseTo(expected.gap(), within(1e-12 + 1e-3 * expected.gap()));
    }
  }

  /// The terms of Py are 10⁵, its entries 10⁻³: sums in working precision are right to 10⁻⁸ only.
  @Test
  void theyAreRightWhereTheTermsAreMuchLargerThanTheirSums() {
    PlainProgram program =
        new PlainProgram(
            new double[][] {
              {2.2040178485370842e-4, -26706.057470510445},
              {-26706.057470510445, 1.5839919852519201e13}
            },
            new double[] {6.399580354301104e-4, 0},
            new double[][] {{0.005165932243261958, 0}},
            new double[] {0.5194585147341727},
            new boolean[1]);
    double[] y = {-3.64907419244879, -6.1523281686425274e-9};
    double[] s = program.slack(y), z = new double[1];
    Kkt.Errors expected = Kkt.of(program, y, s, z);
    assertThat(expected.dual()).isGreaterThan(1e-9);
    Residuals actual = of(Form.DENSE.data(program), y, s, z);
    assertThat(actual.dual()).isCloseTo(expected.dual(), within(1e-3 * expected.dual()));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void residualsInDoubledPrecisionAreTheSumsOfTheirExactTerms(Form form) {
    SplittableRandom random = new SplittableRandom(8);
    PlainProgram program =
        RandomPrograms.badlyScaled(
                RandomPrograms.strictlyComplementary(4, new Size(9, 2, 3, 5, Curvature.DEFINITE)),
                2,
                8)
            .program();
    int n = program.n(), m = program.m();
    double[] y = new double[n], s = new double[m], z = new double[m];
    for (int j = 0; j < n; j++) y[j] = random.nextGaussian();
    for (int i = 0; i < m; i++) {
      s[i] = random.nextDouble();
      z[i] = random.nextDouble();
    }
    ProgramData data = form.data(program);
    double[] dual = data.dualResidual(0, y, 0, z, 0, new DoubledSums(n));
    double[] primal = data.primalResidual(0, y, 0, s, 0, new DoubledSums(m));
    for (int j = 0; j < n; j++) {
      BigDecimal sum = new BigDecimal(program.q()[j]);
      for (int k = 0; k < n; k++) sum = sum.add(product(program.p()[j][k], y[k]));
      for (int i = 0; i < m; i++) sum = sum.add(product(program.a()[i][j], z[i]));
      assertThat(dual[j]).isCloseTo(sum.doubleValue(), within(Math.ulp(sum.doubleValue())));
    }
    for (int i = 0; i < m; i++) {
      BigDecimal sum = new BigDecimal(s[i]).subtract(new BigDecimal(program.b()[i]));
      for (int j = 0; j < n; j++) sum = sum.add(product(program.a()[i][j], y[j]));
      assertThat(primal[i]).isCloseTo(sum.doubleValue(), within(Math.ulp(sum.doubleValue())));
    }
  }

  private static BigDecimal product(double a, double b) {
    return new BigDecimal(a).multiply(new BigDecimal(b));
  }

  /// A row that says nothing of y, in the same block as short rows: min y with y ≥ 1, answered by
  /// 1.09.
  @ParameterizedTest
  @EnumSource(Form.class)
  void noRowCanHideAGapAsLargeAsTheObjective(Form form) {
    PlainProgram program =
        new PlainProgram(
            new double[1][1],
            new double[] {1},
            new double[][] {{0}, {-1e-11}, {1e-11}},
            new double[] {181, -1e-11, 1},
            new boolean[3]);
    double[] y = {1.09}, s = program.slack(y), z = {0, 1e11, 0};
    Residuals residuals = of(form.data(program), y, s, z);
    assertThat(residuals.primal()).isLessThan(1e-12);
    assertThat(residuals.dual()).isLessThan(1e-12);
    assertThat(residuals.gap()).isCloseTo(0.09, within(1e-6));
  }

  /// min 3y with y ≥ 0: all terms of the objective vanish with y, and the nearest of the other rows
  /// says what is small.
  @Test
  void theGapOfAnAlmostVanishingAnswerIsSmallBesideTheNearestRowInItsOwnUnits() {
    for (double unit : new double[] {1e-12, 1, 1e12}) {
      PlainProgram program =
          new PlainProgram(
              new double[1][1],
              new double[] {3},
              new double[][] {{-unit}, {1}, {unit}, {0}},
              new double[] {0, 500, 5 * unit, 1e9},
              new boolean[4]);
      double[] y = {2e-12}, z = {3 / unit, 0, 0, 0};
      Residuals residuals = of(Form.DENSE.data(program), y, program.slack(y), z);
      assertThat(residuals.gap()).isCloseTo(2e-12 / 5e-6, within(1e-12));
    }
  }

  /// min ½‖w‖², x + w = (1e-6, 4): all of the objective vanishes at the fit, which is not small.
  @Test
  void theGapOfAnExactFitIsSmallBesideWhatItFits() {
    PlainProgram program =
        new PlainProgram(
            new double[][] {{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}},
            new double[4],
            new double[][] {{1, 0, 1, 0}, {0, 1, 0, 1}},
            new double[] {1e-6, 4},
            new boolean[] {true, true});
    double[] y = {1e-6, 4, 0, 1e-9}, z = {0, -1e-9};
    Residuals residuals = of(Form.SPARSE.data(program), y, new double[2], z);
    assertThat(residuals.gap()).isCloseTo(4e-9 / 16e-6, within(1e-6));
  }

  @Test
  void whatCannotBeComputedIsInfinite() {
    PlainProgram program =
        RandomPrograms.strictlyComplementary(1, new Size(3, 0, 1, 2, Curvature.DEFINITE)).program();
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Residuals residuals =
          of(Form.DENSE.data(program), new double[] {1, bad, 0}, new double[3], new double[3]);
      assertThat(residuals.largest()).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(residuals.within(1e300)).isFalse();
    }
  }

  private static Residuals of(ProgramData data, double[] y, double[] s, double[] z) {
    return Residuals.of(data, 0, new WarmStart.Point(y, s, z));
  }
}
