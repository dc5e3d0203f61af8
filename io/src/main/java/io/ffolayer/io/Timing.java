package io.ffolayer.io;

import io.ffolayer.io.json.JsonWriter;
import java.util.Arrays;

/// Median and minimum of some times, in seconds.
public record Timing(double median, double min) {
  /// @param seconds at least one
  public static Timing of(double[] seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
    return new Timing(median, sorted[0]);
  }

  /// An object with both numbers.
  public void write(JsonWriter json, String name) {
    json.object(name, time -> time.number("median", median).number("min", min));
  }
}
