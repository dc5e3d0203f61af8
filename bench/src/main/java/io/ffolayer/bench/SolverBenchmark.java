package io.ffolayer.bench;

import io.ffolayer.internal.kkt.KktFactor;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.activeset.BlockPivoting;
import io.ffolayer.solve.activeset.DualActiveSet;
import io.ffolayer.solve.interior.InteriorPoint;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Dense strictly convex programs with n variables and n inequalities, half of them active: time
/// per instance on one thread. Every instance must be solved before the clock starts.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SolverBenchmark {
  private static final int BATCH = 16;

  /// The methods that take such programs.
  @SuppressWarnings("ImmutableEnumChecker") // solvers are records
  public enum Method {
    BLOCK_PIVOTING(new BlockPivoting()),
    DUAL_ACTIVE_SET(new DualActiveSet()),
    INTERIOR_POINT(new InteriorPoint());

    private final Solver solver;

    Method(Solver solver) {
      this.solver = solver;
    }
  }

  /// Variables and rows.
  @Param({"10", "50", "100", "200"})
  public int n;

  @Param public Method method = Method.BLOCK_PIVOTING;

  /// Whether the batch shares P and A.
  @Param({"false", "true"})
  public boolean shared;

  private ProgramData data = new Programs(1).data(true);
  private Solver.Worker worker = Method.BLOCK_PIVOTING.solver.prepare(data.structure()).worker();
  private Solution solution = new Solution(data.structure(), BATCH);
  private double[] dy = new double[0];
  private double[] dz = new double[0];
  private double[] work = new double[0];

  /// Draws the programs and solves them once.
  @Setup
  public void prepare() {
    data = new Programs(n).data(shared);
    worker = method.solver.prepare(data.structure()).worker();
    solution = new Solution(data.structure(), BATCH);
    dy = new double[n];
    dz = new double[n];
    solve();
    for (int i = 0; i < BATCH; i++)
      if (!solution.isSolved(i)) throw new IllegalStateException("instance " + i + " is unsolved");
    KktFactor factor = (KktFactor) solution.factor(0);
    work = new double[factor == null ? 0 : 4 * factor.workSize()];
  }

  /// Forward, with certificate and factor.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Solution solve() {
    worker.solve(data, 0, BATCH, WarmStart.NONE, Watch.unlimited(), solution);
    return solution;
  }

  /// One solve with each factor that the forward pass has left, if it leaves one.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public double[] adjointSystem() {
    for (int i = 0; i < BATCH; i++) {
      if (!(solution.factor(i) instanceof KktFactor factor)) continue;
      Arrays.fill(dy, 1);
      Arrays.fill(dz, 0);
      factor.solve(dy, 0, dz, 0, work);
    }
    return dy;
  }

  /// Programs made from their solutions.
  private static final class Programs {
    private final Random random = new Random(7);
    private final int n;

    Programs(int n) {
      this.n = n;
    }

    ProgramData data(boolean shared) {
      int copies = shared ? 1 : BATCH;
      double[] p = new double[copies * n * n], a = normals(copies * n * n);
      for (int i = 0; i < copies; i++) gram(p, i * n * n);
      double[] q = new double[BATCH * n], b = new double[BATCH * n];
      for (int i = 0; i < BATCH; i++) {
        int at = shared ? 0 : i * n * n;
        choose(p, a, at, q, b, i * n);
      }
      ProgramStructure structure =
          new ProgramStructure(
              new Layout.Dense(n, n),
              List.of(new RowBlock(new NonnegativeCone(n), new Layout.Dense(n, n))));
      return new ProgramData(
          structure,
          BATCH,
          shared ? Batched.shared(p) : Batched.each(p, n * n),
          Batched.each(q, n),
          List.of(shared ? Batched.shared(a) : Batched.each(a, n * n)),
          Batched.each(b, n));
    }

    private double[] normals(int count) {
      return random.doubles(count).map(u -> random.nextGaussian()).toArray();
    }

    /// P = MMᵀ/n + I.
    private void gram(double[] p, int at) {
      double[] factor = normals(n * n);
      for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
          double sum = i == j ? n : 0;
          for (int k = 0; k < n; k++) sum += factor[i * n + k] * factor[j * n + k];
          p[at + i * n + j] = sum / n;
          p[at + j * n + i] = sum / n;
        }
    }

    /// q = −Py − Aᵀz and b = Ay + s.
    private void choose(double[] p, double[] a, int at, double[] q, double[] b, int to) {
      double[] y = normals(n);
      for (int i = 0; i < n; i++) {
        boolean active = random.nextBoolean();
        double value = random.nextDouble();
        b[to + i] += active ? 0 : value;
        for (int j = 0; j < n; j++) {
          b[to + i] += a[at + i * n + j] * y[j];
          q[to + j] -= (active ? value : 0) * a[at + i * n + j];
          q[to + i] -= p[at + i * n + j] * y[j];
        }
      }
    }
  }
}
