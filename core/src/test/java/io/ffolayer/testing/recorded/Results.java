package io.ffolayer.testing.recorded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Results by name, in memory or in a file: a line for each name, each of its words and each of its
/// arrays, with tabs between the columns.
public final class Results {
  private final Map<String, Result> all = new LinkedHashMap<>();

  /// An empty result under a new name.
  public Result add(String name) {
    Result result = new Result();
    if (all.put(name.replaceAll("\\s+", " "), result) != null)
      throw new IllegalArgumentException("two results are named " + name);
    return result;
  }

  public Map<String, Result> all() {
    return all;
  }

  public int size() {
    return all.size();
  }

  /// Those whose names pass.
  public Results only(Predicate<String> wanted) {
    Results chosen = new Results();
    all.forEach((name, result) -> {
      if (wanted.test(name)) chosen.all.put(name, result);
    });
    return chosen;
  }

  public void write(Path file) {
    List<String> lines = new ArrayList<>();
    all.forEach((name, result) -> {
      lines.add("result\t" + name);
      result.words().forEach((key, text) -> lines.add("\t" + key + "\t" + text));
      result.arrays().forEach((key, numbers) -> lines.add("[]\t" + key + "\t" + numbers.format()));
    });
    try {
      Files.write(file, lines);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public static Results read(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return read(stream);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public static Results read(InputStream stream) throws IOException {
    Results results = new Results();
    Result last = new Result();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      String[] columns = line.split("\t", -1);
      switch (columns[0]) {
        case "result" -> last = results.add(columns[1]);
        case "" -> last.words().put(columns[1], columns[2]);
        case "[]" -> last.arrays().put(columns[1], Numbers.parse(columns[2]));
        default -> throw new IOException("no line of recorded results: " + line);
      }
    }
    return results;
  }
}
