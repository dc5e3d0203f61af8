package io.ffolayer.solve.interior;

/// Whether an iteration gets nearer to anything.
final class Progress {
  /// Iterations without progress that end a solve.
  private static final int PATIENCE = 20;

  private int last;
  private double milestone;

  void start() {
    last = 0;
    milestone = Double.POSITIVE_INFINITY;
  }

  /// Whether neither the error nor that of a certificate has halved for many iterations.
  ///
  /// @param error the smaller of the two
  boolean isStuck(int iteration, double error) {
    if (error <= milestone / 2) {
      milestone = error;
      last = iteration;
    }
    return iteration - last >= PATIENCE;
  }
}
