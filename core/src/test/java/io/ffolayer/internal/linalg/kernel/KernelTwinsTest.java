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
import org.junit.jupiter.api.Test;

/// The kernels that this machine runs best equal the plain ones to rounding; and so do those of a
/// machine with narrower vectors, in a process that is told to be one. (One process must not mix
/// two widths: the compiler's profile of the Vector API would know both, and box vectors.)
class KernelTwinsTest {
  /// On a busy machine the compiler settles on vectors as objects in one process of ten, for good,
  /// in whatever kernel it is then at. That kernels can do without is shown by any process.
  private static final int MOST_ATTEMPTS = 3;

  @Test
  void chosenKernelsEqualThePlainOnesToRounding() {
    compareAll();
  }

  @Test
  void kernelsOfNarrowerVectorsEqualThePlainOnesToRounding()
      throws IOException, InterruptedException {
    assumeTrue(Kernels.dense() instanceof VectorKernels);
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
    assertThat(Kernels.dense()).isInstanceOf(HalfVectorKernels.class);
    compareAll();
    allocateNothing(DenseKernelCalls.of(Kernels.dense(), 45, 37).named());
    allocateNothing(InterleavedKernelCalls.of(Kernels.interleaved(), 11).named());
  }

  private static void allocateNothing(Map<String, Runnable> calls) {
    calls.forEach((name, call) -> {
      System.out.println(name); // the last one is the culprit
      AllocationAssert.assertAllocatesNothingWhenWarm(call);
    });
  }

  private static void compareAll() {
    for (int n = 1; n <= 70; n++) {
      int k = 1 + (7 * n) % n;
      compare(
          DenseKernelCalls.of(Kernels.dense(), n, k),
          DenseKernelCalls.of(new ScalarKernels(), n, k),
          n);
    }
    for (int n = 1; n <= 21; n++) {
      compare(
          InterleavedKernelCalls.of(Kernels.interleaved(), n),
          InterleavedKernelCalls.of(new ScalarInterleavedKernels(), n),
          n);
    }
  }

  private static void compare(KernelCalls calls, KernelCalls twins, int n) {
    Iterator<Runnable> twin = twins.named().values().iterator();
    calls
        .named()
        .forEach((name, call) -> {
          call.run();
          twin.next().run();
          Iterator<double[]> expected = twins.memory().iterator();
          calls.memory().forEach(x -> mustBeClose(x, expected.next(), name + ", n = " + n));
        });
  }

  private static void mustBeClose(double[] x, double[] y, String name) {
    for (int i = 0; i < x.length; i++) {
      if (!(Math.abs(x[i] - y[i]) <= 1e-12 * (1 + Math.abs(y[i])))) {
        throw new AssertionError(name + ": " + x[i] + " and " + y[i]);
      }
    }
  }
}
