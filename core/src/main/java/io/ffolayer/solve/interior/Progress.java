package io.ffolayer.solve.interior;

/// Whether an iteration gets nearer to anything: to a solution, to a certificate, or along the path
/// to either, on which a hard program may be for long before the errors of the two say so.
final class Progress {
  /// Iterations without progress that end a solve.
  private static final int PATIENCE = 20;

  /// Iterations of tries before this one.
  int earlier;

  private int last;
  private double leastError;
  private double leastDistance;

  void start() {
    last = 0;
    leastError = Double.POSITIVE_INFINITY;
    leastDistance = Double.POSITIVE_INFINITY;
  }

  /// Whether nothing has halved for many iterations.
  ///
  /// @param error that of the solution or that of a certificate, the smaller of the two
  /// @param distance to the end of the path, [Embedding#distance]
  boolean isStuck(int iteration, double error, double distance) {
    if (error <= leastError / 2) {
      leastError = error;
      last = iteration;
    }
    if (distance <= leastDistance / 2) {
      leastDistance = distance;
      last = iteration;
    }
    return iteration - last >= PATIENCE;
  }
}
