package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.internal.batch.Threads;
import io.ffolayer.solve.Watch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a user may choose of a layer beside its solver; nothing here has to be prepared anew.
///
/// @param adjoint of backward passes that name no other
/// @param threads that work on one call
/// @param timeLimit of one forward or backward call, or null
/// @param keepsFactors whether passes keep what the backward pass can reuse
/// @param almostSolved bound on the residuals of an instance that ended at a limit and is taken all
///   the same; 0 for none
public record LayerOptions(
    Adjoint adjoint,
    Threads threads,
    @Nullable Duration timeLimit,
    boolean keepsFactors,
    double almostSolved) {
  public LayerOptions withAdjoint(Adjoint newAdjoint) {
    return new LayerOptions(newAdjoint, threads, timeLimit, keepsFactors, almostSolved);
  }

  public LayerOptions withThreads(Threads newThreads) {
    return new LayerOptions(adjoint, newThreads, timeLimit, keepsFactors, almostSolved);
  }

  public LayerOptions withTimeLimit(Duration limit) {
    return new LayerOptions(adjoint, threads, limit, keepsFactors, almostSolved);
  }

  public LayerOptions forInference() {
    return new LayerOptions(adjoint, threads, timeLimit, false, almostSolved);
  }

  public LayerOptions withAlmostSolved(double tolerance) {
    return new LayerOptions(adjoint, threads, timeLimit, keepsFactors, tolerance);
  }

  /// A watch that starts now.
  Watch watch() {
    return timeLimit == null ? Watch.unlimited() : Watch.ofNanos(timeLimit.toNanos());
  }
}
