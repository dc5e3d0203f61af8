package io.ffolayer.lab.bench;

import com.sun.management.ThreadMXBean;
import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.lab.bench.Workload.Task;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Times several adjoints on one task, in turns, so that what else the machine does meets all of
/// them alike. One thread.
public final class AlternatingTimes {
  private static final int FEWEST_ROUNDS = 3;
  private static final int MOST_ROUNDS = 201;
  private static final double WARM_UP_SHARE = 2;

  /// One call.
  private record Call(double forward, double backward, long forwardBytes, long backwardBytes) {}

  /// What one adjoint took.
  ///
  /// @param firstBytes allocated by the first backward pass, with factors and workspaces
  /// @param bytes allocated by a later one
  /// @param firstForwardBytes likewise of the forward pass
  public record Cost(
      Time forward,
      Time backward,
      long firstForwardBytes,
      long firstBytes,
      long bytes,
      Gradients gradients) {}

  /// Median and quartiles, in milliseconds.
  public record Time(double lower, double median, double upper) {
    private static Time of(double[] times) {
      double[] sorted = times.clone();
      Arrays.sort(sorted);
      return new Time(
          sorted[sorted.length / 4],
          (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2,
          sorted[sorted.length - 1 - sorted.length / 4]);
    }
  }

  private final Task task;
  private final List<ConvexLayer> layers;
  private final List<List<Call>> calls = new ArrayList<>();
  private final Gradients[] last;

  private AlternatingTimes(Task task, List<Adjoint> adjoints) {
    this.task = task;
    layers = adjoints.stream().map(a -> task.layer().get().withThreads(1).withAdjoint(a)).toList();
    last = new Gradients[layers.size()];
    for (int k = 0; k < adjoints.size(); k++) calls.add(new ArrayList<>());
  }

  /// @param seconds for measuring, at three rounds or more; warming up takes twice as long
  public static List<Cost> measure(Task task, List<Adjoint> adjoints, double seconds) {
    AlternatingTimes times = new AlternatingTimes(task, adjoints);
    times.rounds(1, MOST_ROUNDS * MOST_ROUNDS, WARM_UP_SHARE * seconds);
    int warmUp = times.calls.getFirst().size();
    times.rounds(FEWEST_ROUNDS, MOST_ROUNDS, seconds);
    List<Cost> costs = new ArrayList<>();
    for (int k = 0; k < adjoints.size(); k++) costs.add(times.cost(k, warmUp));
    return costs;
  }

  private void rounds(int fewest, int most, double seconds) {
    long start = System.nanoTime();
    for (int round = 0;
        round < fewest || (round < most && (System.nanoTime() - start) * 1e-9 < seconds);
        round++)
      for (int k = 0; k < layers.size(); k++) {
        int turn = (k + round) % layers.size();
        last[turn] = call(turn);
      }
  }

  private Gradients call(int k) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes(), start = System.nanoTime();
    ForwardPass pass = layers.get(k).forward(task.values());
    long solved = System.nanoTime(), solvedBytes = threads.getCurrentThreadAllocatedBytes();
    Gradients found = pass.backward(task.cotangents());
    long end = System.nanoTime(), endBytes = threads.getCurrentThreadAllocatedBytes();
    calls
        .get(k)
        .add(
            new Call(
                (solved - start) * 1e-6,
                (end - solved) * 1e-6,
                solvedBytes - bytes,
                endBytes - solvedBytes));
    if (!pass.allSolved())
      throw new IllegalStateException("the program was not solved: " + pass.message(0));
    return found;
  }

  private Cost cost(int k, int warmUp) {
    List<Call> all = calls.get(k), timed = all.subList(warmUp, all.size());
    return new Cost(
        Time.of(timed.stream().mapToDouble(Call::forward).toArray()),
        Time.of(timed.stream().mapToDouble(Call::backward).toArray()),
        all.getFirst().forwardBytes,
        all.getFirst().backwardBytes,
        timed.stream().mapToLong(Call::backwardBytes).min().orElse(0),
        last[k]);
  }
}
