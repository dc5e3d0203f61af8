package io.ffolayer.lab.large;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.lab.experiment.Statistics;
import io.ffolayer.lab.experiment.Vectors;
import io.ffolayer.program.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// Solves and differentiates a structured program in a virtual machine of its own, so that the peak
/// of its memory is that of this program alone. This class is the main class of that machine.
public final class OwnProcess {
  private static final int CALLS = 3;
  private static final int MOVED = 10;
  private static final double[] STEPS = {1e-4, 1e-5, 1e-6};

  private static final Map<String, StructuredPrograms.Maker> MAKERS =
      Map.of(
          "budget", StructuredPrograms::budget,
          "band", StructuredPrograms::band,
          "control", StructuredPrograms::control,
          "obstacle", StructuredPrograms::obstacle);

  private OwnProcess() {}

  /// Starts the machine, with the class path and the largest heap of this one, and waits for it.
  ///
  /// @return n and rows; seconds of the making, of the first forward pass and later ones, of the
  ///   first backward pass and later ones; the error of the gradient; megabytes at the peak
  static double[] measure(String name, int n, long seed) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules=jdk.incubator.vector",
            "-XX:+UseParallelGC",
            "-Xmx" + Runtime.getRuntime().maxMemory(),
            "-cp",
            System.getProperty("java.class.path"),
            OwnProcess.class.getName(),
            name,
            Integer.toString(n),
            Long.toString(seed));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try {
        String said =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0)
          throw new IllegalStateException(
              "%s with %d variables: the process ended with %d and said \"%s\". Maybe give it more memory, for example FFO_JAVA_OPTS=-Xmx9g"
                  .formatted(name, n, process.exitValue(), said));
        return Arrays.stream(said.split(" ")).mapToDouble(Double::parseDouble).toArray();
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// Measures in this process, and prints the numbers.
  ///
  /// @param arguments program, size and seed
  public static void main(String[] arguments) {
    double[] numbers =
        point(arguments[0], Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
    System.out.println(
        Arrays.stream(numbers).mapToObj(Double::toString).collect(Collectors.joining(" ")));
  }

  private static double[] point(String name, int n, long seed) {
    long start = System.nanoTime();
    StructuredPrograms program = Objects.requireNonNull(MAKERS.get(name)).make(n, seed);
    double make = seconds(start);
    SplittableRandom random = new SplittableRandom(seed + 1);
    double[] cotangent = Vectors.normal(random, program.q().length, 0, 1);
    double[] forward = new double[CALLS], backward = new double[CALLS];
    double[] gradient = {};
    for (int call = 0; call < CALLS; call++) {
      start = System.nanoTime();
      ForwardPass pass = solve(program, program.layer(), program.q());
      forward[call] = seconds(start);
      start = System.nanoTime();
      Gradients gradients = pass.backward(program.y(), Tensor.wrap(cotangent, cotangent.length));
      backward[call] = seconds(start);
      gradient = gradients.of(program.parameter()).values();
    }
    double peak = ProcessMemory.peak();
    double error = error(program, cotangent, gradient, random);
    return new double[] {
      program.q().length,
      program.rows(),
      make,
      forward[0],
      later(forward),
      backward[0],
      later(backward),
      error,
      peak
    };
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  /// The median of all but the first.
  private static double later(double[] times) {
    return Statistics.median(Arrays.copyOfRange(times, 1, times.length));
  }

  private static ForwardPass solve(StructuredPrograms program, ConvexLayer layer, double[] q) {
    ForwardPass pass = layer.forward(Map.of(program.parameter(), Tensor.wrap(q, q.length)));
    if (!pass.isSolved(0))
      throw new IllegalStateException(
          "a program with %d variables ended %s".formatted(q.length, pass.status(0)));
    return pass;
  }

  /// Along a direction with few entries, so that no row need change side on the way; with the
  /// longest step that has none that does. The solution is piecewise linear in q: the difference is
  /// exact but for rounding.
  private static double error(
      StructuredPrograms program, double[] cotangent, double[] gradient, SplittableRandom random) {
    double[] direction = new double[gradient.length];
    double expected = 0;
    for (int k = 0; k < MOVED; k++) direction[random.nextInt(direction.length)] = 1;
    for (int k = 0; k < direction.length; k++) expected += direction[k] * gradient[k];
    ConvexLayer layer = program.layer().forInference();
    for (double step : STEPS) {
      ForwardPass ahead = solve(program, layer, Vectors.moved(program.q(), direction, step));
      ForwardPass behind = solve(program, layer, Vectors.moved(program.q(), direction, -step));
      if (ahead.activeSet(0).differences(behind.activeSet(0)) > 0) continue;
      double[] there = ahead.value(program.y()).values(), here = behind.value(program.y()).values();
      double difference = 0;
      for (int k = 0; k < there.length; k++) difference += cotangent[k] * (there[k] - here[k]);
      return Math.abs(difference / (2 * step) - expected) / Math.abs(expected);
    }
    return Double.NaN;
  }
}
