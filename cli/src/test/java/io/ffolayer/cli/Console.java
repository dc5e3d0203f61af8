package io.ffolayer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs `ffo` in this process and keeps what it says.
public final class Console {
  private final StringWriter output = new StringWriter();
  private final StringWriter notes = new StringWriter();

  public int ffo(Object... arguments) {
    CommandLine line = Ffo.commandLine();
    line.setOut(new PrintWriter(output)).setErr(new PrintWriter(notes));
    String[] texts = new String[arguments.length];
    for (int k = 0; k < texts.length; k++) texts[k] = arguments[k].toString();
    return line.execute(texts);
  }

  String output() {
    return output.toString();
  }

  String notes() {
    return notes.toString();
  }

  /// The standard output as JSON.
  JsonNode answer() {
    return JsonMapper.shared().readTree(output.toString());
  }

  public static JsonNode json(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }

  static double[] numbers(JsonNode list) {
    return list.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
  }
}
