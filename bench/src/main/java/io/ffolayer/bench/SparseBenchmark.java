package io.ffolayer.bench;

import io.ffolayer.internal.linalg.sparse.CompressedColumns;
import io.ffolayer.internal.linalg.sparse.FactorChoice;
import io.ffolayer.internal.linalg.sparse.LdlStructure;
import io.ffolayer.internal.linalg.sparse.QuasiDefinitePattern;
import io.ffolayer.internal.linalg.sparse.QuasiDefiniteSolver;
import io.ffolayer.internal.linalg.sparse.SupernodalStructure;
import io.ffolayer.internal.linalg.sparse.TripletAssembly;
import io.ffolayer.internal.linalg.sparse.UpLookingStructure;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Sparse KKT matrices [ P Aᵀ; A −D ] with 10 000 variables: analysis, factor, solve. The residual
/// is checked before anything is timed.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx3g"})
public class SparseBenchmark {
  private static final int VARIABLES = 10_000;
  private static final int ROWS = 5_000;

  /// `band` and `wideBand` have 5 000 rows of 4 and 12 neighbouring entries, `grid` is P alone on
  /// 100 × 100 points, `random` has 5 000 rows with 3 or 10 entries anywhere.
  @Param({"band", "wideBand", "grid", "random3", "random10"})
  public String matrix = "";

  /// `chosen`: by predicted time.
  @Param({"upLooking", "supernodal", "chosen"})
  public String factor = "";

  private final Random random = new Random(1);
  private CompressedColumns p = CompressedColumns.empty(0, 0);
  private CompressedColumns a = CompressedColumns.empty(0, 0);
  private QuasiDefiniteSolver solver =
      new QuasiDefiniteSolver(
          QuasiDefinitePattern.of(p, a), structure(QuasiDefinitePattern.of(p, a)));
  private double[] rightHandSide = new double[0];
  private double[] solution = new double[0];

  /// Makes the matrix and checks a solution.
  @Setup
  public void prepare() {
    p = hessian();
    a = rows();
    QuasiDefinitePattern pattern = QuasiDefinitePattern.of(p, a);
    solver = new QuasiDefiniteSolver(pattern, structure(pattern));
    double[] hessian = new double[p.nonzeros()];
    for (int j = 0; j < p.cols(); j++) {
      for (int k = p.columnStart()[j]; k < p.columnStart()[j + 1]; k++) {
        hessian[k] = p.rowIndex()[k] == j ? 30 : random.nextGaussian();
      }
    }
    double[] ones = new double[a.rows()];
    Arrays.fill(ones, 1);
    pattern.setHessian(solver.values(), hessian, 0);
    pattern.setRows(solver.values(), gaussian(a.nonzeros()), 0, ones, 0);
    pattern.setRowDiagonal(solver.values(), ones, 0);
    rightHandSide = gaussian(pattern.dimension());
    solution = new double[pattern.dimension()];
    if (!factor() || !(solve() < 1e-11)) {
      throw new IllegalStateException("the system is not solved");
    }
  }

  private double[] gaussian(int length) {
    return random.doubles(length, -1, 1).toArray();
  }

  private LdlStructure structure(QuasiDefinitePattern pattern) {
    return switch (factor) {
      case "upLooking" -> new UpLookingStructure(pattern.symbolic());
      case "supernodal" -> new SupernodalStructure(pattern.symbolic());
      default ->
          Objects.requireNonNull(FactorChoice.sparse(pattern.symbolic()))
              .structure(pattern.symbolic());
    };
  }

  private CompressedColumns hessian() {
    return switch (matrix) {
      case "grid" -> neighbours(VARIABLES, 1, 100);
      case "wideBand" -> neighbours(VARIABLES, 1, 2, 3, 4, 5, 6);
      default -> neighbours(VARIABLES);
    };
  }

  private CompressedColumns rows() {
    return switch (matrix) {
      case "grid" -> CompressedColumns.empty(0, VARIABLES);
      case "band" -> rowsOf(4, k -> k / 4 * (VARIABLES / ROWS) + k % 4);
      case "wideBand" -> rowsOf(12, k -> k / 12 * (VARIABLES / ROWS) + k % 12);
      case "random3" -> rowsOf(3, k -> random.nextInt(VARIABLES));
      default -> rowsOf(10, k -> random.nextInt(VARIABLES));
    };
  }

  /// The diagonal and the entries this far above it.
  private static CompressedColumns neighbours(int n, int... distances) {
    int[] column =
        IntStream.concat(IntStream.of(0), IntStream.of(distances))
            .flatMap(d -> IntStream.range(d, n))
            .toArray();
    int[] row =
        IntStream.concat(IntStream.of(0), IntStream.of(distances))
            .flatMap(d -> IntStream.range(0, n - d))
            .toArray();
    return TripletAssembly.distinct(n, n, row, column).pattern();
  }

  private static CompressedColumns rowsOf(int entries, IntUnaryOperator column) {
    int[] row = IntStream.range(0, ROWS * entries).map(k -> k / entries).toArray();
    int[] col =
        IntStream.range(0, row.length)
            .map(k -> Math.min(column.applyAsInt(k), VARIABLES - 1))
            .toArray();
    return TripletAssembly.merging(ROWS, VARIABLES, row, col).pattern();
  }

  /// Ordering and structure, once per program.
  @Benchmark
  public LdlStructure analyse() {
    return structure(QuasiDefinitePattern.of(p, a));
  }

  /// One numeric factorisation.
  @Benchmark
  public boolean factor() {
    return solver.factor();
  }

  /// One solve with its refinement.
  @Benchmark
  public double solve() {
    return solver.solve(rightHandSide, 0, solution, 0);
  }
}
