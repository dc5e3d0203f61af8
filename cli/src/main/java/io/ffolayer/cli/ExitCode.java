package io.ffolayer.cli;

/// How the process ends.
final class ExitCode {
  static final int DONE = 0;

  /// A problem has no solution, or a check has failed.
  static final int NO_SOLUTION = 1;

  static final int BAD_INPUT = 2;

  /// A fault of this program.
  static final int FAULT = 3;

  private ExitCode() {}
}
