package io.ffolayer.flat.wire;

import java.util.Arrays;

/// Reads a list of ints and a list of doubles from front to back.
final class WireReader {
  private final int[] ints;
  private final double[] doubles;
  private int nextInt;
  private int nextDouble;

  WireReader(int[] ints, double[] doubles) {
    this.ints = ints;
    this.doubles = doubles;
  }

  int readInt() {
    return readInts(1)[0];
  }

  int[] readInts(int count) {
    requireLeft("ints", count, ints.length - nextInt);
    int[] read = Arrays.copyOfRange(ints, nextInt, nextInt + count);
    nextInt += count;
    return read;
  }

  double readDouble() {
    return readDoubles(1)[0];
  }

  double[] readDoubles(int count) {
    requireLeft("doubles", count, doubles.length - nextDouble);
    double[] read = Arrays.copyOfRange(doubles, nextDouble, nextDouble + count);
    nextDouble += count;
    return read;
  }

  private static void requireLeft(String kind, int wanted, int left) {
    if (wanted < 0 || wanted > left)
      throw new IllegalArgumentException(
          "the description of the program asks for %d %s where %d are left"
              .formatted(wanted, kind, left));
  }

  /// @throws IllegalArgumentException if something is left
  void requireEnd() {
    if (nextInt < ints.length || nextDouble < doubles.length)
      throw new IllegalArgumentException(
          "the description of the program has %d ints and %d doubles too many"
              .formatted(ints.length - nextInt, doubles.length - nextDouble));
  }
}
