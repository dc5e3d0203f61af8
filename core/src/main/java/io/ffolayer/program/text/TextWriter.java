package io.ffolayer.program.text;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Writes lines, and keeps the checksum of what was written.
final class TextWriter {
  /// Most numbers in one line of a list.
  static final int NUMBERS_PER_LINE = 32;

  private final Writer out;
  private final CRC32C checksum = new CRC32C();
  private final StringBuilder list = new StringBuilder();

  TextWriter(Writer out) {
    this.out = out;
  }

  void line(String line) throws IOException {
    checksum.update(line.getBytes(StandardCharsets.UTF_8));
    checksum.update('\n');
    out.write(line);
    out.write('\n');
  }

  /// The last line: the checksum of all lines above it.
  void end() throws IOException {
    out.write("end " + "%08x".formatted(checksum.getValue()) + "\n");
    out.flush();
  }

  /// A line with name and length, then the numbers.
  void integers(String name, int[] values) throws IOException {
    line(name + " " + values.length);
    for (int k = 0; k < values.length; k++) append(Integer.toString(values[k]), k, values.length);
  }

  /// A line with name and length, then the shortest decimals that read back to the same bits.
  void numbers(String name, double[] values) throws IOException {
    line(name + " " + values.length);
    for (int k = 0; k < values.length; k++) append(number(values[k]), k, values.length);
  }

  private void append(String number, int k, int count) throws IOException {
    if (!list.isEmpty()) list.append(' ');
    list.append(number);
    if ((k + 1) % NUMBERS_PER_LINE == 0 || k + 1 == count) {
      line(list.toString());
      list.setLength(0);
    }
  }

  static String number(double value) {
    if (Double.isNaN(value))
      throw new IllegalArgumentException("a program that holds NaN has no text");
    return Double.toString(value);
  }

  /// A blank, the number of axes, and the axes.
  String axes(int[] shape) {
    StringBuilder text = new StringBuilder(" " + shape.length);
    for (int axis : shape) text.append(' ').append(axis);
    return text.toString();
  }

  /// A name in quotes; quotes, backslashes, line ends, control characters and surrogates stand as a
  /// backslash, u and four hexadecimal digits.
  String quoted(String name) {
    StringBuilder text = new StringBuilder("\"");
    for (int k = 0; k < name.length(); k++) {
      char c = name.charAt(k);
      if (c == '"'
          || c == '\\'
          || Character.isISOControl(c)
          || isLineEnd(c)
          || Character.isSurrogate(c)) text.append("\\u%04x".formatted((int) c));
      else text.append(c);
    }
    return text.append('"').toString();
  }

  /// The line ends of Unicode beside the control characters.
  private static boolean isLineEnd(char c) {
    return c == '\u2028' || c == '\u2029';
  }
}
