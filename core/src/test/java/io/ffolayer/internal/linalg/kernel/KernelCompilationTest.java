package io.ffolayer.internal.linalg.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The first of the two compilers of the JVM takes every kernel. Where it gives up on a method –
/// *out of virtual registers*, since every operation of the Vector API becomes a hundred of its own
/// – that method may never come to the second compiler, and vectors are objects for good.
class KernelCompilationTest {
  private static final int ROUNDS = 600;

  @Test
  void theFirstCompilerTakesEveryKernel() throws IOException, InterruptedException {
    assumeTrue(Kernels.vectorsAvailable());
    assertThat(givenUp(List.of())).isEmpty();
  }

  @Test
  void theFirstCompilerTakesEveryKernelOfNarrowerVectors()
      throws IOException, InterruptedException {
    assumeTrue(Kernels.vectorsAvailable() && Kernels.dense() instanceof VectorKernels);
    assertThat(givenUp(List.of("-XX:UseAVX=2"))).isEmpty();
  }

  /// What a process says of kernels on which its compiler gives up.
  private static List<String> givenUp(List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:+PrintCompilation"));
    command.addAll(List.of("-XX:TieredStopAtLevel=3", "-Xbatch"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(KernelCompilationTest.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    String kernels = KernelCompilationTest.class.getPackageName();
    List<String> lines = output.lines().filter(line -> line.contains(kernels)).toList();
    assertThat(lines).anyMatch(line -> line.contains("Kernels::addFourProducts"));
    return lines.stream().filter(line -> line.contains("SKIPPED")).toList();
  }

  /// Calls every primitive often enough to be compiled.
  static void main() {
    double[] x = new Random(1).doubles(4096, -1, 1).toArray();
    BlockedKernels dense = (BlockedKernels) Kernels.dense();
    InterleavedKernels interleaved = Kernels.interleaved();
    for (Primitive primitive : Primitive.values()) {
      KernelTrials trials = new KernelTrials(primitive, x);
      for (int k = 0; k < ROUNDS; k++) trials.run(dense, interleaved, k % KernelTrials.LARGEST);
    }
  }
}
