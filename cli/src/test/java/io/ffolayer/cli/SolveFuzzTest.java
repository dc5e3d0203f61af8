package io.ffolayer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Thousands of seeded problem files through `ffo solve`: badly scaled problems with zero, doubled
/// and contradictory rows, and files with a wrong value or with damaged text. A file is answered in
/// numbers or refused in one line; it never ends the command with a fault.
class SolveFuzzTest {
  private static final int FILES = 80;
  private static final int PROBLEMS = 40;
  private static final int DAMAGED = 1000;
  private static final int EXTREME = 500;

  /// No value of a field is any of these.
  private static final List<String> WRONG =
      List.of(
          "null",
          "true",
          "\"x\"",
          "3",
          "{}",
          "[[[\"x\"]]]",
          "[\"\\n\"]",
          "[NaN]",
          "[-Infinity]",
          "[1e999]",
          "{\"rows\": -1}",
          "{\"rows\": 99999999999}",
          "{\"diag\": [NaN]}");

  @TempDir Path folder;

  @Test
  void hostileProblemsAreAnsweredInNumbers() throws IOException {
    for (int seed = 0; seed < FILES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String problems =
          Stream.generate(() -> text(problem(random)))
              .limit(PROBLEMS)
              .collect(Collectors.joining(",\n"));
      Console console = new Console();
      int code = solve(console, "{\"problems\": [" + problems + "]}", seed);
      JsonNode results = console.answer().get("results");
      assertThat(results).as("answers of file %d", seed).hasSize(PROBLEMS);
      int expected = 0;
      for (JsonNode result : results) {
        assertNumbers(result);
        expected = Math.max(expected, code(result.get("status").stringValue()));
      }
      assertThat(code).as("exit code of file %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void numbersAtTheEndsOfTheirRangeAreAnsweredInNumbersOrWithAStatus() throws IOException {
    for (int seed = 0; seed < EXTREME; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Console console = new Console();
      solve(console, extreme(random), seed);
      if (!console.output().isEmpty())
        for (JsonNode result : console.answer().get("results")) assertNumbers(result);
    }
  }

  private static String extreme(SplittableRandom random) {
    int n = random.nextInt(1, 4);
    int m = random.nextInt(1, 4);
    Map<String, String> fields = new LinkedHashMap<>();
    if (random.nextBoolean())
      fields.put("P", "{\"diag\": %s}".formatted(vector(extremes(random, n, true))));
    fields.put("q", vector(extremes(random, n, false)));
    double[][] rows = new double[m][];
    for (int i = 0; i < m; i++) rows[i] = extremes(random, n, false);
    boolean equal = random.nextInt(3) == 0;
    fields.put(equal ? "A" : "G", matrix(rows));
    fields.put(equal ? "b" : "h", vector(extremes(random, m, false)));
    fields.put("cotangent", vector(extremes(random, n, false)));
    fields.put("dualCotangent", vector(extremes(random, m, false)));
    return text(fields);
  }

  private static double[] extremes(SplittableRandom random, int count, boolean positive) {
    double[] sizes = {0, 1, 1, 1e308, 1.7e308, 1e-308, Double.MIN_VALUE, 1e200, 1e-200};
    double[] values = new double[count];
    for (int k = 0; k < count; k++) {
      double size = sizes[random.nextInt(sizes.length)];
      values[k] = positive || random.nextBoolean() ? size : -size;
    }
    return values;
  }

  @Test
  void aWrongValueIsRefusedInOneLineThatNamesFileAndField() throws IOException {
    for (int seed = 0; seed < DAMAGED; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Map<String, String> fields = problem(random);
      List<String> names = List.copyOf(fields.keySet());
      String field = names.get(random.nextInt(names.size()));
      fields.put(field, WRONG.get(random.nextInt(WRONG.size())));
      Console console = new Console();
      assertThat(solve(console, text(fields), seed)).as(text(fields)).isEqualTo(2);
      assertThat(console.notes()).as(text(fields)).contains("p.json: " + field);
      assertThat(console.output()).isEmpty();
    }
  }

  @Test
  void damagedTextIsAnsweredOrRefusedInOneLineThatNamesTheFile() throws IOException {
    for (int seed = 0; seed < DAMAGED; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text = new StringBuilder(text(problem(random)));
      for (int k = random.nextInt(1, 4); k > 0; k--) damage(text, random);
      Console console = new Console();
      int code = solve(console, text.toString(), seed);
      if (code == 2) assertThat(console.notes()).as("%s", text).contains("p.json: ");
      if (!console.output().isEmpty())
        for (JsonNode result : console.answer().get("results")) assertNumbers(result);
    }
  }

  /// Runs the command; asserts what holds for every file.
  private int solve(Console console, String json, int seed) throws IOException {
    Path file = Files.writeString(folder.resolve("p.json"), json);
    String adjoint = seed % 2 == 0 ? "first-order" : "implicit";
    int code = console.ffo("solve", file, "--adjoint", adjoint, "--threads", "1");
    String notes = console.notes();
    assertThat(code).as("exit code of %s: %s", json, notes).isBetween(0, 2);
    assertThat(notes.lines()).as(json).allMatch(line -> line.startsWith("ffo: "));
    if (!json.startsWith("{\"problems\"")) {
      assertThat(notes.lines()).as("%s: %s", json, notes).hasSize(code == 0 ? 0 : 1);
    }
    return code;
  }

  private static int code(String status) {
    return switch (status) {
      case "SOLVED" -> 0;
      case "INVALID_DATA" -> 2;
      default -> 1;
    };
  }

  /// Every number is finite; a slack, a residual or a report may be "inf".
  private static void assertNumbers(JsonNode node) {
    if (node.isNumber()) assertThat(node.doubleValue()).isFinite();
    if (node.isString()) assertThat(node.stringValue()).isNotIn("NaN", "-inf", "Infinity");
    for (JsonNode part : node) assertNumbers(part);
    for (String name : List.of("x", "equalityDual", "inequalityDual", "gradients"))
      if (node.has(name)) assertThat(node.get(name).toString()).doesNotContain("inf");
  }

  /// The fields of one problem as JSON; the first ones are those that every problem has.
  private static Map<String, String> problem(SplittableRandom random) {
    int n = random.nextInt(1, 7);
    int width = new int[] {0, 0, 3, 12}[random.nextInt(4)];
    Map<String, String> fields = new LinkedHashMap<>();
    if (random.nextInt(4) > 0) fields.put("P", quadratic(random, n, scale(random, width)));
    fields.put("q", vector(entries(random, n, scale(random, width))));
    if (random.nextInt(3) > 0) rows(random, n, width, fields, "A", "b");
    if (random.nextInt(4) > 0) rows(random, n, width, fields, "G", "h");
    fields.put("cotangent", vector(entries(random, n, scale(random, width))));
    return fields;
  }

  private static String quadratic(SplittableRandom random, int n, double scale) {
    double[] v = entries(random, n, 1);
    double shift =
        new double[] {0, 1, 1e-12, 1e-8, -1}[random.nextInt(20) == 0 ? 4 : random.nextInt(4)];
    if (random.nextInt(3) == 0)
      return "{\"diag\": %s}"
          .formatted(vector(Arrays.stream(v).map(x -> scale * (x * x + shift)).toArray()));
    double[][] p = new double[n][n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) p[i][j] = scale * (v[i] * v[j] + (i == j ? shift : 0));
    return matrix(p);
  }

  private static void rows(
      SplittableRandom random,
      int n,
      int width,
      Map<String, String> fields,
      String matrix,
      String side) {
    int m = random.nextInt(1, matrix.equals("A") ? Math.max(2, n) : 6);
    double[][] rows = new double[m][];
    double[] sides = new double[m];
    for (int i = 0; i < m; i++) {
      double unit = scale(random, width);
      rows[i] = entries(random, n, unit);
      sides[i] = random.nextInt(-1, 4) * unit;
      int kind = random.nextInt(8);
      if (kind == 0) Arrays.fill(rows[i], 0);
      if (kind < 3 && i > 0) {
        rows[i] = rows[i - 1].clone();
        sides[i] = sides[i - 1] * (kind == 1 ? 1 : 1 + 1e-8);
      }
      if (kind == 3) rows[i][random.nextInt(n)] += 1e-9 * unit;
    }
    fields.put(matrix, random.nextInt(3) == 0 ? sparse(rows, n) : matrix(rows));
    String numbers = vector(sides);
    boolean absent = side.equals("h") && random.nextInt(5) == 0;
    fields.put(side, absent ? numbers.replaceFirst("\\[[^,\\]]*", "[\"inf\"") : numbers);
  }

  private static double scale(SplittableRandom random, int width) {
    return Math.pow(10, random.nextInt(-width, width + 1));
  }

  private static double[] entries(SplittableRandom random, int count, double scale) {
    return random.ints(count, -2, 3).mapToDouble(k -> k * scale).toArray();
  }

  private static String vector(double[] values) {
    return Arrays.toString(values);
  }

  private static String matrix(double[][] rows) {
    return Arrays.deepToString(rows);
  }

  private static String sparse(double[][] rows, int n) {
    int[] stored =
        IntStream.range(0, rows.length * n).filter(k -> rows[k / n][k % n] != 0).toArray();
    return "{\"rows\": %d, \"cols\": %d, \"i\": %s, \"j\": %s, \"v\": %s}"
        .formatted(
            rows.length,
            n,
            Arrays.toString(Arrays.stream(stored).map(k -> k / n).toArray()),
            Arrays.toString(Arrays.stream(stored).map(k -> k % n).toArray()),
            vector(Arrays.stream(stored).mapToDouble(k -> rows[k / n][k % n]).toArray()));
  }

  private static String text(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\": " + field.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /// Cuts, doubles, or replaces a piece of the text.
  private static void damage(StringBuilder text, SplittableRandom random) {
    if (text.isEmpty()) return;
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + random.nextInt(1, 8));
    switch (random.nextInt(6)) {
      case 0 -> text.setLength(from);
      case 1 -> text.delete(from, to);
      case 2 -> text.insert(from, text.substring(from, to));
      case 3 -> text.setCharAt(from, "{}[],:\"-.e0NI\u0000\u00e9 ".charAt(random.nextInt(16)));
      case 4 -> text.insert(from, WRONG.get(random.nextInt(WRONG.size())));
      default -> text.insert(from, "1e" + random.nextInt(-400, 400));
    }
  }
}
