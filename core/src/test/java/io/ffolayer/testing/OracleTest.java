package io.ffolayer.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.solve.Status;
import io.ffolayer.testing.RandomPrograms.Curvature;
import io.ffolayer.testing.RandomPrograms.Size;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The judges are judged first: generators, check, exact oracle and differences agree with each
/// other.
class OracleTest {
  static Stream<Example> tiny() {
    return Stream.of(Curvature.values())
        .filter(curvature -> curvature != Curvature.ROUNDED_SEMIDEFINITE)
        .flatMap(curvature ->
            Stream.iterate(1L, seed -> seed <= 8, seed -> seed + 1)
                .map(seed ->
                    RandomPrograms.strictlyComplementary(
                        seed,
                        curvature == Curvature.ZERO
                            ? new Size(3, 1, 2, 3, curvature)
                            : new Size(4, 1, 1, 4, curvature, 0.6))));
  }

  @ParameterizedTest
  @MethodSource("tiny")
  void theChosenTripleIsTheExactSolution(Example example) {
    ExactOracle.Verdict verdict = ExactOracle.judge(example.program());
    assertThat(verdict.status()).isEqualTo(Status.SOLVED);
    assertThat(verdict.y()).containsExactly(example.y(), within(1e-11));
    assertThat(verdict.z()).containsExactly(example.z(), within(1e-11));
  }

  @ParameterizedTest
  @MethodSource("tiny")
  void theFaceOfAnExampleLeadsToItsSolution(Example example) {
    Face.Point point = example.face().solve(example.program());
    assertThat(point.y()).containsExactly(example.y(), within(1e-12));
    assertThat(point.z()).containsExactly(example.z(), within(1e-12));
    assertThat(example.face().holds(example.program(), point)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("tiny")
  void theCheckAcceptsTheSolutionAndRefusesAnyOther(Example example) {
    PlainProgram program = example.program();
    double[] s = program.slack(example.y());
    for (int i = 0; i < s.length; i++) if (example.face().active()[i]) s[i] = 0;
    assertThat(Kkt.of(program, example.y(), s, example.z()).largest()).isLessThan(1e-14);
    double[] moved = example.y().clone();
    moved[0] += 1e-6;
    assertThat(Kkt.of(program, moved, s, example.z()).largest()).isGreaterThan(1e-9);
    double[] turned = example.z().clone();
    for (int i = 0; i < turned.length; i++) if (!program.equality()[i]) turned[i] = -1e-12;
    assertThat(Kkt.of(program, example.y(), s, turned).largest()).isInfinite();
  }

  @Test
  void theOracleKnowsEveryStatus() {
    for (int seed = 1; seed <= 10; seed++) {
      for (Curvature curvature : new Curvature[] {Curvature.DEFINITE, Curvature.ZERO})
        assertStatus(RandomPrograms.infeasible(seed, 3, curvature));
      assertStatus(RandomPrograms.unbounded(seed, 1 + seed % 4, seed % 2 == 0));
      assertStatus(RandomPrograms.weaklyActive(seed, 4, 1 + seed % 2));
      assertStatus(RandomPrograms.repeatedRows(seed, 4));
      assertStatus(RandomPrograms.dependentEqualities(seed, 4));
      assertStatus(RandomPrograms.edgeOfSolutions(seed, 3));
    }
    double[][] saddle = {{0, 1}, {1, 0}};
    assertThat(ExactOracle.isConvex(saddle)).isFalse();
    assertThat(ExactOracle.isConvex(new double[][] {{1, 1}, {1, 1}})).isTrue();
    assertThat(ExactOracle.isConvex(new double[][] {{1, 1}, {1, Math.nextDown(1.0)}})).isFalse();
  }

  @Test
  void theOracleSeesAnInfeasibilityThatRoundingHides() {
    Example apart = RandomPrograms.conflictingPair(1, 3, 1e-8, false);
    assertThat(ExactOracle.judge(apart.program()).status()).isEqualTo(Status.INFEASIBLE);
    PlainProgram near =
        new PlainProgram(
            new double[1][1],
            new double[1],
            new double[][] {{0.1}, {-0.3}},
            new double[] {0.1, -0.3},
            new boolean[2]);
    // 0.3 is a little less than three times 0.1 as a double: y ≤ 1 and y ≥ 1 in both cases.
    assertThat(ExactOracle.judge(near).status()).isEqualTo(Status.SOLVED);
  }

  private static void assertStatus(Example example) {
    ExactOracle.Verdict verdict = ExactOracle.judge(example.program());
    // A generated infeasible program may lose its exact proof to the rounding of its last row,
    // never the other families.
    if (example.outcomes().contains(Status.INFEASIBLE)) {
      assertThat(verdict.status()).as(example.name()).isIn(Status.INFEASIBLE);
    } else {
      assertThat(example.outcomes()).as(example.name()).contains(verdict.status());
    }
    if (example.y() != null)
      assertThat(verdict.y()).as(example.name()).containsExactly(example.y(), within(1e-11));
  }

  @ParameterizedTest
  @MethodSource("tiny")
  void differencesAgreeWithTheLinearisedSystem(Example example) {
    PlainProgram program = example.program();
    int n = program.n();
    double[] c = new double[n];
    double[] d = new double[program.m()];
    c[0] = 1;
    for (int j = 0; j < n; j++) {
      Differences.Derivative difference = Differences.ofEntry(example, Slot.Q, j, c, d, 0.01);
      double[] rhs = new double[n + example.face().rows().length];
      rhs[j] = -1;
      double exact = new DenseSolve(example.face().matrix(program)).solve(rhs)[0];
      assertThat(difference.value()).isEqualTo(exact, within(1e-9 + difference.error()));
      assertThat(difference.error()).isLessThan(1e-8);
    }
  }
}
