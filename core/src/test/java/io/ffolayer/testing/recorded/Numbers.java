package io.ffolayer.testing.recorded;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.StringJoiner;

/// What is kept of an array: a hash of its bits, and its entries. Of a long array 32 evenly spaced
/// entries are kept, then the largest absolute value and the sum of the absolute values.
///
/// @param size of the array
/// @param kept all entries, or 34 numbers of a long array
record Numbers(int size, String hash, double[] kept) {
  private static final int LONGEST = 64;
  private static final int SAMPLES = 32;

  static Numbers of(double[] values) {
    return new Numbers(values.length, hash(values), kept(values));
  }

  private static double[] kept(double[] values) {
    if (values.length <= LONGEST) return values.clone();
    double[] kept = new double[SAMPLES + 2];
    for (int k = 0; k < SAMPLES; k++)
      kept[k] = values[(int) ((long) k * (values.length - 1) / (SAMPLES - 1))];
    kept[SAMPLES] = largest(values);
    for (double value : values) if (Double.isFinite(value)) kept[SAMPLES + 1] += Math.abs(value);
    return kept;
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values)
      if (Double.isFinite(value)) largest = Math.max(largest, Math.abs(value));
    return largest;
  }

  private static String hash(double[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length);
    for (double value : values) bytes.putLong(Double.doubleToRawLongBits(value));
    return hash(bytes.array());
  }

  /// The first eight bytes of SHA-256.
  static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  boolean isEqualToTheBit(Numbers other) {
    return size == other.size && hash.equals(other.hash);
  }

  /// The largest difference of two entries relative to the largest entry of both arrays, which
  /// counts as `least` where it is smaller; of a long array that of the sums too, relative to the
  /// sum.
  double distance(Numbers other, double least) {
    if (isEqualToTheBit(other)) return 0;
    if (size != other.size) return Double.POSITIVE_INFINITY;
    int entries = Math.min(kept.length, size <= LONGEST ? LONGEST : SAMPLES + 1);
    double[] mine = Arrays.copyOf(kept, entries);
    double[] yours = Arrays.copyOf(other.kept, entries);
    double scale = Math.max(least, Math.max(largest(mine), largest(yours)));
    double worst = 0;
    for (int k = 0; k < entries; k++) worst = Math.max(worst, difference(mine[k], yours[k]));
    worst /= scale;
    if (entries == kept.length) return worst;
    double sum = Math.max(least, Math.max(kept[entries], other.kept[entries]));
    return Math.max(worst, difference(kept[entries], other.kept[entries]) / sum);
  }

  private static double difference(double x, double y) {
    if (Double.compare(x, y) == 0 || x == y) return 0;
    double difference = Math.abs(x - y);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  /// Size, hash and the kept numbers, each as short as reading it back to the bit allows.
  String format() {
    StringJoiner line = new StringJoiner(" ").add(Integer.toString(size)).add(hash);
    for (double value : kept) line.add(value == 0 ? zero(value) : Double.toString(value));
    return line.toString();
  }

  private static String zero(double value) {
    return 1 / value < 0 ? "-0" : "0";
  }

  static Numbers parse(String text) {
    String[] words = text.split(" ", -1);
    double[] kept = new double[words.length - 2];
    for (int k = 0; k < kept.length; k++) kept[k] = Double.parseDouble(words[k + 2]);
    return new Numbers(Integer.parseInt(words[0]), words[1], kept);
  }
}
