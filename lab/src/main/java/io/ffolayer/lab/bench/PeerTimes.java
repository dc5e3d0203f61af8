package io.ffolayer.lab.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What `bench/peers` recorded of this library and of layers of Python, on problems that come in
/// several sizes; that harness writes the record when it writes docs/benchmarks.md.
///
/// @param n variables
/// @param values milliseconds per instance of the batch, forward and backward; the largest error of
///   the gradient of any slot, relative; the peak of the process in megabytes, NaN where it was not
///   measured
/// @param date of the run
public record PeerTimes(String workload, String peer, int n, double[] values, String date) {
  /// Every line of the record.
  public static List<PeerTimes> all() {
    try (InputStream in = PeerTimes.class.getResourceAsStream("peers.csv")) {
      if (in == null) throw new IllegalStateException("peers.csv is missing");
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(1).map(PeerTimes::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PeerTimes of(String line) {
    String[] f = line.split(",", -1);
    return new PeerTimes(
        f[0],
        f[1],
        Integer.parseInt(f[2]),
        new double[] {number(f[4]), number(f[5]), number(f[6]), number(f[7])},
        f[8]);
  }

  private static double number(String text) {
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }
}
