package io.ffolayer.flat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Arrays at addresses. Whoever calls answers for the lengths.
final class FlatArrays {
  /// Doubles that a thread copies at once, half a megabyte.
  private static final int PIECE = 1 << 16;

  private FlatArrays() {}

  /// The memory of so many bytes at an address.
  @SuppressWarnings("restricted")
  static MemorySegment at(long address, long bytes) {
    if (address == 0 && bytes != 0) throw new IllegalArgumentException("an address is 0");
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  static MemorySegment doublesAt(long address, int count) {
    return at(address, 8L * count);
  }

  static double[] doubles(long address, int count) {
    return doublesAt(address, count).toArray(JAVA_DOUBLE_UNALIGNED);
  }

  /// Copies the doubles at an address to an array.
  static double[] fill(double[] array, long address) {
    MemorySegment from = doublesAt(address, array.length);
    inPieces(
        array.length,
        (at, count) -> MemorySegment.copy(from, JAVA_DOUBLE_UNALIGNED, 8L * at, array, at, count));
    return array;
  }

  /// Null where the address is 0.
  static double @Nullable [] doublesOrNull(long address, int count) {
    return address == 0 ? null : doubles(address, count);
  }

  static int[] ints(long address, int count) {
    return at(address, 4L * count).toArray(JAVA_INT_UNALIGNED);
  }

  static long[] longs(long address, int count) {
    return at(address, 8L * count).toArray(JAVA_LONG_UNALIGNED);
  }

  static boolean[] booleans(long address, int count) {
    return marks(address, count, -1);
  }

  /// Which of so many bytes have one of the bits.
  static boolean[] marks(long address, int count, int bits) {
    byte[] bytes = at(address, count).toArray(JAVA_BYTE);
    boolean[] read = new boolean[count];
    for (int k = 0; k < count; k++) read[k] = (bytes[k] & bits) != 0;
    return read;
  }

  /// Writes entry k = `values(k)` for all k.
  ///
  /// @throws IllegalArgumentException if the memory has not room for just so many
  static void fill(MemorySegment into, int count, IntToDoubleFunction values) {
    requireLength(into, count);
    for (int k = 0; k < count; k++)
      into.setAtIndex(JAVA_DOUBLE_UNALIGNED, k, values.applyAsDouble(k));
  }

  static void copy(double[] values, MemorySegment into) {
    requireLength(into, values.length);
    inPieces(
        values.length,
        (at, count) -> MemorySegment.copy(values, at, into, JAVA_DOUBLE_UNALIGNED, 8L * at, count));
  }

  private interface Copy {
    void run(int at, int count);
  }

  /// Copies so many doubles, a long array on several threads: one alone does not fill the way to
  /// the memory, and the pages of a new array are made on first touch.
  private static void inPieces(int count, Copy copy) {
    if (count <= PIECE) copy.run(0, count);
    else
      IntStream.range(0, Math.ceilDiv(count, PIECE))
          .parallel()
          .forEach(k -> copy.run(k * PIECE, Math.min(PIECE, count - k * PIECE)));
  }

  private static void requireLength(MemorySegment into, int count) {
    if (into.byteSize() != 8L * count)
      throw new IllegalArgumentException(
          "room for %d doubles, expected %d".formatted(into.byteSize() / 8, count));
  }
}
