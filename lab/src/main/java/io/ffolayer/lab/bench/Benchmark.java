package io.ffolayer.lab.bench;

import com.sun.management.ThreadMXBean;
import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.lab.bench.Measurement.Time;
import io.ffolayer.lab.bench.Workload.Task;
import io.ffolayer.model.Parameter;
import io.ffolayer.solve.Solver;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The clock of the benchmarks: runs a workload until it is compiled, then times it call by call.
///
/// @param threads the most that work on one call
/// @param runs number of timed calls; 0 for as many as fit into the time, 7 to 1000
/// @param seconds of warming up, and then of measuring, for each workload
/// @param solver of the forward pass, where the workload has none of its own
/// @param adjoint of the backward pass
public record Benchmark(int threads, int runs, double seconds, Solver solver, Adjoint adjoint) {
  private static final int FEWEST_WARM_UPS = 3;

  /// Warming up takes so many times as long as measuring: the compiler works in the background, and
  /// small programs are all overhead until it is done.
  private static final int WARM_UP_SHARE = 4;

  private static final int FEWEST_RUNS = 7;
  private static final int MOST_RUNS = 1000;

  public Benchmark {
    if (threads < 1)
      throw new IllegalArgumentException("the number of threads must be ≥ 1, got " + threads);
    if (!(seconds >= 0))
      throw new IllegalArgumentException("the seconds must be ≥ 0, got " + seconds);
    if (runs < 0) throw new IllegalArgumentException("the number of runs must be ≥ 0, got " + runs);
  }

  /// Makes the workload, warms up, times and judges it.
  public Measurement measure(Workload workload) {
    Task task = workload.make();
    Session session = new Session(workload, task);
    Round first = session.round();
    int fitting = session.warmUp();
    int count = runs > 0 ? runs : fitting;
    List<Times> rounds = new ArrayList<>();
    Round last = first;
    for (int k = 0; k < count; k++) {
      last = session.round();
      rounds.add(last.times);
    }
    long allocated = session.allocated();
    return new Measurement(
        workload,
        new Measurement.Setting(solvers(first.pass), adjoint.name(), threads, count),
        new Measurement.Times(
            time(rounds.stream().mapToDouble(Times::forward).toArray()),
            time(rounds.stream().mapToDouble(Times::backward).toArray()),
            session.vectors.isEmpty()
                ? null
                : time(rounds.stream().mapToDouble(Times::withoutMatrices).toArray()),
            first.times.forward,
            first.times.backward),
        ExactGradients.of(task, session.layer).error(last.gradients),
        allocated,
        first.gradients.failures().length);
  }

  /// The calls of one round, milliseconds each.
  private record Times(double forward, double backward, double withoutMatrices) {}

  /// One round; only the last one is kept: the gradients of a large program take tens of megabytes.
  private record Round(Times times, ForwardPass pass, Gradients gradients) {}

  /// One workload under the clock.
  private final class Session {
    final Workload workload;
    final Task task;
    final ConvexLayer layer;
    // What a call for gradients of vectors alone asks for; empty where that is no other call.
    final List<Parameter> vectors;

    Session(Workload workload, Task task) {
      this.workload = workload;
      this.task = task;
      layer = newLayer();
      List<Parameter> ofRankOne =
          layer.parameters().stream().filter(p -> p.shape().length == 1).toList();
      boolean worthIt = !workload.construction() && ofRankOne.size() < layer.parameters().size();
      vectors = worthIt ? ofRankOne : List.of();
    }

    ConvexLayer newLayer() {
      Solver own = workload.solver() == null ? solver : workload.solver();
      return task.layer().get().withSolver(own).withAdjoint(adjoint).withThreads(threads);
    }

    Round round() {
      long start = System.nanoTime();
      ForwardPass pass = (workload.construction() ? newLayer() : layer).forward(task.values());
      long solved = System.nanoTime();
      Gradients gradients = pass.backward(task.cotangents());
      long differentiated = System.nanoTime();
      if (!vectors.isEmpty()) pass.backward(task.cotangents(), adjoint, vectors);
      long end = System.nanoTime();
      Times times =
          new Times(
              (solved - start) * 1e-6,
              (differentiated - solved) * 1e-6,
              (end - differentiated) * 1e-6);
      return new Round(times, pass, gradients);
    }

    /// Runs until everything is compiled, and says how many runs fit into the time.
    int warmUp() {
      long start = System.nanoTime();
      double elapsed = 0;
      int rounds = 0;
      while (rounds < FEWEST_WARM_UPS || elapsed < WARM_UP_SHARE * seconds) {
        round();
        rounds++;
        elapsed = (System.nanoTime() - start) * 1e-9;
      }
      return Math.clamp((int) (rounds * seconds / elapsed), FEWEST_RUNS, MOST_RUNS);
    }

    /// Bytes that one forward and one backward pass allocate, the least of three.
    long allocated() {
      ThreadMXBean threadBean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      for (int k = 0; k < 3; k++) {
        long before = threadBean.getTotalThreadAllocatedBytes();
        ForwardPass pass = (workload.construction() ? newLayer() : layer).forward(task.values());
        pass.backward(task.cotangents());
        least = Math.min(least, threadBean.getTotalThreadAllocatedBytes() - before);
      }
      return least;
    }
  }

  /// The solvers that answered, with how often where there are several.
  private static String solvers(ForwardPass pass) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < pass.batch(); i++) counts.merge(nameOf(pass, i), 1, Integer::sum);
    if (counts.size() == 1) return counts.keySet().iterator().next();
    List<String> parts = new ArrayList<>();
    counts.forEach((name, count) -> parts.add(name + " " + count));
    return String.join(", ", parts);
  }

  private static String nameOf(ForwardPass pass, int i) {
    return pass.isSolved(i) ? pass.solver(i) : pass.status(i).name();
  }

  private static Time time(double[] milliseconds) {
    double[] sorted = milliseconds.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
    return new Time(median, sorted[0]);
  }
}
