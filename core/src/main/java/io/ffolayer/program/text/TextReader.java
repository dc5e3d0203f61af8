package io.ffolayer.program.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Reads lines word by word, and keeps the checksum of what was read. Whatever breaks a rule is
/// refused with the number of its line.
final class TextReader {
  /// Arrays grow while they are read, so that a damaged length reserves no memory.
  private static final int FIRST_CAPACITY = 1024;

  private final BufferedReader in;
  private final CRC32C checksum = new CRC32C();
  private int number;
  private String line = "";
  private int at;

  TextReader(Reader in) {
    this.in = new BufferedReader(in, 1 << 16);
  }

  ProgramTextException refuse(String rule) {
    return new ProgramTextException(number, rule);
  }

  /// What makes a value from what was read.
  interface Making<T> {
    T make() throws IOException;
  }

  /// Adds the line to what a constructor refuses.
  <T> T checked(Making<T> making) throws IOException {
    try {
      return making.make();
    } catch (ProgramTextException known) {
      throw known;
    } catch (IllegalArgumentException wrong) {
      throw refuse("" + wrong.getMessage());
    }
  }

  /// Goes to the next line; the words of this one must all be read.
  void next() throws IOException {
    expectEndOfLine();
    if (number > 0) {
      checksum.update(line.getBytes(StandardCharsets.UTF_8));
      checksum.update('\n');
    }
    number++;
    String read = in.readLine();
    if (read == null) throw refuse("the text ends too early");
    line = read;
    at = 0;
  }

  /// The last line, and nothing behind it.
  void end() throws IOException {
    next();
    word("end");
    String expected = "%08x".formatted(checksum.getValue());
    String found = word();
    if (!found.equals(expected))
      throw refuse(
          "the checksum of the lines is %s, expected %s: the text was changed"
              .formatted(expected, quote(found)));
    expectEndOfLine();
    if (in.read() >= 0) throw refuse("expected nothing after this line");
  }

  private void expectEndOfLine() {
    if (at < line.length())
      throw refuse("expected no more words, got " + quote(line.substring(at)));
  }

  /// The next word of the line.
  String word() {
    if (at >= line.length()) throw refuse("expected another word");
    int end = line.indexOf(' ', at);
    if (end < 0) end = line.length();
    String word = line.substring(at, end);
    // A blank at the end of a line is no end of the line.
    if (word.isEmpty() || end == line.length() - 1)
      throw refuse("expected one blank between words, and none elsewhere");
    at = end + 1;
    return word;
  }

  /// A certain word.
  void word(String expected) {
    String found = at < line.length() ? word() : "";
    if (!found.equals(expected))
      throw refuse("expected \"%s\", got %s".formatted(expected, quote(found)));
  }

  /// One of several words.
  ///
  /// @return its index
  int choice(String... words) {
    String found = word();
    int index = Arrays.asList(words).indexOf(found);
    if (index < 0)
      throw refuse("expected %s, got %s".formatted(String.join(" or ", words), quote(found)));
    return index;
  }

  int integer() {
    String found = word();
    try {
      return Integer.parseInt(found);
    } catch (NumberFormatException wrong) {
      throw refuse("expected an integer, got " + quote(found));
    }
  }

  /// An integer ≥ 0.
  int count() {
    int count = integer();
    if (count < 0) throw refuse("expected an integer ≥ 0, got " + count);
    return count;
  }

  /// The next line: a word and an integer ≥ 0.
  int nextCount(String name) throws IOException {
    next();
    word(name);
    return count();
  }

  double number() {
    String found = word();
    try {
      double value = Double.parseDouble(found);
      if (!Double.isNaN(value)) return value;
    } catch (NumberFormatException wrong) {
      // Refused below.
    }
    throw refuse("expected a number, got " + quote(found));
  }

  /// The axes of a shape: how many, then each.
  int[] axes() {
    int rank = count();
    int[] axes = new int[Math.min(rank, FIRST_CAPACITY)];
    for (int k = 0; k < rank; k++) {
      if (k == axes.length) axes = Arrays.copyOf(axes, 2 * k);
      axes[k] = count();
    }
    return axes;
  }

  /// A list of this name and length, in lines of their own.
  int[] integers(String name, int expected) throws IOException {
    startList(name, expected);
    int[] values = new int[Math.min(expected, FIRST_CAPACITY)];
    for (int k = 0; k < expected; k++) {
      if (k % TextWriter.NUMBERS_PER_LINE == 0) next();
      if (k == values.length) values = Arrays.copyOf(values, (int) Math.min(expected, 2L * k));
      values[k] = integer();
    }
    return values;
  }

  /// A list of this name and length, in lines of their own.
  double[] numbers(String name, int expected) throws IOException {
    startList(name, expected);
    double[] values = new double[Math.min(expected, FIRST_CAPACITY)];
    for (int k = 0; k < expected; k++) {
      if (k % TextWriter.NUMBERS_PER_LINE == 0) next();
      if (k == values.length) values = Arrays.copyOf(values, (int) Math.min(expected, 2L * k));
      values[k] = number();
    }
    return values;
  }

  private void startList(String name, int expected) throws IOException {
    int length = nextCount(name);
    if (length != expected)
      throw refuse("expected %d %s, got %d".formatted(expected, name, length));
  }

  /// A name in quotes.
  String quoted() {
    StringBuilder name = new StringBuilder();
    if (at >= line.length() || line.charAt(at) != '"') throw refuse("expected a name in quotes");
    int k = at + 1;
    while (k < line.length() && line.charAt(k) != '"') {
      if (line.charAt(k) == '\\') {
        name.append(escaped(k));
        k += 6;
      } else name.append(line.charAt(k++));
    }
    if (k >= line.length()) throw refuse("expected a quote at the end of a name");
    boolean last = k + 1 == line.length();
    if (!last && line.charAt(k + 1) != ' ') throw refuse("expected a blank after a name");
    at = k + 2;
    return name.toString();
  }

  private char escaped(int from) {
    String code = line.substring(from, Math.min(line.length(), from + 6));
    if (!code.matches("\\\\u[0-9a-f]{4}"))
      throw refuse("expected \\u and four digits, got " + code);
    return (char) Integer.parseInt(code.substring(2), 16);
  }

  private static String quote(String found) {
    return "\"" + (found.length() <= 40 ? found : found.substring(0, 40) + "…") + "\"";
  }
}
