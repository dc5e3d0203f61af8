package io.ffolayer.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.ConicKkt;
import io.ffolayer.testing.ConicProgram;
import io.ffolayer.testing.ConicPrograms;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Example.Family;
import io.ffolayer.testing.Examples;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.Questions;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.RandomPrograms.Curvature;
import io.ffolayer.testing.RandomPrograms.Size;
import io.ffolayer.testing.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What every solver owes. It may refuse a structure or end at its iteration limit where its method
/// does not apply; what it calls solved, infeasible or unbounded must be so.
@ParameterizedClass
@MethodSource("io.ffolayer.solve.Solvers#all")
class SolverContractTest {
  @Parameter Solvers.Entry entry;

  @ParameterizedTest
  @EnumSource(Form.class)
  void theChosenSolutionIsFound(Form form) {
    judgeAll(
        form,
        Stream.concat(Examples.strictlyComplementary().stream(), Examples.separable().stream()));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aProgramWithoutSolutionGetsItsStatusAndItsProof(Form form) {
    judgeAll(form, Examples.withoutSolution().stream());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aDegenerateProgramIsSolvedAllTheSame(Form form) {
    judgeAll(form, Examples.degenerate().stream());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void unitsDoNotMatter(Form form) {
    judgeAll(form, Examples.badlyScaled().stream());
  }

  /// A row once more, times a factor: it is implied, and the solution stays where it is.
  @ParameterizedTest
  @EnumSource(Form.class)
  void aRepeatedRowChangesNoSolution(Form form) {
    List<Example> bases =
        Stream.concat(
                Examples.strictlyComplementary().stream().limit(24),
                Examples.separable().stream().limit(6))
            .filter(example -> entry.mustAnswer(example.family(), form))
            .toList();
    List<String> complaints = new ArrayList<>();
    for (Example base : bases)
      for (double factor : new double[] {1, 3, 1e6, 1e-6}) {
        PlainProgram program = base.program();
        for (int row = 0; row < program.m(); row += 3) {
          double[] copy = program.a()[row].clone();
          for (int j = 0; j < copy.length; j++) copy[j] *= factor;
          PlainProgram repeated =
              program.plusRow(copy, factor * program.b()[row], program.equality()[row]);
          Answer answer =
              Answer.of(Answer.solve(entry.solver(), form.data(repeated)), 0)
                  .mustBeTrueOf(repeated, entry.tolerance());
          double wrong = answer.status() == Status.SOLVED ? distance(answer.y(), base.y()) : 0;
          boolean solved = answer.status() == Status.SOLVED || !entry.mustAnswerAll();
          if (!solved || wrong > 1e-5)
            complaints.add(
                "%s, row %d times %s: %s, off by %s"
                    .formatted(base, row, factor, answer.status(), wrong));
        }
      }
    assertThat(complaints).as("%s on %s", entry, form).isEmpty();
  }

  private static double distance(double[] x, double[] y) {
    double largest = 0;
    for (int j = 0; j < x.length; j++) largest = Math.max(largest, Math.abs(x[j] - y[j]));
    return largest;
  }

  private void judgeAll(Form form, Stream<Example> examples) {
    List<String> complaints = new ArrayList<>();
    examples.forEach(example -> {
      try {
        judge(example, form);
      } catch (AssertionError | RuntimeException wrong) {
        complaints.add(example + ": " + wrong.getMessage());
      }
    });
    assertThat(complaints).as("%s on %s", entry, form).isEmpty();
  }

  private void judge(Example example, Form form) {
    ProgramData data = form.data(example.program());
    Solution solution;
    try {
      solution = Answer.solve(entry.solver(), data);
    } catch (UnsupportedProgramException refusal) {
      assertThat(entry.mustAnswer(example.family(), form))
          .as("refused: %s", refusal.getMessage())
          .isFalse();
      assertThat(refusal).message().isNotBlank();
      return;
    }
    Answer answer = Answer.of(solution, 0).mustBeTrueOf(example.program(), entry.tolerance());
    if (answer.status() == Status.ITERATION_LIMIT && !entry.mustAnswer(example.family(), form)) {
      assertThat(answer.message()).isNotBlank();
      return;
    }
    assertThat(example.outcomes()).as("%s", answer).contains(answer.status());
    if (answer.status() == Status.SOLVED && example.y() != null) isNear(answer, example);
  }

  private static void isNear(Answer answer, Example example) {
    if (example.family() == Family.BADLY_SCALED) return;
    // A residual ε moves a solution with margin by O(ε), one without by O(√ε).
    double allowed = example.margin() > 0 ? 3e-6 : 1e-3;
    assertThat(answer.y()).as("y").containsExactly(example.y(), within(allowed));
    if (example.margin() > 0)
      assertThat(answer.z()).as("z").containsExactly(example.z(), within(allowed));
  }

  /// Programs of one shape with numbers of their own, from what this solver must be able to answer.
  private List<PlainProgram> batch(int count) {
    return IntStream.range(0, count).mapToObj(i -> member(i)).toList();
  }

  private PlainProgram member(int index) {
    if (entry.families().contains(Family.STRICTLY_CONVEX) && entry.forms().contains(Form.DENSE))
      return RandomPrograms.strictlyComplementary(
              4L * index, new Size(7, 2, 2, 5, Curvature.DEFINITE))
          .program();
    return separableMember(index);
  }

  private static PlainProgram separableMember(int index) {
    return RandomPrograms.separable(index, 8, 3).program();
  }

  private Form form() {
    return entry.forms().contains(Form.DENSE) ? Form.DENSE : Form.SPARSE;
  }

  private static List<String> bits(Solution solution) {
    return IntStream.range(0, solution.batch())
        .mapToObj(i -> Answer.of(solution, i).bits())
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aBatchEqualsItsItemsBitForBit(Form form) {
    assumeTrue(entry.forms().contains(form));
    for (int count : new int[] {1, 2, 7, 8, 9, 19}) {
      List<PlainProgram> programs = batch(count);
      ProgramStructure structure = form.structure(programs);
      Solution together = Answer.solve(entry.solver(), form.data(programs));
      for (int i = 0; i < count; i++) {
        ProgramData alone = single(form, programs, i);
        assertThat(alone.structure()).isEqualTo(structure);
        assertThat(Answer.of(Answer.solve(entry.solver(), alone), 0).bits())
            .as("instance %d of %d", i, count)
            .isEqualTo(Answer.of(together, i).bits());
      }
    }
  }

  /// Instance i on the pattern of the whole batch.
  private static ProgramData single(Form form, List<PlainProgram> programs, int i) {
    ProgramData all = form.data(programs);
    return new ProgramData(
        all.structure(),
        1,
        Slices.of(all.quadratic(), i),
        Slices.of(all.linear(), i),
        all.rows().stream().map(block -> Slices.of(block, i)).toList(),
        Slices.of(all.rhs(), i));
  }

  @Test
  void instancesThatShareMatricesEqualTheirItemsBitForBit() {
    for (EnumSet<Slot> shared :
        List.of(
            EnumSet.of(Slot.P), EnumSet.of(Slot.P, Slot.A), EnumSet.of(Slot.P, Slot.A, Slot.B))) {
      List<PlainProgram> programs = variations(19);
      Solution together = Answer.solve(entry.solver(), form().data(programs, shared));
      for (int i = 0; i < programs.size(); i++) {
        Solution alone =
            Answer.solve(entry.solver(), form().data(List.of(programs.get(i)), shared));
        assertThat(Answer.of(alone, 0).bits())
            .as("instance %d, %s shared", i, shared)
            .isEqualTo(Answer.of(together, i).bits());
      }
    }
  }

  /// One program under several linear terms, all of them solvable.
  private List<PlainProgram> variations(int count) {
    SplittableRandom random = new SplittableRandom(5);
    List<PlainProgram> programs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PlainProgram program = member(3).copy();
      for (int j = 0; j < program.n(); j++) program.q()[j] += 0.3 * random.nextGaussian();
      programs.add(program);
    }
    return programs;
  }

  @Test
  void sharedSlotsGiveTheAnswersOfCopies() {
    List<PlainProgram> programs = variations(12);
    Solution copies = Answer.solve(entry.solver(), form().data(programs));
    Solution shared =
        Answer.solve(entry.solver(), form().data(programs, EnumSet.of(Slot.P, Slot.A, Slot.B)));
    for (int i = 0; i < programs.size(); i++) {
      assertThat(shared.status(i)).isEqualTo(copies.status(i)).isEqualTo(Status.SOLVED);
      assertThat(Answer.of(shared, i).y()).containsExactly(Answer.of(copies, i).y(), within(1e-7));
      assertThat(Answer.of(shared, i).z()).containsExactly(Answer.of(copies, i).z(), within(1e-7));
    }
  }

  @Test
  void anInfeasibleInstanceLeavesTheOthersUnchangedToTheBit() {
    List<PlainProgram> programs = new ArrayList<>(batch(64));
    List<String> before = bits(Answer.solve(entry.solver(), form().data(programs)));
    for (int bad : new int[] {0, 37, 63}) {
      List<PlainProgram> spoiled = new ArrayList<>(programs);
      spoiled.set(bad, withoutFeasiblePoint(programs.get(bad)));
      Solution solution = Answer.solve(entry.solver(), form().data(spoiled));
      assertThat(solution.status(bad)).isIn(Status.INFEASIBLE, Status.ITERATION_LIMIT);
      Answer.of(solution, bad).mustBeTrueOf(spoiled.get(bad), entry.tolerance());
      List<String> after = bits(solution);
      for (int i = 0; i < 64; i++)
        if (i != bad)
          assertThat(after.get(i)).as("instance %d beside %d", i, bad).isEqualTo(before.get(i));
    }
  }

  /// The last two rows turned into contraries of each other.
  private static PlainProgram withoutFeasiblePoint(PlainProgram program) {
    PlainProgram bad = program.copy();
    int last = bad.m() - 1;
    for (int j = 0; j < bad.n(); j++) bad.a()[last][j] = -bad.a()[last - 1][j];
    bad.b()[last] = -bad.b()[last - 1] - 2;
    return bad;
  }

  @Test
  void aGuessChangesNoAnswer() {
    List<PlainProgram> programs = batch(9);
    ProgramData data = form().data(programs);
    Solution cold = Answer.solve(entry.solver(), data);
    SplittableRandom random = new SplittableRandom(11);
    for (double noise : new double[] {0, 1e-9, 1e-3, 1, 1e6}) {
      WarmStart guess =
          instance -> {
            Answer known = Answer.of(cold, instance);
            return new WarmStart.Point(
                disturbed(known.y(), noise, random),
                disturbed(known.s(), noise, random),
                disturbed(known.z(), noise, random));
          };
      assertSameAnswers(
          cold,
          Answer.solve(entry.solver(), data, guess, Watch.unlimited()),
          programs,
          "noise " + noise);
    }
  }

  @Test
  void aNonsensicalGuessChangesNoAnswer() {
    List<PlainProgram> programs = batch(9);
    ProgramData data = form().data(programs);
    Solution cold = Answer.solve(entry.solver(), data);
    int n = data.structure().variables();
    int m = data.structure().rows();
    for (double value : new double[] {0, -1, 1e300, Double.NaN, Double.POSITIVE_INFINITY}) {
      WarmStart guess =
          instance -> new WarmStart.Point(filled(n, value), filled(m, value), filled(m, value));
      assertSameAnswers(
          cold,
          Answer.solve(entry.solver(), data, guess, Watch.unlimited()),
          programs,
          "all " + value);
    }
  }

  private void assertSameAnswers(
      Solution cold, Solution warm, List<PlainProgram> programs, String guess) {
    for (int i = 0; i < programs.size(); i++) {
      Answer answer = Answer.of(warm, i).mustBeTrueOf(programs.get(i), entry.tolerance());
      assertThat(answer.status()).as("%s, instance %d", guess, i).isEqualTo(cold.status(i));
      assertThat(answer.y()).as(guess).containsExactly(Answer.of(cold, i).y(), within(1e-6));
      assertThat(answer.z()).as(guess).containsExactly(Answer.of(cold, i).z(), within(1e-6));
    }
  }

  private static double[] disturbed(double[] values, double noise, SplittableRandom random) {
    double[] copy = values.clone();
    for (int i = 0; i < copy.length; i++) copy[i] += noise * random.nextGaussian();
    return copy;
  }

  private static double[] filled(int size, double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void aSpentTimeLimitIsAStatus() {
    List<PlainProgram> programs = batch(9);
    Solution solution =
        Answer.solve(entry.solver(), form().data(programs), WarmStart.NONE, Watch.ofNanos(-1));
    for (int i = 0; i < 9; i++) {
      assertThat(solution.status(i)).isEqualTo(Status.TIME_LIMIT);
      Answer.of(solution, i).mustBeTrueOf(programs.get(i), entry.tolerance());
    }
  }

  @Test
  void anInterruptionIsAStatusAndStaysVisible() {
    List<PlainProgram> programs = batch(9);
    Watch watch = Watch.unlimited();
    watch.interrupt();
    Solution stopped = Answer.solve(entry.solver(), form().data(programs), WarmStart.NONE, watch);
    Thread.currentThread().interrupt();
    Solution interrupted = Answer.solve(entry.solver(), form().data(programs));
    assertThat(Thread.interrupted()).isTrue();
    for (int i = 0; i < 9; i++) {
      assertThat(stopped.status(i)).isEqualTo(Status.INTERRUPTED);
      assertThat(interrupted.status(i)).isEqualTo(Status.INTERRUPTED);
      Answer.of(interrupted, i).mustBeTrueOf(programs.get(i), entry.tolerance());
    }
  }

  private ProgramData longProgram() {
    assumeTrue(entry.longProgram() != null, "nothing can stop it while it works");
    return entry.longProgram().get();
  }

  /// Counts questions instead of seconds, so that a busy machine changes nothing: a solver asks
  /// often, and from the question that is answered with "stop" it asks only on its way out.
  @Test
  void anInterruptionIsSeenInsideALongSolve() throws InterruptedException {
    ProgramData data = longProgram();
    Solver.Prepared prepared = entry.solver().prepare(new Analysis(data.structure()));
    Solution answer = new Solution(data.structure(), 1);
    int full = Questions.of(prepared.worker(), data, Watch.unlimited(), answer, Integer.MAX_VALUE);
    assertThat(answer.status(0)).isEqualTo(Status.SOLVED);
    assertThat(full).isGreaterThan(20);
    for (int k : new int[] {2, full / 20 + 2, full / 2, full - 10}) {
      int asked = Questions.of(prepared.worker(), data, Watch.unlimited(), answer, k);
      assertThat(answer.status(0)).isEqualTo(Status.INTERRUPTED);
      assertThat(asked).as("stopped at %d of %d", k, full).isBetween(k, k + 10);
    }
  }

  @Test
  void aTimeLimitIsSeenInsideALongSolve() throws InterruptedException {
    ProgramData data = longProgram();
    Solver.Prepared prepared = entry.solver().prepare(new Analysis(data.structure()));
    Solution answer = new Solution(data.structure(), 1);
    long start = System.nanoTime();
    int full = Questions.of(prepared.worker(), data, Watch.unlimited(), answer, Integer.MAX_VALUE);
    long limit = System.nanoTime() - start;
    int asked = full;
    // The first solve was the slowest: what is compiled by now may be a hundred times faster.
    for (int k = 0; k < 6 && answer.status(0) != Status.TIME_LIMIT; k++) {
      limit /= 10;
      asked =
          Questions.of(prepared.worker(), data, Watch.ofNanos(limit), answer, Integer.MAX_VALUE);
    }
    assertThat(answer.status(0)).isEqualTo(Status.TIME_LIMIT);
    assertThat(asked).isLessThan(full);
  }

  @Test
  void aSolveThatWasStoppedLeavesNothingBehind() {
    ProgramData data = longProgram();
    ProgramData other = halved(data);
    Solver.Worker worker = entry.solver().prepare(new Analysis(data.structure())).worker();
    Solution answer = new Solution(data.structure(), 1);
    long start = System.nanoTime();
    worker.solve(data, 0, 1, WarmStart.NONE, Watch.unlimited(), answer);
    long full = System.nanoTime() - start;
    String before = Answer.of(answer, 0).bits();
    for (int part : new int[] {3, 10, 30, 100})
      worker.solve(other, 0, 1, WarmStart.NONE, Watch.ofNanos(full / part), answer);
    worker.solve(data, 0, 1, WarmStart.NONE, Watch.unlimited(), answer);
    assertThat(Answer.of(answer, 0).bits()).isEqualTo(before);
  }

  /// The same program with half the P.
  private static ProgramData halved(ProgramData data) {
    double[] half = data.quadratic().values().clone();
    for (int k = 0; k < half.length; k++) half[k] *= 0.5;
    return new ProgramData(
        data.structure(), 1, Slices.shared(half), data.linear(), data.rows(), data.rhs());
  }

  @Test
  void whatIsFinishedBeforeAnInterruptionStaysAsItIs() {
    ProgramData data = form().data(batch(24));
    List<String> undisturbed = bits(Answer.solve(entry.solver(), data));
    Watch watch = Watch.unlimited();
    WarmStart guess =
        instance -> {
          if (instance == 8) watch.interrupt();
          return null;
        };
    Solution solution = Answer.solve(entry.solver(), data, guess, watch);
    List<String> disturbed = bits(solution);
    assertThat(disturbed.subList(0, 8)).isEqualTo(undisturbed.subList(0, 8));
    for (int i = 16; i < 24; i++) assertThat(solution.status(i)).isEqualTo(Status.INTERRUPTED);
  }

  @Test
  void aWorkerRemembersNothing() {
    ProgramData data = form().data(batch(9));
    Solver.Prepared prepared = entry.solver().prepare(data.structure());
    Solver.Worker worker = prepared.worker();
    Solution first = new Solution(data.structure(), 9);
    worker.solve(data, 0, 9, WarmStart.NONE, Watch.unlimited(), first);
    ProgramData other = form().data(IntStream.range(20, 29).mapToObj(this::member).toList());
    worker.solve(other, 0, 9, WarmStart.NONE, Watch.unlimited(), new Solution(data.structure(), 9));
    Solution again = new Solution(data.structure(), 9);
    worker.solve(data, 0, 9, WarmStart.NONE, Watch.unlimited(), again);
    assertThat(bits(again)).isEqualTo(bits(first));
  }

  @Test
  void theAnswersAreTheSameWhereNoFactorIsKept() {
    ProgramData data = form().data(batch(9));
    Solution kept = Answer.solve(entry.solver(), data);
    Solution solution = new Solution(data.structure(), 9, false);
    Solver.Worker worker = entry.solver().prepare(data.structure()).worker();
    worker.solve(data, 0, 8, WarmStart.NONE, Watch.unlimited(), solution);
    worker.solve(data, 8, 9, WarmStart.NONE, Watch.unlimited(), solution);
    assertThat(bits(solution)).isEqualTo(bits(kept));
    for (int i = 0; i < 9; i++) assertThat(solution.factor(i)).isNull();
  }

  @Test
  void theDataAreNotModified() {
    List<PlainProgram> programs = batch(9);
    ProgramData data = form().data(programs);
    ProgramData untouched = form().data(programs);
    Solution solution = Answer.solve(entry.solver(), data);
    WarmStart.Point point =
        new WarmStart.Point(
            Answer.of(solution, 0).y(), Answer.of(solution, 0).s(), Answer.of(solution, 0).z());
    WarmStart.Point copy =
        new WarmStart.Point(point.y().clone(), point.s().clone(), point.z().clone());
    Answer.solve(entry.solver(), data, i -> point, Watch.unlimited());
    assertThat(data.quadratic().values()).containsExactly(untouched.quadratic().values());
    assertThat(data.linear().values()).containsExactly(untouched.linear().values());
    assertThat(data.rhs().values()).containsExactly(untouched.rhs().values());
    for (int k = 0; k < data.rows().size(); k++)
      assertThat(data.rows().get(k).values()).containsExactly(untouched.rows().get(k).values());
    assertThat(point.y()).containsExactly(copy.y());
    assertThat(point.s()).containsExactly(copy.s());
    assertThat(point.z()).containsExactly(copy.z());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void noConstraintsAtAll(Form form) {
    PlainProgram program =
        new PlainProgram(
            new double[][] {{2, 1}, {1, 2}},
            new double[] {-3, 0},
            new double[0][],
            new double[0],
            new boolean[0]);
    PlainProgram separable =
        new PlainProgram(
            new double[][] {{2, 0}, {0, 4}},
            new double[] {-3, 1},
            new double[0][],
            new double[0],
            new boolean[0]);
    expect(form, Family.STRICTLY_CONVEX, program, 2, -1);
    expect(form, Family.SEPARABLE, separable, 1.5, -0.25);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void oneVariable(Form form) {
    double[][] p = {{1}};
    expect(
        form,
        Family.SEPARABLE,
        new PlainProgram(
            p, new double[] {-3}, new double[][] {{1}}, new double[] {2}, new boolean[1]),
        2);
    expect(
        form,
        Family.SEPARABLE,
        new PlainProgram(
            p, new double[] {-3}, new double[][] {{1}}, new double[] {4}, new boolean[1]),
        3);
    expect(
        form,
        Family.STRICTLY_CONVEX,
        new PlainProgram(
            p, new double[] {-3}, new double[][] {{2}}, new double[] {-1}, new boolean[] {true}),
        -0.5);
    expect(
        form,
        Family.LINEAR,
        new PlainProgram(
            new double[1][1],
            new double[] {1},
            new double[][] {{-2}},
            new double[] {3},
            new boolean[1]),
        -1.5);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void zeroRowsSayNothingOrThatNothingFits(Form form) {
    double[][] p = {{1, 0}, {0, 1}};
    double[] q = {-1, -2};
    double[][] a = {{0, 0}, {1, 1}, {0, 0}};
    PlainProgram harmless =
        new PlainProgram(p, q, a, new double[] {0, 2, 0}, new boolean[] {true, false, false});
    expect(form, Family.SEPARABLE, harmless, 0.5, 1.5);
    for (int row : new int[] {0, 2}) {
      PlainProgram impossible = harmless.copy();
      impossible.b()[row] = -1;
      Answer answer = answer(form, impossible);
      if (answer != null)
        assertThat(answer.status()).isIn(Status.INFEASIBLE, Status.ITERATION_LIMIT);
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void infiniteBoundsAreAbsent(Form form) {
    double infinity = Double.POSITIVE_INFINITY;
    double[][] p = {{2, 0}, {0, 2}};
    double[][] a = {{1, 0}, {1, 1}, {0, -1}, {3, -1}};
    PlainProgram program =
        new PlainProgram(
            p,
            new double[] {-4, -4},
            a,
            new double[] {infinity, 2, infinity, infinity},
            new boolean[4]);
    expect(form, Family.STRICTLY_CONVEX, program, 1, 1);
    PlainProgram free =
        new PlainProgram(p, new double[] {-4, -4}, a, filled(4, infinity), new boolean[4]);
    expect(form, Family.STRICTLY_CONVEX, free, 2, 2);
  }

  @Test
  void emptyBlocksOfRowsAreNoRows() {
    Layout p = form().hasSparseP() ? Layout.Sparse.diagonal(2) : new Layout.Dense(2, 2);
    Layout none = form().hasSparseA() ? Layout.Sparse.empty(0, 2) : new Layout.Dense(0, 2);
    ProgramStructure structure =
        new ProgramStructure(
            p,
            List.of(
                new RowBlock(new ZeroCone(0), none), new RowBlock(new NonnegativeCone(0), none)));
    double[] values = form().hasSparseP() ? new double[] {1, 2} : new double[] {1, 0, 0, 2};
    ProgramData data =
        new ProgramData(
            structure,
            1,
            Slices.shared(values),
            Slices.shared(-1, -2),
            List.of(Slices.shared(), Slices.shared()),
            Slices.shared());
    Solution solution = Answer.solve(entry.solver(), data);
    assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
    assertThat(solution.y()).containsExactly(new double[] {1, 1}, within(1e-7));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aProgramThatIsNotConvexIsNeverSolved(Form form) {
    double[][][] indefinite = {
      {{-1, 0}, {0, 1}},
      {{0, 1}, {1, 0}},
      {{1, 2}, {2, 1}},
      {{1, 0}, {0, -1e-3}},
      {{-1, 0}, {0, -1}}
    };
    double[][] box = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    for (double[][] p : indefinite)
      for (double reach : new double[] {1, 10}) {
        Answer answer =
            answer(
                form,
                new PlainProgram(
                    p, new double[] {0.3, -0.2}, box, filled(4, reach), new boolean[4]));
        if (answer != null)
          assertThat(answer.status())
              .as("%s", answer)
              .isIn(Status.INVALID_DATA, Status.ITERATION_LIMIT);
      }
  }

  @Test
  void aProgramOverCurvedConesIsSolvedOrRefused() {
    for (long seed = 0; seed < 10; seed++)
      for (boolean sparse : new boolean[] {false, true}) {
        ConicProgram program = ConicPrograms.wellPosed(seed);
        Answer answer;
        try {
          answer = Answer.of(Answer.solve(entry.solver(), program.data(sparse)), 0);
        } catch (UnsupportedProgramException refusal) {
          assertThat(entry.mustAnswerAll()).isFalse();
          assertThat(refusal).hasMessageContaining("Maybe use InteriorPoint");
          continue;
        }
        assertThat(answer.status()).isEqualTo(Status.SOLVED);
        assertThat(ConicKkt.outside(program.cones(), answer.s(), false)).isLessThan(1e-13);
        assertThat(ConicKkt.outside(program.cones(), answer.z(), true)).isLessThan(1e-13);
        assertThat(ConicKkt.residual(program, answer.y(), answer.s(), answer.z())).isLessThan(1e-8);
        assertThat(answer.y()).containsExactly(program.y(), within(1e-6));
      }
  }

  @Test
  void aBatchOverCurvedConesEqualsItsItemsBitForBit() {
    assumeTrue(entry.mustAnswerAll());
    List<ConicProgram> batch = new ArrayList<>();
    ConicProgram first = ConicPrograms.wellPosed(7);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 5; i++) {
      double[] q = first.q().clone();
      for (int j = 0; j < q.length; j++) q[j] += 0.1 * random.nextGaussian();
      batch.add(ConicProgram.withoutAnswer(first.p(), q, first.a(), first.b(), first.cones()));
    }
    for (boolean sparse : new boolean[] {false, true}) {
      Solution together = Answer.solve(entry.solver(), ConicProgram.data(batch, sparse));
      for (int i = 0; i < batch.size(); i++)
        assertThat(Answer.of(Answer.solve(entry.solver(), batch.get(i).data(sparse)), 0).bits())
            .isEqualTo(Answer.of(together, i).bits());
    }
  }

  private void expect(Form form, Family family, PlainProgram program, double... y) {
    Answer answer = answer(form, program);
    boolean must = entry.mustAnswer(family, form);
    if (answer == null || answer.status() == Status.ITERATION_LIMIT) {
      assertThat(must).as("gave up on %s: %s", program, answer).isFalse();
      return;
    }
    assertThat(answer.status()).as("%s", answer).isEqualTo(Status.SOLVED);
    assertThat(answer.y()).containsExactly(y, within(1e-7));
  }

  /// The checked answer to one program, or null where the solver refuses its structure.
  private @Nullable Answer answer(Form form, PlainProgram program) {
    try {
      return Answer.of(Answer.solve(entry.solver(), form.data(program)), 0)
          .mustBeTrueOf(program, entry.tolerance());
    } catch (UnsupportedProgramException refusal) {
      return null;
    }
  }
}
