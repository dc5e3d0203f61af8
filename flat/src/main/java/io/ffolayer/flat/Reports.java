package io.ffolayer.flat;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.flat.wire.Codes;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// How far to trust the gradients of a batch, as arrays of length B.
///
/// | number | array |
/// |---|---|
/// | −1 | number of active rows |
/// | −2 | margin |
/// | −3 | residual of the direction |
/// | −4 | error estimate |
/// | −5 | flags, the sum of their [Codes] |
/// | −6 | seconds of the call, 1 number |
///
/// @param each one per instance
/// @param seconds of the call
record Reports(List<GradientReport> each, double seconds) {
  /// Of a call that began at a time of the system's clock and ends now.
  Reports(List<GradientReport> each, long start) {
    this(each, (System.nanoTime() - start) * 1e-9);
  }

  void read(int which, MemorySegment into) {
    int batch = each.size();
    switch (which) {
      case -1 -> FlatArrays.fill(into, batch, i -> each.get(i).active());
      case -2 -> FlatArrays.fill(into, batch, i -> each.get(i).margin());
      case -3 -> FlatArrays.fill(into, batch, i -> each.get(i).residual());
      case -4 -> FlatArrays.fill(into, batch, i -> each.get(i).errorEstimate());
      case -5 -> FlatArrays.fill(into, batch, i -> flags(each.get(i)));
      case -6 -> FlatArrays.fill(into, 1, k -> seconds);
      default -> throw new IllegalArgumentException("reports have no array " + which);
    }
  }

  private static double flags(GradientReport report) {
    int sum = 0;
    for (Flag flag : report.flags()) sum += Codes.of(flag);
    return sum;
  }
}
