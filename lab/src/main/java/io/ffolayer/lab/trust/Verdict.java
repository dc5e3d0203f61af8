package io.ffolayer.lab.trust;

/// How an answer compares with the truth.
public enum Verdict {
  /// The gradient is right, and nothing is said against it; at a kink: one of both sides, and a
  /// flag.
  RIGHT("right"),
  /// Right, but flagged, at a point where there is one derivative.
  RIGHT_FLAGGED("right, flagged"),
  /// Wrong, and a flag says so, or an infinite error estimate.
  WRONG_FLAGGED("wrong, flagged"),
  /// Wrong without a flag, by no more than the error estimate.
  COVERED("wrong, estimate covers"),
  /// At a kink, one of both sides, but no flag.
  KINK_MISSED("kink without a flag"),
  /// Wrong, and nothing says so.
  SILENT("SILENT"),
  UNSOLVED("unsolved");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  /// In the words of a table.
  public String text() {
    return text;
  }
}
