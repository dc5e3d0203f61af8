package io.ffolayer.bilevel.outer;

import io.ffolayer.bilevel.set.SimpleSet;
import io.ffolayer.bilevel.set.WholeSpace;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A run of an outer method. Immutable; the same arguments give the same record to the bit, whether
/// it is run at once or stopped and gone on with.
///
/// @param objective F
/// @param set where x is kept
/// @param listener hears of every step, on the thread of the run
/// @param watch asked before every step, and inside the inner methods
/// @param stop ends the run before all steps are done; null (default) for never
public record OuterRun(
    Hyperobjective objective,
    SimpleSet set,
    Consumer<OuterRecord.Entry> listener,
    Watch watch,
    @Nullable StationarityTest stop) {
  public OuterRun {
    if (set.size() != objective.size())
      throw new IllegalArgumentException(
          "a set of vectors of length %d, x has length %d".formatted(set.size(), objective.size()));
  }

  /// Without bounds, listener and time limit.
  public static OuterRun of(Hyperobjective objective) {
    return new OuterRun(
        objective, new WholeSpace(objective.size()), entry -> {}, Watch.unlimited(), null);
  }

  public OuterRun within(SimpleSet other) {
    return new OuterRun(objective, other, listener, watch, stop);
  }

  public OuterRun withListener(Consumer<OuterRecord.Entry> other) {
    return new OuterRun(objective, set, other, watch, stop);
  }

  public OuterRun withWatch(Watch other) {
    return new OuterRun(objective, set, listener, other, stop);
  }

  public OuterRun withStop(StationarityTest other) {
    return new OuterRun(objective, set, listener, watch, other);
  }

  /// Runs a method from a point.
  ///
  /// @param start projected
  /// @param seed of what the method draws
  public OuterRecord run(OuterMethod method, double[] start, long seed) {
    if (start.length != objective.size())
      throw new IllegalArgumentException(
          "a start of length %d, x has length %d".formatted(start.length, objective.size()));
    double[] x = start.clone();
    set.project(x);
    OuterRecord empty =
        new OuterRecord(method, method.begin(x, seed), List.of(), Status.INTERRUPTED);
    return resume(empty);
  }

  /// Goes on from a record to the number of steps of its method.
  public OuterRecord resume(OuterRecord before) {
    List<OuterRecord.Entry> entries = new ArrayList<>(before.entries());
    OuterMethod method = before.method();
    OuterState state = before.state();
    Status status = Status.SOLVED;
    while (state.iteration() < method.iterations()) {
      Status stopped = watch.stop();
      if (stopped != null) {
        status = stopped;
        break;
      }
      if (stop != null && stop.isMet(method, state, objective, watch)) break;
      double[] query = method.query(state);
      set.project(query);
      Hyperobjective.Evaluation found = objective.at(query, watch);
      if (found.status() != Status.SOLVED) {
        status = found.status();
        break;
      }
      state = method.step(state, query, found.gradient(), set);
      OuterRecord.Entry entry =
          new OuterRecord.Entry(
              state.iteration(),
              found.value(),
              Steps.norm(found.gradient()),
              state.iteration() + (stop == null ? 0 : stop.evaluations(state.iteration() - 1)));
      entries.add(entry);
      listener.accept(entry);
    }
    return new OuterRecord(method, state, entries, status);
  }
}
