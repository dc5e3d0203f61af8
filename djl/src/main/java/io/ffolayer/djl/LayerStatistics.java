package io.ffolayer.djl;

import io.ffolayer.ActiveSetMonitor;
import io.ffolayer.ForwardPass;
import io.ffolayer.Pass;
import io.ffolayer.adjoint.ActiveSet;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What the layers of a network met while it was trained, counted until [#endEpoch]. Owned by who
/// trains; not thread-safe.
public final class LayerStatistics {
  /// Active sets of so many samples are kept, for comparison with their next visit; what comes
  /// later is not compared.
  public static final int MOST_SAMPLES = 1 << 16;

  private final Map<Visit, ActiveSet> last = new HashMap<>();
  private long[] keys = {};
  private Epoch current = Epoch.NONE;

  /// Statistics of nothing.
  public LayerStatistics() {}

  private record Visit(ConvexBlock block, long key) {}

  /// What the layers met: of all calls for training, of all blocks together.
  ///
  /// @param instances that were given to a layer
  /// @param unsolved of these, without a solution: their gradients were masked
  /// @param reports gradients that were asked for
  /// @param weaklyActive of these, at a kink ([Flag#WEAKLY_ACTIVE])
  /// @param changes of active sets since the last visit of the same sample
  /// @param time in the layers
  public record Epoch(
      long instances, long unsolved, long reports, long weaklyActive, Changes changes, Time time) {
    static final Epoch NONE = new Epoch(0, 0, 0, 0, Changes.NONE, Time.NONE);

    /// The part of the gradients that are at a kink; 0 without any.
    public double weaklyActiveShare() {
      return reports == 0 ? 0 : (double) weaklyActive / reports;
    }

    private Epoch plus(Epoch other) {
      return new Epoch(
          instances + other.instances,
          unsolved + other.unsolved,
          reports + other.reports,
          weaklyActive + other.weaklyActive,
          changes.plus(other.changes),
          time.plus(other.time));
    }

    /// In one line.
    @Override
    public String toString() {
      return "%.2g %% weakly active, %s, %d of %d unsolved, %.3g s in the layers"
          .formatted(100 * weaklyActiveShare(), changes, unsolved, instances, time.seconds());
    }
  }

  /// Time in layers, in nanoseconds.
  public record Time(long forward, long backward) {
    static final Time NONE = new Time(0, 0);

    /// Of both, in seconds.
    public double seconds() {
      return (forward + backward) * 1e-9;
    }

    private Time plus(Time other) {
      return new Time(forward + other.forward, backward + other.backward);
    }
  }

  /// How active sets changed between two visits of the same sample.
  ///
  /// @param rows that were compared
  /// @param count of these, those that changed side
  public record Changes(long rows, long count) {
    static final Changes NONE = new Changes(0, 0);

    /// count / rows, 0 without a comparison.
    public double share() {
      return rows == 0 ? 0 : (double) count / rows;
    }

    private Changes plus(Changes other) {
      return new Changes(rows + other.rows, count + other.count);
    }

    @Override
    public String toString() {
      if (rows == 0) return "no sample seen twice";
      return "%.2g %% of the rows changed side".formatted(100 * share());
    }
  }

  /// Says which samples the next calls see: equal numbers, equal samples. An empty array: unknown.
  ///
  /// @param sampleKeys one per instance; calls with another batch are not compared
  public void visiting(long... sampleKeys) {
    keys = sampleKeys.clone();
  }

  /// What was counted since the last epoch ended.
  public Epoch soFar() {
    return current;
  }

  /// The same, and counting starts anew. The active sets stay, to be compared with.
  public Epoch endEpoch() {
    Epoch ended = current;
    current = Epoch.NONE;
    return ended;
  }

  void forward(ConvexBlock block, Pass pass, long nanoseconds) {
    Changes changes = pass instanceof ForwardPass solved ? changes(block, solved) : Changes.NONE;
    Time time = new Time(nanoseconds, 0);
    current = current.plus(new Epoch(pass.batch(), unanswered(pass).length, 0, 0, changes, time));
  }

  void backward(Pass pass, List<GradientReport> reports, long nanoseconds) {
    long answered = 0, weak = 0;
    for (int i = 0; i < reports.size(); i++) {
      if (!isAnswered(pass, i)) continue;
      answered++;
      if (reports.get(i).flags().contains(Flag.WEAKLY_ACTIVE)) weak++;
    }
    Time time = new Time(0, nanoseconds);
    current = current.plus(new Epoch(0, 0, answered, weak, Changes.NONE, time));
  }

  private Changes changes(ConvexBlock block, ForwardPass pass) {
    if (keys.length != pass.batch()) return Changes.NONE;
    long rows = 0, count = 0;
    for (int i = 0; i < keys.length; i++) {
      Visit visit = new Visit(block, keys[i]);
      boolean isKept = last.size() < MOST_SAMPLES || last.containsKey(visit);
      if (!isKept || !pass.isSolved(i)) continue;
      ActiveSet now = pass.activeSet(i);
      ActiveSet before = last.put(visit, now);
      if (before == null || before.rows() != now.rows()) continue;
      rows += now.rows();
      count += now.differences(before);
    }
    return new Changes(rows, count);
  }

  static boolean isAnswered(Pass pass, int instance) {
    return switch (pass.status(instance)) {
      case SOLVED, ALMOST_SOLVED, CLOSEST_FEASIBLE -> true;
      case INFEASIBLE, UNBOUNDED, ITERATION_LIMIT, TIME_LIMIT, INTERRUPTED, INVALID_DATA -> false;
    };
  }

  static int[] unanswered(Pass pass) {
    return IntStream.range(0, pass.batch()).filter(i -> !isAnswered(pass, i)).toArray();
  }

  /// Whether so many rows change that gradients of neighbouring steps belong to different pieces of
  /// the solution map.
  static boolean isTooMuch(Changes changes) {
    return changes.share() > ActiveSetMonitor.WARNING_SHARE;
  }
}
