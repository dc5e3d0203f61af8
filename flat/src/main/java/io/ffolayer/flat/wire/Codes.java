package io.ffolayer.flat.wire;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.solve.Status;

/// The numbers that stand for statuses and flags on the other side. They never change; what is new
/// gets a new one.
public final class Codes {
  private Codes() {}

  public static int of(Status status) {
    return switch (status) {
      case SOLVED -> 0;
      case ALMOST_SOLVED -> 8;
      case INFEASIBLE -> 1;
      case CLOSEST_FEASIBLE -> 2;
      case UNBOUNDED -> 3;
      case ITERATION_LIMIT -> 4;
      case TIME_LIMIT -> 5;
      case INTERRUPTED -> 6;
      case INVALID_DATA -> 7;
    };
  }

  /// One bit each, so that their sum is a set.
  public static int of(Flag flag) {
    return switch (flag) {
      case WEAKLY_ACTIVE -> 1;
      case DEPENDENT_ROWS -> 1 << 1;
      case NON_UNIQUE -> 1 << 2;
      case ACTIVE_SET_UNCERTAIN -> 1 << 3;
      case LARGE_ERROR -> 1 << 4;
      case STEP_IN_NOISE -> 1 << 5;
      case CLOSEST_FEASIBLE -> 1 << 6;
      case STOPPED -> 1 << 7;
    };
  }
}
