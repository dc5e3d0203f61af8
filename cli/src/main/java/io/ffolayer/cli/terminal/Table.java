package io.ffolayer.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A table of text: the first column to the left, the others to the right.
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... head) {
    rows.add(List.of(head));
  }

  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  public void print(PrintWriter out) {
    int columns = rows.getFirst().size();
    int[] width = new int[columns];
    for (List<String> row : rows)
      for (int c = 0; c < columns; c++) width[c] = Math.max(width[c], row.get(c).length());
    for (List<String> row : rows) out.println(line(row, width));
    out.flush();
  }

  private static String line(List<String> row, int[] width) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < width.length; c++) {
      String padding = " ".repeat(width[c] - row.get(c).length());
      if (c > 0) line.append("  ");
      line.append(c == 0 ? row.get(c) + padding : padding + row.get(c));
    }
    return line.toString().stripTrailing();
  }

  /// A number with about three digits, for people.
  public static String number(double value) {
    if (value == 0) return "0";
    if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
    double size = Math.abs(value);
    String format =
        size >= 1e5 || size < 1e-3
            ? "%.1e"
            : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  /// Seconds as milliseconds.
  public static String milliseconds(double seconds) {
    return number(seconds * 1e3);
  }
}
