package io.ffolayer.io;

import io.ffolayer.io.json.BadInputException;
import io.ffolayer.io.json.JsonReader;
import io.ffolayer.io.json.Place;
import io.ffolayer.io.value.ConeReader;
import io.ffolayer.io.value.MatrixReader;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// Reads problem files: one problem, or a list of them, and what the file says about solving them.
final class ProblemReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          // NaN and Infinity, as Python writes them, so that the message can name the field.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final String PROBLEM_FIELDS = "P, q, A, b, G, h, cones, cotangent, dualCotangent";
  private static final List<String> ADJOINTS = List.of("first-order", "implicit");
  private static final List<String> SLOTS = List.of("P", "q", "A", "b", "G", "h");

  private final String file;
  private final JsonReader json;
  private final MatrixReader matrices;
  private final ConeReader cones;
  private final WordedProblemReader words;
  private @Nullable String adjoint;
  private @Nullable Double tolerance;
  private @Nullable List<String> parameters;

  private ProblemReader(String file, JsonReader json) {
    this.file = file;
    this.json = json;
    this.matrices = new MatrixReader(json);
    this.cones = new ConeReader(json);
    this.words = new WordedProblemReader(json, matrices);
  }

  static ProblemFile read(String name, InputStream in) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
      ProblemReader reader = new ProblemReader(name, new JsonReader(parser));
      List<StatedProblem> problems = reader.file();
      return new ProblemFile(name, problems, reader.adjoint, reader.tolerance, reader.parameters);
    } catch (JacksonException malformed) {
      throw new BadInputException(describe(name, malformed));
    }
  }

  /// One line of what the parser says, with its place.
  private static String describe(String name, JacksonException malformed) {
    String message = malformed.getOriginalMessage().lines().findFirst().orElse("");
    int at = message.indexOf(" (for ");
    String what = at < 0 ? message : message.substring(0, at);
    var location = malformed.getLocation();
    String where =
        location == null
            ? ""
            : "line %d, column %d: ".formatted(location.getLineNr(), location.getColumnNr());
    return name + ": " + where + "expected JSON: " + what;
  }

  private List<StatedProblem> file() {
    Place top = new Place(file, "");
    if (json.next() != JsonToken.START_OBJECT)
      throw top.refuse("", "expected an object like {\"P\": …, \"q\": …} or {\"problems\": […]}");
    Draft single = new Draft(top);
    List<StatedProblem> problems = null;
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "adjoint" -> adjoint = adjoint(top);
        case "tolerance" -> tolerance = tolerance(top);
        case "problems" -> problems = problems(top);
        default -> {
          // A list names fields by matrices, an object gives the values of a problem in words.
          if (field.equals("parameters") && json.token() != JsonToken.START_OBJECT)
            parameters = parameters(top);
          else single.read(field);
        }
      }
    }
    if (json.next() != null) throw top.refuse("", "expected nothing after the object");
    if (problems == null) return List.of(single.checked());
    if (!single.first().isEmpty())
      throw top.refuse(
          single.first(), "stands beside \"problems\"; expected it inside one of them");
    return problems;
  }

  private List<StatedProblem> problems(Place top) {
    if (json.token() != JsonToken.START_ARRAY)
      throw top.refuse("problems", "expected a list of problems");
    List<StatedProblem> problems = new ArrayList<>();
    while (json.next() != JsonToken.END_ARRAY) {
      Place place = new Place(file, "problems[" + problems.size() + "]");
      if (json.token() != JsonToken.START_OBJECT)
        throw place.refuse("", "expected an object like {\"P\": …, \"q\": …}");
      Draft draft = new Draft(place);
      for (String field = json.nextField(); field != null; field = json.nextField())
        draft.read(field);
      problems.add(draft.checked());
    }
    if (problems.isEmpty()) throw top.refuse("problems", "expected at least one problem");
    return problems;
  }

  /// One problem, of which is not yet known whether it is by matrices or in words.
  private final class Draft {
    private final Place place;
    private final MatrixProblemDraft byMatrices;
    private final WordedProblemDraft inWords;
    private String firstByMatrices = "";
    private String firstInWords = "";

    Draft(Place place) {
      this.place = place;
      byMatrices = new MatrixProblemDraft(place);
      inWords = new WordedProblemDraft(place);
    }

    void read(String field) {
      boolean values = !field.equals("parameters") || json.token() == JsonToken.START_OBJECT;
      if (WordedProblemReader.knows(field) && values) {
        if (firstInWords.isEmpty()) firstInWords = field;
        words.field(place, inWords, field);
      } else {
        if (firstByMatrices.isEmpty()) firstByMatrices = field;
        problemField(place, byMatrices, field);
      }
    }

    /// The first field that belongs to the problem, or "".
    String first() {
      return firstByMatrices.isEmpty() ? firstInWords : firstByMatrices;
    }

    StatedProblem checked() {
      if (firstInWords.isEmpty()) return byMatrices.checked();
      if (!firstByMatrices.isEmpty())
        throw place.refuse(
            firstByMatrices,
            "stands beside \"%s\"; a problem is given by matrices or in words"
                .formatted(firstInWords));
      return inWords.checked();
    }
  }

  private void problemField(Place place, MatrixProblemDraft draft, String field) {
    switch (field) {
      case "P" -> draft.p = matrices.matrix(place, field);
      case "q" -> draft.q = json.vector(place, field);
      case "A" -> draft.a = matrices.matrix(place, field);
      case "b" -> draft.b = json.vector(place, field);
      case "G" -> draft.g = matrices.matrix(place, field);
      case "h" -> draft.h = json.upperBounds(place, field);
      case "cotangent" -> draft.cotangent = json.vector(place, field);
      case "dualCotangent" -> draft.dualCotangent = json.vector(place, field);
      case "cones" -> draft.cones = cones.cones(place);
      case "problems", "adjoint", "tolerance", "parameters" ->
          throw place.refuse(field, "expected at the top of the file, not inside a problem");
      default -> throw place.refuse(field, "unknown field, expected " + PROBLEM_FIELDS);
    }
  }

  private String adjoint(Place top) {
    if (!json.isText(ADJOINTS))
      throw top.refuse("adjoint", "expected \"first-order\" or \"implicit\"" + json.butGot());
    return json.text();
  }

  private double tolerance(Place top) {
    double value = json.numberOrNaN();
    if (!(value > 0 && value <= 1e-2))
      throw top.refuse("tolerance", "expected a number in (0, 1e-2]" + json.butGot());
    return value;
  }

  private List<String> parameters(Place top) {
    json.requireList(top, "parameters", "expected a list like [\"q\", \"h\"]");
    List<String> names = new ArrayList<>();
    while (json.next() != JsonToken.END_ARRAY) {
      if (!json.isText(SLOTS))
        throw top.refuse(
            "parameters", "expected names among " + String.join(", ", SLOTS) + json.butGot());
      names.add(json.text());
    }
    return List.copyOf(names);
  }
}
