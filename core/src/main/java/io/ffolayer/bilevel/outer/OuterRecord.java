package io.ffolayer.bilevel.outer;

import io.ffolayer.solve.Status;
import java.util.List;

/// What a run did, and all that it needs to go on.
///
/// @param method with its constants, given or estimated
/// @param state after the last step
/// @param entries one for each step, in order
/// @param status [Status#SOLVED] if all steps were done, whatever F is there, or the run was
///   stationary ([StationarityTest]); [Status#TIME_LIMIT] or [Status#INTERRUPTED] if the watch said
///   stop; else that of the inner problem that had no solution
public record OuterRecord(
    OuterMethod method, OuterState state, List<Entry> entries, Status status) {
  public OuterRecord {
    entries = List.copyOf(entries);
  }

  /// One step.
  ///
  /// @param iteration its number, from 1
  /// @param value F where the gradient was asked for
  /// @param gradientNorm its Euclidean length
  /// @param evaluations of F and its gradient so far
  public record Entry(int iteration, double value, double gradientNorm, long evaluations) {}

  /// The point that the method returns.
  public double[] x() {
    return method.output(state);
  }

  /// F at the last point where it was asked for; +∞ before the first step.
  public double lastValue() {
    return entries.isEmpty() ? Double.POSITIVE_INFINITY : entries.getLast().value();
  }
}
