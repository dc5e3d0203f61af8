package io.ffolayer.internal.linalg.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Vector code and plain code of every primitive give the same bits; and so do those of a machine
/// with narrower vectors, in a process that is told to be one: what is computed does not depend on
/// the vectors of a machine. (One process must not mix two widths: the compiler's profile of the
/// Vector API would know both, and box vectors.)
class KernelTwinsTest {
  /// On a busy machine the compiler settles on vectors as objects in one process of ten, for good,
  /// in whatever kernel it is then at. That kernels can do without is shown by any process.
  private static final int MOST_ATTEMPTS = 3;

  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    1e-160,
    -1e-160,
    1e160
  };

  @Test
  void vectorCodeGivesTheBitsOfPlainCode() {
    assumeTrue(Kernels.vectorsAvailable());
    compareAll();
  }

  @Test
  void vectorCodeOfNarrowerVectorsGivesTheBitsOfPlainCode()
      throws IOException, InterruptedException {
    assumeTrue(Kernels.vectorsAvailable() && vectors() instanceof VectorKernels);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-XX:UseAVX=2",
            "-cp",
            System.getProperty("java.class.path"),
            KernelTwinsTest.class.getName());
    String output = "";
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() == 0) return;
    }
    fail(output);
  }

  /// What the process with narrower vectors runs.
  static void main() {
    assertThat(vectors()).isInstanceOf(HalfVectorKernels.class);
    compareAll();
    allocateNothing(DenseKernelCalls.of(vectors(), 45, 37).named());
    allocateNothing(InterleavedKernelCalls.of(Kernels.interleaved(), 11).named());
  }

  private static BlockedKernels vectors() {
    return (BlockedKernels) Kernels.dense();
  }

  private static void allocateNothing(Map<String, Runnable> calls) {
    calls.forEach((name, call) -> {
      System.out.println(name); // the last one is the culprit
      AllocationAssert.assertAllocatesNothingWhenWarm(call);
    });
  }

  private static void compareAll() {
    Random random = new Random(1);
    for (int round = 0; round < 8; round++) {
      compareTrials(random.doubles(4096, -1, 1).toArray());
      compareTrials(
          random.doubles(4096).map(u -> Math.pow(2, 2000 * u - 1000) * (1 - u)).toArray());
      int often = 1 + 20 * round;
      compareTrials(
          random
              .ints(4096, 0, SPECIAL.length * often)
              .mapToDouble(i -> i < SPECIAL.length ? SPECIAL[i] : random.nextGaussian())
              .toArray());
    }
    for (int n = 1; n <= 70; n++) {
      int k = 1 + (7 * n) % n;
      compare(
          DenseKernelCalls.of(vectors(), n, k), DenseKernelCalls.of(new ScalarKernels(), n, k), n);
    }
    for (int n = 1; n <= 21; n++) {
      compare(
          InterleavedKernelCalls.of(Kernels.interleaved(), n),
          InterleavedKernelCalls.of(new ScalarInterleavedKernels(), n),
          n);
    }
  }

  /// Every primitive on blocks of all sizes, one after the other on what the last has left.
  private static void compareTrials(double[] x) {
    for (Primitive primitive : Primitive.values()) {
      KernelTrials vectors = new KernelTrials(primitive, x);
      KernelTrials plain = new KernelTrials(primitive, x);
      for (int n = 0; n <= 2 * KernelTrials.LARGEST; n++) {
        int size = n % KernelTrials.LARGEST;
        double[] found = vectors.run(vectors(), Kernels.interleaved(), size);
        double[] expected = plain.run(new ScalarKernels(), new ScalarInterleavedKernels(), size);
        if (primitive == Primitive.FACTOR_BLOCK) {
          clearWhatMeansNothing(found);
          clearWhatMeansNothing(expected);
        }
        mustBeEqual(found, expected, primitive + ", n = " + n);
      }
    }
  }

  /// Of a factored block: what stands above the diagonal, and from the pivot on that ended it.
  private static void clearWhatMeansNothing(double[] block) {
    int done = block[72] < 0 ? 8 : (int) block[72];
    for (int j = 0; j < 8; j++) {
      for (int i = 0; i < 8; i++) if (i < j || j >= done) block[8 * j + i] = 0;
    }
    for (int j = done; j < 8; j++) block[64 + j] = 0;
  }

  private static void compare(KernelCalls calls, KernelCalls twins, int n) {
    Iterator<Runnable> twin = twins.named().values().iterator();
    calls
        .named()
        .forEach((name, call) -> {
          call.run();
          twin.next().run();
          Iterator<double[]> expected = twins.memory().iterator();
          calls.memory().forEach(x -> mustBeEqual(x, expected.next(), name + ", n = " + n));
        });
  }

  private static void mustBeEqual(double[] x, double[] y, String name) {
    for (int i = 0; i < x.length; i++) {
      if (Double.doubleToLongBits(x[i]) != Double.doubleToLongBits(y[i])) {
        throw new AssertionError(name + ", [" + i + "]: " + x[i] + " and " + y[i]);
      }
    }
  }
}
