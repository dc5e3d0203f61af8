package io.ffolayer.io;

import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.program.Tensor;
import java.util.Map;

/// Writes the solution of a problem in words: by the names of its variables and constraints.
final class WordedAnswer {
  private WordedAnswer() {}

  static void writeSolution(JsonWriter json, Answer answer) {
    if (!(answer.point() instanceof Answer.Named point)) return;
    json.object("variables", part -> write(part, point.variables()));
    json.object("duals", part -> write(part, point.duals()));
    json.object("slacks", part -> write(part, point.slacks()));
    json.number("objective", point.objective());
  }

  private static void write(JsonWriter json, Map<String, Tensor> values) {
    values.forEach((name, value) -> {
      switch (value.rank()) {
        case 0 -> json.number(name, value.item());
        case 2 -> json.rows(name, value.axis(0), value.axis(1), value.values());
        default -> json.numbers(name, value.values());
      }
    });
  }
}
