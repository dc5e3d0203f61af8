package io.ffolayer.bilevel.function;

/// Counters of the first-order calls of the functions of an inner problem. Thread-safe.
///
/// @param objective of g
/// @param inequalities of h
/// @param equalities of e
public record CallCounts(CallCounter objective, CallCounter inequalities, CallCounter equalities) {
  public CallCounts() {
    this(new CallCounter(), new CallCounter(), new CallCounter());
  }

  /// The calls of all three so far.
  public CallCounter.Calls calls() {
    return objective.calls().plus(inequalities.calls()).plus(equalities.calls());
  }
}
