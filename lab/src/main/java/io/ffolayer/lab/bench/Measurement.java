package io.ffolayer.lab.bench;

import org.jspecify.annotations.Nullable;

/// The figures of one workload. Times are milliseconds for the whole batch.
///
/// @param gradientError largest error over all slots, relative to the largest entry of the slot; +∞
///   where the reference was not solved
/// @param allocatedBytes by all threads in one forward and one backward pass
/// @param unsolved instances without a solution
public record Measurement(
    Workload workload,
    Setting setting,
    Times times,
    double gradientError,
    long allocatedBytes,
    int unsolved) {
  /// How the workload was run.
  ///
  /// @param solver the solvers that gave the answers
  /// @param adjoint what made the gradients
  /// @param threads the most that worked on a call
  /// @param runs number of timed calls
  public record Setting(String solver, String adjoint, int threads, int runs) {}

  /// How long the calls took.
  ///
  /// @param forward time of the forward pass; with the making of the layer where that is the
  ///   workload
  /// @param backward time of the backward pass for every parameter of the workload
  /// @param withoutMatrices time of the backward pass when only the gradients of vectors are asked
  ///   for; null where no matrix is a parameter
  /// @param firstForward time of the very first call, nothing compiled
  /// @param firstBackward the same for the backward pass
  public record Times(
      Time forward,
      Time backward,
      @Nullable Time withoutMatrices,
      double firstForward,
      double firstBackward) {}

  /// Median and minimum of the timed calls, milliseconds.
  public record Time(double median, double min) {}
}
