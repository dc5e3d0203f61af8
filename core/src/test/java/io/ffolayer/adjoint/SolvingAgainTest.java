package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.activeset.BlockPivoting;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// An adjoint as a newcomer would write it, that knows nothing but the layer's solver: it solves
/// again at q ± δu, b ∓ δv, as many instances at once as the solver does.
class SolvingAgainTest {
  private static final int BATCH = 13;
  private static final int UNSOLVED = 3;

  private record CentralDifferences(double step) implements Adjoint {
    @Override
    public Prepared prepare(Analysis analysis, Solver.Prepared solver) {
      return new Prepared() {
        @Override
        public int grain() {
          return solver.grain();
        }

        @Override
        public Worker worker() {
          return new DifferenceWorker(step, solver.worker());
        }
      };
    }
  }

  private static final class DifferenceWorker implements Adjoint.Worker {
    private final double step;
    private final Solver.Worker solver;
    private ProgramData data;
    private Solution solution;
    private int from;
    private int to;
    private Watch watch;
    private GradientReport[] reports;

    DifferenceWorker(double step, Solver.Worker solver) {
      this.step = step;
      this.solver = solver;
    }

    @Override
    public void visit(ProgramData data, Solution solution, int from, int to, Watch watch) {
      this.data = data;
      this.solution = solution;
      this.from = from;
      this.to = to;
      this.watch = watch;
    }

    @Override
    public void directions(
        PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt) {
      Solution ahead = solve(rightHandSides, at, step);
      Solution behind = solve(rightHandSides, at, -step);
      reports = new GradientReport[to - from];
      for (int k = 0; k < to - from; k++) {
        directions.clear(directionsAt + k);
        reports[k] = report(ahead, behind, from + k);
        if (reports[k].errorEstimate() == Double.POSITIVE_INFINITY) continue;
        add(ahead, from + k, 0.5 / step, directions, directionsAt + k);
        add(behind, from + k, -0.5 / step, directions, directionsAt + k);
      }
    }

    private GradientReport report(Solution ahead, Solution behind, int i) {
      if (!solution.isSolved(i)) return GradientReport.NONE;
      if (watch.isStopped()) return GradientReport.STOPPED;
      double error = ahead.isSolved(i) && behind.isSolved(i) ? step : Double.POSITIVE_INFINITY;
      return new GradientReport(0, Double.POSITIVE_INFINITY, 0, error, Set.of());
    }

    private Solution solve(PrimalDual rightHandSides, int at, double step) {
      int n = rightHandSides.variables(), m = rightHandSides.rows();
      double[] q = new double[data.batch() * n], b = new double[data.batch() * m];
      for (int i = from; i < to; i++) {
        int uAt = rightHandSides.yAt(at + i - from), vAt = rightHandSides.zAt(at + i - from);
        for (int j = 0; j < n; j++)
          q[i * n + j] =
              data.linear().values()[data.linear().offset(i) + j]
                  + step * rightHandSides.y()[uAt + j];
        for (int k = 0; k < m; k++)
          b[i * m + k] =
              data.rhs().values()[data.rhs().offset(i) + k] - step * rightHandSides.z()[vAt + k];
      }
      ProgramData moved =
          new ProgramData(
              data.structure(),
              data.batch(),
              data.quadratic(),
              Batched.each(q, n),
              data.rows(),
              Batched.each(b, m));
      Solution answer = new Solution(data.structure(), data.batch());
      solver.solve(moved, from, to, WarmStart.NONE, watch, answer);
      return answer;
    }

    private static void add(Solution end, int i, double factor, PrimalDual out, int position) {
      for (int j = 0; j < out.variables(); j++)
        out.y()[out.yAt(position) + j] += factor * end.y()[i * out.variables() + j];
      for (int k = 0; k < out.rows(); k++)
        out.z()[out.zAt(position) + k] += factor * end.z()[i * out.rows() + k];
    }

    @Override
    public PrimalDual points() {
      int n = solution.variables(), m = solution.rows();
      return new PrimalDual(
          n,
          m,
          Arrays.copyOfRange(solution.y(), from * n, to * n),
          Arrays.copyOfRange(solution.z(), from * m, to * m));
    }

    @Override
    public boolean[] active(int k) {
      int m = solution.rows();
      boolean[] active = new boolean[m];
      for (int i = 0; i < m; i++) active[i] = solution.s()[(from + k) * m + i] == 0;
      return active;
    }

    @Override
    public GradientReport report(int k) {
      return reports[k];
    }
  }

  private static ProgramData data() {
    RandomPrograms.Size size =
        new RandomPrograms.Size(5, 1, 2, 2, RandomPrograms.Curvature.DEFINITE);
    List<PlainProgram> batch =
        IntStream.range(0, BATCH)
            .mapToObj(seed -> RandomPrograms.strictlyComplementary(seed, size).program())
            .toList();
    return Form.DENSE.data(batch);
  }

  private static PrimalDual rightHandSides(ProgramData data) {
    SplittableRandom random = new SplittableRandom(1);
    PrimalDual pairs = PrimalDual.zeros(data.structure(), BATCH);
    for (double[] part : new double[][] {pairs.y(), pairs.z()})
      for (int i = 0; i < part.length; i++) part[i] = random.nextGaussian();
    return pairs;
  }

  /// The directions of a batch, cut into runs as a layer does.
  private static GradientReport[] directions(
      Adjoint adjoint, ProgramData data, Solution solution, Watch watch, PrimalDual directions) {
    Analysis analysis = new Analysis(data.structure());
    Adjoint.Prepared prepared = adjoint.prepare(analysis, new BlockPivoting().prepare(analysis));
    Adjoint.Worker worker = prepared.worker();
    PrimalDual rightHandSides = rightHandSides(data);
    GradientReport[] reports = new GradientReport[BATCH];
    for (int from = 0; from < BATCH; from += prepared.grain()) {
      int to = Math.min(BATCH, from + prepared.grain());
      worker.visit(data, solution, from, to, watch);
      worker.directions(rightHandSides, from, directions, from);
      for (int i = from; i < to; i++) reports[i] = worker.report(i - from);
    }
    return reports;
  }

  private static Solution solution(ProgramData data) {
    Solution solution = Answer.solve(new BlockPivoting(), data);
    solution.record(UNSOLVED, Status.ITERATION_LIMIT, Residuals.UNKNOWN, 0, "a test");
    return solution;
  }

  @Test
  void itsDirectionsAreThoseOfTheImplicitFunctionTheorem() {
    ProgramData data = data();
    Solution solution = solution(data);
    PrimalDual exact = PrimalDual.zeros(data.structure(), BATCH);
    PrimalDual found = PrimalDual.zeros(data.structure(), BATCH);
    directions(new Implicit(), data, solution, Watch.unlimited(), exact);
    GradientReport[] reports =
        directions(new CentralDifferences(1e-4), data, solution, Watch.unlimited(), found);
    assertThat(found.y()).containsExactly(exact.y(), within(1e-7));
    assertThat(found.z()).containsExactly(exact.z(), within(1e-7));
    for (int i = 0; i < BATCH; i++)
      assertThat(reports[i].errorEstimate() < Double.POSITIVE_INFINITY).isEqualTo(i != UNSOLVED);
  }

  @Test
  void anInstanceThatWasNotSolvedHasTheDirectionZeroInTheMidstOfItsRun() {
    ProgramData data = data();
    PrimalDual found = PrimalDual.zeros(data.structure(), BATCH);
    Arrays.fill(found.y(), 7);
    GradientReport[] reports =
        directions(new CentralDifferences(1e-4), data, solution(data), Watch.unlimited(), found);
    assertThat(reports[UNSOLVED]).isEqualTo(GradientReport.NONE);
    int n = found.variables();
    assertThat(Arrays.copyOfRange(found.y(), UNSOLVED * n, (UNSOLVED + 1) * n)).containsOnly(0);
  }

  @Test
  void theWatchReachesTheSolverOfTheWayBack() {
    ProgramData data = data();
    PrimalDual found = PrimalDual.zeros(data.structure(), BATCH);
    GradientReport[] reports =
        directions(new CentralDifferences(1e-4), data, solution(data), Watch.ofNanos(0), found);
    for (int i = 0; i < BATCH; i++) assertThat(reports[i].isStopped()).isEqualTo(i != UNSOLVED);
    assertThat(found.y()).containsOnly(0);
    assertThat(found.z()).containsOnly(0);
  }
}
