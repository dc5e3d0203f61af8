package io.ffolayer.internal.pass;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.matrix.ShapeException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Doubles in memory of the caller, in native byte order. A segment that is a whole array is that
/// array; of any other, solvers see a copy.
public final class FlatMemory {
  private FlatMemory() {}

  /// The numbers in each segment; null where there is none.
  public static double[] @Nullable [] values(@Nullable MemorySegment[] segments) {
    double[] @Nullable [] values = new double[segments.length][];
    for (int k = 0; k < segments.length; k++) {
      MemorySegment segment = segments[k];
      if (segment == null) continue;
      double[] whole = wholeArray(segment);
      requireDoubles(segment);
      values[k] = whole == null ? segment.toArray(JAVA_DOUBLE_UNALIGNED) : whole;
    }
    return values;
  }

  /// An array to write the numbers of each segment to; null where there is none.
  public static double[] @Nullable [] targets(@Nullable MemorySegment[] segments) {
    double[] @Nullable [] targets = new double[segments.length][];
    for (int k = 0; k < segments.length; k++) {
      MemorySegment segment = segments[k];
      if (segment == null) continue;
      double[] whole = wholeArray(segment);
      targets[k] = whole == null ? new double[requireDoubles(segment)] : whole;
    }
    return targets;
  }

  /// Brings what was written to the targets into the segments.
  public static void fill(@Nullable MemorySegment[] segments, double[] @Nullable [] targets) {
    for (int k = 0; k < segments.length; k++) {
      MemorySegment segment = segments[k];
      double[] values = targets[k];
      if (segment != null && values != null && wholeArray(segment) == null)
        copy(values, 0, segment, 0, values.length);
    }
  }

  /// Writes an output, instance after instance; zeros where there is no solution.
  public static void read(SolvedBatch solved, Output output, MemorySegment into) {
    double[] whole = wholeArray(into);
    if (whole != null) {
      solved.read(output, whole);
      return;
    }
    int size = output.size();
    int length = requireDoubles(into);
    if (length != (long) solved.batch() * size)
      throw new ShapeException(
          "%d values for a batch of %d times %d".formatted(length, solved.batch(), size));
    double[] one = new double[size];
    for (int i = 0; i < solved.batch(); i++)
      if (!solved.hasPoint(i)) into.asSlice(8L * i * size, 8L * size).fill((byte) 0);
      else if (output instanceof Output.Part part && part.isPlain()) {
        int from = i * solved.length(part.vector()) + part.first();
        copy(solved.vector(part.vector()), from, into, i * size, size);
      } else {
        output.read(solved, i, one, 0);
        copy(one, 0, into, i * size, size);
      }
  }

  private static void copy(double[] from, int at, MemorySegment to, int index, int count) {
    MemorySegment.copy(from, at, to, JAVA_DOUBLE_UNALIGNED, 8L * index, count);
  }

  /// The array of which a segment is the whole, or null.
  private static double @Nullable [] wholeArray(MemorySegment segment) {
    return segment.heapBase().orElse(null) instanceof double[] array
            && segment.address() == 0
            && segment.byteSize() == 8L * array.length
        ? array
        : null;
  }

  /// The number of doubles in a segment.
  private static int requireDoubles(MemorySegment segment) {
    long count = segment.byteSize() / 8;
    if (segment.byteSize() % 8 != 0 || count > Integer.MAX_VALUE - 8)
      throw new ShapeException(
          "a segment of %d bytes is no array of doubles".formatted(segment.byteSize()));
    return (int) count;
  }
}
