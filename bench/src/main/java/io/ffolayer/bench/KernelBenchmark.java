package io.ffolayer.bench;

import io.ffolayer.internal.linalg.dense.PivotedLdl;
import io.ffolayer.internal.linalg.kernel.DenseKernels;
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

/// The dense kernels by size. The solution of a linear system is checked before anything is timed.
///
/// `-jvmArgsAppend -Dffolayer.kernels=scalar` times the plain Java kernels.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class KernelBenchmark {

  /// Rows and columns.
  @Param({"16", "32", "64", "128", "256", "512", "1000"})
  public int n;

  private final DenseKernels kernels = Kernels.dense();
  private final double[] tile = new double[DenseKernels.TILE];
  private double[] rows = new double[0];
  private double[] panels = new double[0];
  private double[] matrix = new double[0];
  private double[] factor = new double[0];
  private double[] reciprocal = new double[0];
  private double[] v = new double[0];
  private double[] x = new double[0];
  private double[] out = new double[0];
  private int stride;
  private PivotedLdl ldl = new PivotedLdl(kernels, 0);

  /// Makes a positive definite matrix I + A Aᵀ/n and checks its factor by a solve.
  @Setup
  public void prepare() {
    int padded = DenseKernels.padded(n);
    stride = 8 * padded;
    rows = new Random(1).doubles((long) n * n, -1, 1).toArray();
    out = new double[n * n];
    panels = new double[padded * padded];
    matrix = new double[padded * padded];
    factor = new double[padded * padded];
    reciprocal = new double[padded];
    v = new double[padded];
    x = new double[padded];
    ldl = new PivotedLdl(kernels, n);
    kernels.packRows(n, n, rows, 0, n, panels, 0, stride);
    for (int i = 0; i < padded; i++) {
      matrix[DenseKernels.at(0, stride, i, i)] = n;
      v[i] = i < n ? 1 : 0;
    }
    syrk();
    System.arraycopy(factor, 0, matrix, 0, matrix.length);
    cholesky();
    System.arraycopy(v, 0, x, 0, padded);
    kernels.solveLower(n, factor, 0, stride, reciprocal, 0, x, 0);
    kernels.solveLowerTransposed(n, factor, 0, stride, reciprocal, 0, x, 0);
    checkSolution();
  }

  private void checkSolution() {
    double[] full = matrix.clone();
    double[] residual = v.clone();
    kernels.symmetrize(n, full, 0, stride);
    kernels.multiply(n, n, 1, full, 0, stride, x, 0, -1, residual, 0);
    if (!(kernels.normInf(n, residual, 0) < 1e-11)) {
      throw new IllegalStateException("the kernels do not solve a linear system of " + n + " rows");
    }
  }

  /// C + A Aᵀ, n³ flops.
  @Benchmark
  public double[] syrk() {
    kernels.syrkLower(
        n, n, 1, panels, 0, stride, panels, 0, stride, matrix, 0, factor, 0, stride, tile);
    return factor;
  }

  /// A copy and a factorisation, n³/3 flops.
  @Benchmark
  public int cholesky() {
    System.arraycopy(matrix, 0, factor, 0, factor.length);
    return kernels.cholesky(n, 0, factor, 0, stride, reciprocal, 0, tile);
  }

  /// A copy and a factorisation with diagonal pivoting, n³/3 flops.
  @Benchmark
  public int pivotedLdl() {
    System.arraycopy(matrix, 0, ldl.matrix(), 0, matrix.length);
    return ldl.factor(n, n, 1e-13);
  }

  /// A forward and a backward substitution, 2n² flops.
  @Benchmark
  public double[] solve() {
    System.arraycopy(v, 0, x, 0, x.length);
    kernels.solveLower(n, factor, 0, stride, reciprocal, 0, x, 0);
    kernels.solveLowerTransposed(n, factor, 0, stride, reciprocal, 0, x, 0);
    return x;
  }

  /// A row-major matrix times a vector, 2n² flops.
  @Benchmark
  public double[] rowsMultiply() {
    kernels.rowsMultiply(n, n, 1, rows, 0, n, v, 0, 0, x, 0);
    return x;
  }

  /// The gradient of a matrix, 8n² bytes written.
  @Benchmark
  public double[] rankTwo() {
    kernels.rankTwo(n, n, v, 0, reciprocal, 0, reciprocal, 0, v, 0, false, out, 0, n);
    return out;
  }
}
