package io.ffolayer.internal.kkt.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.internal.kkt.dense.DenseKkt;
import io.ffolayer.internal.kkt.sparse.SparseKkt;
import io.ffolayer.internal.linalg.sparse.FactorChoice;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Factor;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.RandomPrograms.Curvature;
import io.ffolayer.testing.RandomPrograms.Size;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What every general KKT system owes.
@ParameterizedClass
@MethodSource("systems")
class KktSystemTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Parameter Function<ProgramStructure, KktSystem> maker;

  static Stream<Named<Function<ProgramStructure, KktSystem>>> systems() {
    return Stream.of(
        Named.of("dense", DenseKkt::new),
        Named.of("sparse", KktSystemTest::sparse),
        Named.of("chosen", structure -> KktSystems.of(structure).system()));
  }

  private static KktSystem sparse(ProgramStructure structure) {
    SparseKkt.Structure analysis = new SparseKkt.Structure(structure);
    FactorChoice choice = FactorChoice.sparse(analysis.pattern.symbolic());
    return new SparseKkt(analysis, choice.structure(analysis.pattern.symbolic()));
  }

  /// ‖r − K d‖∞ / ‖r‖∞ on the rows with l < ∞, and dz = 0 on the others.
  private static double error(
      PlainProgram p, double[] l, double[] ry, double[] rz, double[] y, double[] z) {
    double error = 0, size = 0;
    for (int j = 0; j < p.n(); j++) {
      double sum = ry[j];
      for (int k = 0; k < p.n(); k++) sum -= p.p()[j][k] * y[k];
      for (int i = 0; i < p.m(); i++) sum -= p.a()[i][j] * z[i];
      error = Math.max(error, Math.abs(sum));
      size = Math.max(size, Math.abs(ry[j]));
    }
    for (int i = 0; i < p.m(); i++) {
      if (l[i] == INFINITY) {
        assertThat(z[i]).isZero();
        continue;
      }
      double sum = rz[i] + l[i] * z[i];
      for (int k = 0; k < p.n(); k++) sum -= p.a()[i][k] * y[k];
      error = Math.max(error, Math.abs(sum));
      size = Math.max(size, Math.abs(rz[i]));
    }
    return error / size;
  }

  private static double[] normals(SplittableRandom random, int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  private static PlainProgram program(int seed, Curvature curvature) {
    int n = 4 + 3 * seed;
    Size size = new Size(n, n / 4, n / 3, n, curvature, seed % 2 == 0 ? 1 : 0.4);
    return RandomPrograms.strictlyComplementary(4L * seed, size).program();
  }

  /// Weights as late iterations have them: small on rows that may all be active, large on others.
  private static double[] weights(SplittableRandom random, PlainProgram p) {
    double[] l = new double[p.m()];
    int active = p.n() / 4 + p.n() / 3;
    for (int i = 0; i < l.length; i++) {
      double magnitude = 8 * random.nextDouble();
      l[i] = p.equality()[i] ? 0 : Math.pow(10, i < active ? -magnitude : magnitude);
      if (i >= active && random.nextInt(5) == 0) l[i] = INFINITY;
    }
    return l;
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void answersSatisfyTheUnregularisedSystem(Form form) {
    SplittableRandom random = new SplittableRandom(1);
    for (Curvature curvature : Curvature.values())
      for (int seed = 1; seed < 12; seed++) {
        PlainProgram p =
            program(seed, curvature == Curvature.ZERO ? Curvature.DIAGONAL : curvature);
        ProgramData data = form.data(p);
        KktSystem system = maker.apply(data.structure());
        for (int round = 0; round < 3; round++) {
          double[] l = weights(random, p);
          assertThat(system.factor(data, 0, l, 0)).isTrue();
          double[] ry = normals(random, p.n()), rz = normals(random, p.m());
          double[] y = ry.clone(), z = rz.clone();
          double claimed = system.solve(y, 0, z, 0);
          assertThat(error(p, l, ry, rz, y, z)).as("%s, seed %d", curvature, seed).isLessThan(1e-9);
          assertThat(claimed).isLessThan(1e-9);
        }
      }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void theActiveRowsOfASolutionAreSolvedToRounding(Form form) {
    SplittableRandom random = new SplittableRandom(2);
    for (Curvature curvature : Curvature.values())
      for (int seed = 1; seed < 8; seed++) {
        int n = 4 + 3 * seed;
        int active = curvature == Curvature.ZERO ? n - n / 4 : n / 3;
        Size size = new Size(n, n / 4, active, n, curvature);
        PlainProgram p = RandomPrograms.strictlyComplementary(4L * seed, size).program();
        double[] l = new double[p.m()];
        for (int i = n / 4 + active; i < l.length; i++) l[i] = INFINITY;
        ProgramData data = form.data(p);
        KktSystem system = maker.apply(data.structure());
        assertThat(system.factor(data, 0, l, 0)).isTrue();
        assertThat(system.dependentRows()).isZero();
        assertThat(system.freeDirections()).as("%s, seed %d", curvature, seed).isZero();
        double[] ry = normals(random, n), rz = normals(random, p.m());
        double[] y = ry.clone(), z = rz.clone();
        system.solve(y, 0, z, 0);
        assertThat(error(p, l, ry, rz, y, z)).isLessThan(1e-11);
        Factor kept = keep(system, data);
        if (kept instanceof KktFactor factor) assertSameAnswer(factor, l, ry, rz, y, z);
        if (kept instanceof KeptFactor factor) {
          assertGoesOn(maker.apply(data.structure()), factor, ry, rz, y, z);
          assertThat(factor.l()).containsExactly(l);
        }
      }
  }

  private static Factor keep(KktSystem system, ProgramData data) {
    if (system instanceof EquilibratedKkt inAnyUnits) return inAnyUnits.keep(data, 0);
    double[] columns = new double[data.structure().variables()];
    double[] rows = new double[data.structure().rows()];
    Arrays.fill(columns, 1);
    Arrays.fill(rows, 1);
    return system.keep(new Origin(data, 0, columns, rows));
  }

  /// Another system goes on with a kept factor: to the bit, as often as it is asked, and so does
  /// the first one after another factorisation.
  private static void assertGoesOn(
      KktSystem other, KeptFactor kept, double[] ry, double[] rz, double[] y, double[] z) {
    for (int round = 0; round < 2; round++) {
      other.resume(kept);
      double[] keptY = ry.clone(), keptZ = rz.clone();
      other.solve(keptY, 0, keptZ, 0);
      assertThat(keptY).isEqualTo(y);
      assertThat(keptZ).isEqualTo(z);
      assertThat(other.dependentRows()).isZero();
      assertThat(other.freeDirections()).isZero();
    }
    assertThat(kept.bytes()).isPositive();
  }

  /// Its buffers were handed over: later factorisations, of the system that made it and of one that
  /// went on with it, leave it as it is.
  @ParameterizedTest
  @EnumSource(Form.class)
  void aFactorThatIsKeptStaysAsItWas(Form form) {
    PlainProgram p = program(5, Curvature.DEFINITE);
    ProgramData data = form.data(p);
    double[] l = new double[p.m()];
    Arrays.fill(l, p.n() / 4 + 2, p.m(), INFINITY);
    KktSystem system = maker.apply(data.structure());
    assertThat(system.factor(data, 0, l, 0)).isTrue();
    if (!(keep(system, data) instanceof KeptFactor kept)) return;
    double[] first = answer(system, p);
    double[] other = weights(new SplittableRandom(8), p);
    KktSystem reader = maker.apply(data.structure());
    for (KktSystem either : List.of(system, reader)) {
      either.resume(kept);
      assertThat(either.factor(data, 0, other, 0)).isTrue();
      assertThat(answer(either, p)).isNotEqualTo(first);
      either.resume(kept);
      assertThat(answer(either, p)).isEqualTo(first);
    }
  }

  private static double[] answer(KktSystem system, PlainProgram p) {
    double[] y = new double[p.n()];
    Arrays.setAll(y, j -> Math.sin(j + 1));
    system.solve(y, 0, new double[p.m()], 0);
    return y;
  }

  private static void assertSameAnswer(
      KktFactor kept, double[] l, double[] ry, double[] rz, double[] y, double[] z) {
    int[] rows = kept.keptRows();
    assertThat(rows).isSorted().hasSize((int) Arrays.stream(l).filter(v -> v == 0).count());
    double[] keptY = ry.clone(), keptZ = rz.clone();
    kept.solve(keptY, 0, keptZ, 0, new double[kept.workSize()]);
    assertThat(keptY).containsExactly(y, within(1e-9));
    assertThat(keptZ).containsExactly(z, within(1e-8));
    assertThat(kept.bytes()).isPositive();
  }

  @Test
  void aDenseFactorIsKeptInTheUnitsOfTheUser() {
    PlainProgram p = program(5, Curvature.DEFINITE);
    ProgramData data = Form.DENSE.data(p);
    double[] l = new double[p.m()];
    Arrays.fill(l, p.n() / 4 + 2, p.m(), INFINITY);
    KktSystem system = KktSystems.of(data.structure()).system();
    system.factor(data, 0, l, 0);
    assertThat(keep(system, data)).isInstanceOf(KktFactor.class);
  }

  /// Wherever it is stopped there is no factor, and the next factorisation is as if nothing had
  /// been.
  @ParameterizedTest
  @EnumSource(Form.class)
  void aFactorisationThatIsStoppedLeavesNoTrace(Form form) {
    PlainProgram p = program(60, Curvature.DEFINITE);
    ProgramData data = form.data(p);
    double[] l = weights(new SplittableRandom(3), p);
    KktSystem system = maker.apply(data.structure());
    AtomicInteger looks = new AtomicInteger();
    system.stopWhen(() -> looks.incrementAndGet() < 0);
    assertThat(system.factor(data, 0, l, 0)).isTrue();
    double[] y = new double[p.n()], z = new double[p.m()];
    Arrays.fill(y, 1);
    int all = looks.get();
    assertThat(all).isPositive();
    system.solve(y, 0, z, 0);
    for (int last = 1; last <= all; last++) {
      int end = last;
      looks.set(0);
      system.stopWhen(() -> looks.incrementAndGet() >= end);
      assertThat(system.factor(data, 0, l, 0)).as("stopped at look %d of %d", end, all).isFalse();
      assertThat(looks.get()).isLessThan(end + 5);
      system.stopWhen(() -> false);
      assertThat(system.factor(data, 0, l, 0)).isTrue();
      double[] again = new double[p.n()];
      Arrays.fill(again, 1);
      system.solve(again, 0, new double[p.m()], 0);
      assertThat(again).isEqualTo(y);
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void dependentRowsAreCountedAndGetTheShortestMultiplier(Form form) {
    double[][] q = {{2, 0, 0}, {0, 1, 0.5}, {0, 0.5, 1}};
    double[][] rows = {{1, 1, 0}, {1, 1, 0}, {0, 0, 1}, {2, 2, 0}};
    boolean[] equalities = {true, true, true, true};
    PlainProgram p = new PlainProgram(q, new double[3], rows, new double[4], equalities);
    ProgramData data = form.data(p);
    KktSystem system = maker.apply(data.structure());
    for (int[] test :
        new int[][] {{1, 1, 1, 1, 2}, {1, 1, 1, 0, 1}, {1, 0, 1, 0, 0}, {0, 1, 0, 1, 1}}) {
      double[] l = new double[4];
      for (int i = 0; i < 4; i++) l[i] = test[i] == 1 ? 0 : INFINITY;
      assertThat(system.factor(data, 0, l, 0)).isTrue();
      assertThat(system.dependentRows()).isEqualTo(test[4]);
      assertThat(system.freeDirections()).isZero();
    }
    double[] l = {0, 0, 0, INFINITY};
    assertThat(system.factor(data, 0, l, 0)).isTrue();
    double[] y = {1, 0, 0}, z = {3, 3, 1, 0};
    system.solve(y, 0, z, 0);
    assertThat(y[0] + y[1]).isCloseTo(3, within(1e-12));
    assertThat(z[0]).isCloseTo(z[1], within(1e-7));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void contradictingRightHandSidesOfDependentRowsAreMetHalfway(Form form) {
    double[][] q = {{2, 0.5}, {0.5, 1}};
    PlainProgram p =
        new PlainProgram(
            q,
            new double[2],
            new double[][] {{1, 1}, {1, 1}},
            new double[2],
            new boolean[] {true, true});
    KktSystem system = KktSystems.of(form.structure(List.of(p))).system();
    assertThat(system.factor(form.data(p), 0, new double[2], 0)).isTrue();
    double[] y = {0, 0}, z = {1, 3};
    system.solve(y, 0, z, 0);
    assertThat(y[0] + y[1]).isCloseTo(2, within(1e-12));
    assertThat(z[0]).isCloseTo(z[1], within(1e-7));
    assertThat(2 * y[0] + 0.5 * y[1] + z[0] + z[1]).isCloseTo(0, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whatNothingDeterminesIsCounted(Form form) {
    double[][] nothing = new double[4][4];
    double[][] some = {{1, 1, 0, 0}, {1, 1, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 1}};
    assertFreeDirections(form, nothing, 2, 3);
    assertFreeDirections(form, some, 1, 2);
  }

  private void assertFreeDirections(Form form, double[][] matrix, int withBoth, int withFirst) {
    double[][] rows = {{1, 1, 0, 0}, {0, 0, 1, 0}};
    boolean[] equalities = {true, true};
    PlainProgram p = new PlainProgram(matrix, new double[4], rows, new double[2], equalities);
    ProgramData data = form.data(p);
    KktSystem system = maker.apply(data.structure());
    assertThat(system.factor(data, 0, new double[2], 0)).isTrue();
    assertThat(system.freeDirections()).isEqualTo(withBoth);
    assertThat(system.dependentRows()).isZero();
    assertThat(system.factor(data, 0, new double[] {0, INFINITY}, 0)).isTrue();
    assertThat(system.freeDirections()).isEqualTo(withFirst);
  }

  @Test
  void anInfiniteOrTinyWeightIsNotReadFromTheRightHandSide() {
    PlainProgram p = program(3, Curvature.DEFINITE);
    ProgramData data = Form.DENSE.data(p);
    KktSystem system = maker.apply(data.structure());
    double[] l = weights(new SplittableRandom(4), p);
    l[p.m() - 1] = INFINITY;
    assertThat(system.factor(data, 0, l, 0)).isTrue();
    double[] y = normals(new SplittableRandom(5), p.n()),
        z = normals(new SplittableRandom(6), p.m());
    double[] sameY = y.clone(), sameZ = z.clone();
    sameZ[p.m() - 1] = Double.NaN;
    system.solve(y, 0, z, 0);
    system.solve(sameY, 0, sameZ, 0);
    assertThat(sameY).containsExactly(y);
    assertThat(sameZ).containsExactly(z);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void unitsDoNotMatterToAChosenSystem(Form form) {
    SplittableRandom random = new SplittableRandom(7);
    for (int seed = 1; seed < 8; seed++) {
      PlainProgram p = program(seed, Curvature.DEFINITE);
      double[] row = powers(random, p.m()), column = powers(random, p.n());
      PlainProgram scaled = p.scaled(row, column, 0x1p-12);
      double[] l = new double[p.m()];
      int active = p.n() / 4 + p.n() / 3;
      for (int i = active; i < l.length; i++) l[i] = INFINITY;
      double[] ry = normals(random, p.n()), rz = normals(random, p.m());
      double[] y = ry.clone(), z = rz.clone();
      solve(form.data(p), l, y, z);
      for (int j = 0; j < ry.length; j++) ry[j] *= 0x1p-12 * column[j];
      for (int i = 0; i < rz.length; i++) rz[i] *= row[i];
      solve(form.data(scaled), l, ry, rz);
      for (int j = 0; j < y.length; j++) ry[j] *= column[j];
      for (int i = 0; i < z.length; i++) rz[i] *= row[i] / 0x1p-12;
      assertThat(ry).containsExactly(y, within(1e-9));
      assertThat(rz).containsExactly(z, within(1e-8));
    }
  }

  private static void solve(ProgramData data, double[] l, double[] y, double[] z) {
    KktSystem system = KktSystems.of(data.structure()).system();
    assertThat(system.factor(data, 0, l, 0)).isTrue();
    system.solve(y, 0, z, 0);
  }

  private static double[] powers(SplittableRandom random, int count) {
    double[] values = new double[count];
    for (int k = 0; k < count; k++) values[k] = Math.scalb(1.0, random.nextInt(-10, 11));
    return values;
  }
}
