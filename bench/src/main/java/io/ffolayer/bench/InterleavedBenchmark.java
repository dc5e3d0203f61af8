package io.ffolayer.bench;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.InterleavedKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/// 512 small Cholesky factorisations, eight in the lanes against one by one. Both are checked
/// against each other before they are timed.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class InterleavedBenchmark {
  private static final int BATCH = 512;

  /// Rows and columns of each matrix.
  @Param({"4", "8", "10", "16"})
  public int n;

  private final DenseKernels dense = Kernels.dense();
  private final InterleavedKernels interleaved = Kernels.interleaved();
  private final double[] tile = new double[DenseKernels.TILE];
  private double[] problems = new double[0];
  private double[] lanes = new double[0];
  private double[] laneFactors = new double[0];
  private double[] reciprocal = new double[0];
  private double[] panels = new double[0];

  /// Makes diagonally dominant matrices and compares the factors.
  @Setup
  public void prepare() {
    int padded = DenseKernels.padded(n);
    problems = new Random(1).doubles((long) BATCH * n * n).toArray();
    for (int b = 0; b < BATCH; b++) {
      for (int i = 0; i < n; i++) {
        problems[(b * n + i) * n + i] += n;
        for (int j = 0; j < i; j++) {
          problems[(b * n + i) * n + j] = problems[(b * n + j) * n + i];
        }
      }
    }
    lanes = new double[BATCH * n * n];
    laneFactors = new double[BATCH * n * n];
    reciprocal = new double[8 * padded];
    panels = new double[padded * padded];
    for (int b = 0; b < BATCH; b += 8) {
      dense.packRows(8, n * n, problems, b * n * n, n * n, lanes, b * n * n, 8 * n * n);
    }
    eightInTheLanes();
    double inLanes = reciprocal[8 * (n - 1) + 7];
    oneByOne();
    if (!(Math.abs(inLanes - reciprocal[n - 1]) < 1e-13)) {
      throw new IllegalStateException("the factors differ");
    }
  }

  /// Eight problems per call.
  @Benchmark
  public int eightInTheLanes() {
    System.arraycopy(lanes, 0, laneFactors, 0, lanes.length);
    int failed = 0;
    for (int b = 0; b < BATCH; b += 8) {
      failed |= interleaved.cholesky(n, 0, laneFactors, b * n * n, n, reciprocal, 0);
    }
    return failed;
  }

  /// One problem per call, packed for the panel kernels.
  @Benchmark
  public int oneByOne() {
    int failed = -1;
    int stride = 8 * DenseKernels.padded(n);
    for (int b = 0; b < BATCH; b++) {
      dense.packSymmetric(n, problems, b * n * n, n, panels, 0, stride);
      failed = Math.max(failed, dense.cholesky(n, 0, panels, 0, stride, reciprocal, 0, tile));
    }
    return failed;
  }
}
