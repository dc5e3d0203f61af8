package io.ffolayer.io;

import io.ffolayer.io.json.JsonReader;
import io.ffolayer.io.json.Place;
import io.ffolayer.io.value.MatrixReader;
import io.ffolayer.io.value.Value;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonToken;

/// Reads the fields of a problem in words.
final class WordedProblemReader {
  private static final List<String> FIELDS =
      List.of(
          "variables",
          "parameters",
          "constants",
          "domains",
          "minimize",
          "maximize",
          "subjectTo",
          "geometric",
          "cotangents",
          "dualCotangents");

  private final JsonReader json;
  private final MatrixReader matrices;

  WordedProblemReader(JsonReader json, MatrixReader matrices) {
    this.json = json;
    this.matrices = matrices;
  }

  /// Whether a field belongs to a problem in words.
  static boolean knows(String field) {
    return FIELDS.contains(field);
  }

  void field(Place place, WordedProblemDraft draft, String field) {
    switch (field) {
      case "variables" -> each(place, field, draft.shapes, this::shape);
      case "parameters" -> each(place, field, draft.parameters, this::value);
      case "constants" -> each(place, field, draft.constants, this::value);
      case "domains" -> each(place, field, draft.domains, this::text);
      case "subjectTo" -> each(place, field, draft.constraints, this::text);
      case "cotangents" -> each(place, field, draft.cotangents, this::value);
      case "dualCotangents" -> each(place, field, draft.dualCotangents, this::value);
      case "minimize" -> draft.minimize = text(place, field);
      case "maximize" -> draft.maximize = text(place, field);
      case "geometric" -> draft.geometric = flag(place, field);
      default -> throw new IllegalStateException(field);
    }
  }

  /// Reads the value of one name.
  private interface Reading<T> {
    T read(Place place, String path);
  }

  private <T> void each(Place place, String field, Map<String, T> into, Reading<T> reading) {
    json.requireObject(place, field, "expected an object from names to values");
    for (String name = json.nextField(); name != null; name = json.nextField())
      into.put(name, reading.read(place, field + "." + name));
  }

  private String text(Place place, String path) {
    return json.text(place, path, "expected a text in quotes");
  }

  private boolean flag(Place place, String path) {
    return switch (json.token()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw place.refuse(path, "expected true or false" + json.butGot());
    };
  }

  private int[] shape(Place place, String path) {
    return json.indices(place, path);
  }

  private Value value(Place place, String path) {
    if (json.isFinite()) return new Value.Scalar(new double[] {json.numberOrNaN()});
    return switch (json.token()) {
      case START_OBJECT -> matrices.matrix(place, path);
      case START_ARRAY -> list(place, path);
      default ->
          throw place.refuse(
              path, "expected a finite number, a list, rows or a sparse matrix" + json.butGot());
    };
  }

  private Value list(Place place, String path) {
    if (json.next() == JsonToken.START_ARRAY) return matrices.rows(place, path);
    JsonReader.GrowingList numbers = new JsonReader.GrowingList();
    for (; json.token() != JsonToken.END_ARRAY; json.next())
      numbers.add(json.finite(place, path, numbers.size()));
    return new Value.Vector(numbers.toArray());
  }
}
