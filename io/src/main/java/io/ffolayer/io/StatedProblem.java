package io.ffolayer.io;

import io.ffolayer.io.json.Place;
import io.ffolayer.io.value.Value;
import java.util.Map;

/// A problem as a file states it, checked.
public sealed interface StatedProblem permits MatrixProblem, WordedProblem {
  /// For messages.
  Place place();

  /// Whether gradients are asked for.
  boolean hasCotangent();

  /// What it states as numbers, by name: the fields P to h that are there, or the parameters of a
  /// problem in words. Gradients are given of these.
  Map<String, Value> parameters();
}
