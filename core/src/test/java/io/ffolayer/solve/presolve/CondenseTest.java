package io.ffolayer.solve.presolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.adjoint.condensed.Condensed;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Reduction;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.Slot;
import io.ffolayer.testing.Visit;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Squares that were written with variables of their own, t = Mx + c.
class CondenseTest {
  private static final Solver CONDENSED = new Condense(new Automatic());
  private static final int N = 6;
  private static final int COUNT = 8;
  private static final int ROWS = 9;

  /// ½ Σ d_k t_k² + qᵀ(x, t) with a t − a M x = a c, one equality and ROWS inequalities in x; the
  /// variables and rows in a mixed order.
  private static PlainProgram squares(long seed, double conditioning) {
    return squares(seed, conditioning, COUNT);
  }

  private static PlainProgram squares(long seed, double conditioning, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = N + count, m = count + 1 + ROWS;
    int[] order = shuffled(n, random);
    double[][] p = new double[n][n], a = new double[m][n];
    double[] q = random.doubles(n, -1, 1).toArray(), b = new double[m];
    boolean[] equality = new boolean[m];
    for (int k = 0; k < count; k++) {
      int t = order[N + k];
      double scale = 0.5 + random.nextDouble();
      p[t][t] = 0.5 + random.nextDouble();
      for (int j = 0; j < N; j++)
        a[k][order[j]] =
            -scale * random.nextGaussian() * Math.pow(conditioning, -(double) j / (N - 1));
      a[k][t] = scale;
      b[k] = random.nextGaussian();
      equality[k] = true;
    }
    equality[count] = true;
    double[] inside = random.doubles(N, -1, 1).toArray();
    for (int i = count; i < m; i++) {
      for (int j = 0; j < N; j++) {
        a[i][order[j]] = random.nextGaussian();
        b[i] += a[i][order[j]] * inside[j];
      }
      if (!equality[i]) b[i] += random.nextDouble();
    }
    return new PlainProgram(p, q, a, b, equality).withRows(shuffled(m, random));
  }

  private static int[] shuffled(int n, SplittableRandom random) {
    int[] order = IntStream.range(0, n).toArray();
    for (int k = n - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      int kept = order[k];
      order[k] = order[other];
      order[other] = kept;
    }
    return order;
  }

  private static double distance(double[] one, double[] other) {
    double largest = 0;
    for (int k = 0; k < one.length; k++) largest = Math.max(largest, Math.abs(one[k] - other[k]));
    return largest;
  }

  @ParameterizedTest
  @EnumSource
  void theAnswerIsThatOfTheWhole(Form form) {
    for (int seed = 0; seed < 100; seed++) {
      PlainProgram program = squares(seed, 1);
      Solution solution = Answer.solve(CONDENSED, form.data(program));
      Answer answer = Answer.of(solution, 0).mustBeTrueOf(program, 1e-9);
      Answer whole = Answer.of(Answer.solve(new InteriorPoint(), form.data(program)), 0);
      assertThat(answer.status()).isEqualTo(Status.SOLVED);
      assertThat(distance(answer.y(), whole.y())).isLessThan(1e-8);
      assertThat(distance(answer.z(), whole.z())).isLessThan(1e-7);
      assertThat(solution.reduction(0).variables()).isEqualTo(COUNT);
      assertThat(answer.solver()).isIn("BlockPivoting", "DualActiveSet");
    }
  }

  /// A model of few factors is smaller with them than without.
  @Test
  void fewDefinitionsStay() {
    for (int count : new int[] {2, 3}) {
      Solution solution = Answer.solve(CONDENSED, Form.DENSE.data(squares(1, 1, count)));
      assertThat(solution.isSolved(0)).isTrue();
      assertThat(solution.reduction(0)).isEqualTo(Reduction.NONE);
    }
  }

  /// An instance depends on its own numbers alone, whether the matrices are shared or not.
  @ParameterizedTest
  @EnumSource
  void aBatchIsItsInstances(Form form) {
    List<PlainProgram> programs =
        LongStream.range(0, 4).mapToObj(seed -> squares(seed, 1)).toList();
    for (EnumSet<Slot> shared : List.of(EnumSet.noneOf(Slot.class), EnumSet.of(Slot.P, Slot.A))) {
      List<PlainProgram> batch =
          shared.isEmpty()
              ? List.of(programs.getFirst(), programs.getFirst())
              : List.of(programs.getFirst(), otherSides(programs.getFirst(), programs.getLast()));
      Solution together = Answer.solve(CONDENSED, form.data(batch, shared));
      for (int i = 0; i < batch.size(); i++) {
        Answer alone = Answer.of(Answer.solve(CONDENSED, form.data(batch.get(i))), 0);
        Answer answer = Answer.of(together, i).mustBeTrueOf(batch.get(i), 1e-9);
        assertThat(answer.y()).containsExactly(alone.y());
        assertThat(answer.z()).containsExactly(alone.z());
      }
    }
  }

  /// The matrices of one program with the q of another.
  private static PlainProgram otherSides(PlainProgram program, PlainProgram other) {
    return new PlainProgram(program.p(), other.q(), program.a(), program.b(), program.equality());
  }

  /// The direction, the point, the active rows and the flags are those of the whole.
  @ParameterizedTest
  @EnumSource
  void whatWasCondensedIsDifferentiatedSo(Form form) {
    for (int seed = 0; seed < 50; seed++) {
      ProgramData data = form.data(squares(seed, 1));
      Solution solution = Answer.solve(CONDENSED, data);
      SplittableRandom random = new SplittableRandom(seed);
      double[] c = random.doubles(data.structure().variables(), -1, 1).toArray();
      double[] d = random.doubles(data.structure().rows(), -1, 1).toArray();
      Visit visit = Visit.of(new Condensed(new FirstOrder()), data, solution, c, d);
      Visit whole = Visit.of(new Implicit(), data, solution, c, d);
      assertThat(distance(visit.dy(), whole.dy())).isLessThan(1e-8);
      assertThat(distance(visit.dz(), whole.dz())).isLessThan(1e-8);
      assertThat(distance(visit.y(), whole.y())).isLessThan(1e-9);
      assertThat(distance(visit.z(), whole.z())).isLessThan(1e-9);
      assertThat(visit.active()).isEqualTo(whole.active());
      assertThat(visit.report().active()).isEqualTo(whole.report().active());
      assertThat(visit.report().flags()).isEqualTo(whole.report().flags());
      assertThat(visit.report().errorEstimate()).isLessThan(1e-6);
    }
  }

  /// M of condition 1e10 has 1e20 in P'. What rounding does to that is seen, and the whole solved.
  @Test
  void whatDoesNotPassInTheTermsOfTheWholeIsSolvedWhole() {
    for (int seed = 0; seed < 50; seed++) {
      PlainProgram program = squares(seed, 1e10);
      Answer answer = Answer.of(Answer.solve(CONDENSED, Form.SPARSE.data(program)), 0);
      assertThat(answer.mustBeTrueOf(program, 1e-9).status()).isEqualTo(Status.SOLVED);
    }
  }

  @Test
  void aProofOfWhatIsLeftIsOneOfTheWhole() {
    for (int seed = 0; seed < 50; seed++) {
      PlainProgram feasible = squares(seed, 1);
      double[] row = new double[N + COUNT];
      int some =
          IntStream.range(0, row.length).filter(j -> isFree(feasible, j)).findFirst().orElseThrow();
      row[some] = 1;
      double[] opposite = row.clone();
      opposite[some] = -1;
      PlainProgram program = feasible.plusRow(row, -1, false).plusRow(opposite, -1, false);
      Answer answer = Answer.of(Answer.solve(CONDENSED, Form.DENSE.data(program)), 0);
      assertThat(answer.mustBeTrueOf(program, 1e-9).status()).isEqualTo(Status.INFEASIBLE);
    }
  }

  private static boolean isFree(PlainProgram program, int j) {
    return program.p()[j][j] == 0;
  }

  /// MᵀDM may hide that P is not positive semidefinite.
  @Test
  void anIndefinitePIsRefused() {
    PlainProgram program = squares(1, 1);
    int some =
        IntStream.range(0, N + COUNT).filter(j -> isFree(program, j)).findFirst().orElseThrow();
    program.p()[some][some] = -0.1;
    Answer answer = Answer.of(Answer.solve(CONDENSED, Form.SPARSE.data(program)), 0);
    assertThat(answer.status()).isEqualTo(Status.INVALID_DATA);
  }
}
