package io.ffolayer.program.text;

import io.ffolayer.program.canonical.Tightening;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// How auxiliary variables become the values that they stand for.
final class TighteningText {
  private TighteningText() {}

  static void write(@Nullable Tightening tightening, TextWriter text) throws IOException {
    if (tightening == null) {
      text.line("tightening none");
      return;
    }
    int[] variables = tightening.variables();
    int[] rows = tightening.rows();
    text.line("tightening of %d by %d".formatted(variables.length, rows.length));
    text.integers("tight-variables", variables);
    text.integers("tight-rows", rows);
    MapText.write(tightening.pull(), text);
  }

  /// @param n number of variables of the program
  static @Nullable Tightening read(int n, TextReader text, MapText maps) throws IOException {
    text.next();
    text.word("tightening");
    if (text.choice("none", "of") == 0) return null;
    int count = text.count();
    text.word("by");
    int rowCount = text.count();
    int[] variables = text.integers("tight-variables", count);
    int[] rows = text.integers("tight-rows", rowCount);
    return new Tightening(variables, rows, maps.readSized(n, "pull"));
  }
}
