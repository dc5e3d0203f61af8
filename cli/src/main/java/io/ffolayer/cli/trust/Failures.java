package io.ffolayer.cli.trust;

import io.ffolayer.lab.trust.Trial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The failures of a sweep that are worth a look: the first of each kind.
public final class Failures {
  private final Map<String, FailingCase> first = new LinkedHashMap<>();

  /// Keeps it if it is the first of its face, zero point, units and verdict.
  public void add(Trial trial) {
    first.putIfAbsent(trial.kind(), new FailingCase(trial));
  }

  public List<FailingCase> all() {
    return List.copyOf(first.values());
  }
}
