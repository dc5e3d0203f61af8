package io.ffolayer.solve;

import org.jspecify.annotations.Nullable;

/// The caller's clock and interruption, asked by solvers inside their loops. One watch serves all
/// threads of one call.
public final class Watch {
  private final long deadline;
  private final boolean limited;
  private volatile boolean interrupted;

  private Watch(long deadline, boolean limited) {
    this.deadline = deadline;
    this.limited = limited;
  }

  /// Never expires by itself.
  public static Watch unlimited() {
    return new Watch(0, false);
  }

  /// Expires after so many nanoseconds from now.
  public static Watch ofNanos(long nanos) {
    return new Watch(System.nanoTime() + nanos, true);
  }

  /// Stops every solve of the call at its next look at the watch.
  public void interrupt() {
    interrupted = true;
  }

  /// Whether to stop now: for loops inside an iteration. Costs a few nanoseconds, up to 25 where
  /// there is a time limit.
  public boolean isStopped() {
    return stop() != null;
  }

  /// Why to stop now ([Status#TIME_LIMIT] or [Status#INTERRUPTED]), or null to go on. Costs a few
  /// nanoseconds.
  public @Nullable Status stop() {
    if (interrupted || Thread.currentThread().isInterrupted()) return Status.INTERRUPTED;
    if (limited && System.nanoTime() - deadline >= 0) return Status.TIME_LIMIT;
    return null;
  }

  /// The seconds until the time limit, for solvers that take a limit and do not ask: ≤ 0 where it
  /// has passed, +∞ where there is none.
  public double secondsLeft() {
    return limited ? (deadline - System.nanoTime()) * 1e-9 : Double.POSITIVE_INFINITY;
  }
}
