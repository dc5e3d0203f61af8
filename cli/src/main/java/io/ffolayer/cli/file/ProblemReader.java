package io.ffolayer.cli.file;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.ShapeException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// Reads problem files token by token, so that large matrices go straight into arrays and every
/// message knows where it is.
final class ProblemReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          // NaN and Infinity, as Python writes them, so that the message can name the field.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final String PROBLEM_FIELDS = "P, q, A, b, G, h, cones, cotangent, dualCotangent";
  private static final String CONES =
      "{\"zero\": rows}, {\"nonneg\": rows}, {\"soc\": rows}, {\"psd\": order}, {\"exp\": count} or"
          + " {\"power\": exponent}";
  private static final List<String> ADJOINTS = List.of("first-order", "implicit");
  private static final List<String> SLOTS = List.of("P", "q", "A", "b", "G", "h");

  /// A PSD cone of this order has 2³¹ rows; more exponential cones than this, too.
  private static final int LARGEST_ORDER = 46340;

  private static final int LARGEST_COUNT = Integer.MAX_VALUE / 3;

  private final String file;
  private final JsonParser parser;
  private @Nullable String adjoint;
  private @Nullable Double tolerance;
  private @Nullable List<String> parameters;

  private ProblemReader(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static ProblemFile read(String name, InputStream in) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
      ProblemReader reader = new ProblemReader(name, parser);
      List<Problem> problems = reader.file();
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

  private List<Problem> file() {
    Place top = new Place(file, "");
    if (parser.nextToken() != JsonToken.START_OBJECT)
      throw top.refuse("", "expected an object like {\"P\": …, \"q\": …} or {\"problems\": […]}");
    Problem.Draft single = new Problem.Draft(top);
    String firstOwn = "";
    List<Problem> problems = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "adjoint" -> adjoint = adjoint(top);
        case "tolerance" -> tolerance = tolerance(top);
        case "parameters" -> parameters = parameters(top);
        case "problems" -> problems = problems(top);
        default -> {
          if (firstOwn.isEmpty()) firstOwn = field;
          problemField(top, single, field);
        }
      }
    }
    expectEnd(top);
    if (problems == null) return List.of(single.checked());
    if (!firstOwn.isEmpty())
      throw top.refuse(firstOwn, "stands beside \"problems\"; expected it inside one of them");
    return problems;
  }

  private void expectEnd(Place top) {
    if (parser.nextToken() != null) throw top.refuse("", "expected nothing after the object");
  }

  private List<Problem> problems(Place top) {
    if (parser.currentToken() != JsonToken.START_ARRAY)
      throw top.refuse("problems", "expected a list of problems");
    List<Problem> problems = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Place place = new Place(file, "problems[" + problems.size() + "]");
      if (parser.currentToken() != JsonToken.START_OBJECT)
        throw place.refuse("", "expected an object like {\"P\": …, \"q\": …}");
      Problem.Draft draft = new Problem.Draft(place);
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        problemField(place, draft, field);
      }
      problems.add(draft.checked());
    }
    if (problems.isEmpty()) throw top.refuse("problems", "expected at least one problem");
    return problems;
  }

  private void problemField(Place place, Problem.Draft draft, String field) {
    switch (field) {
      case "P" -> draft.p = matrix(place, field);
      case "q" -> draft.q = vector(place, field, false);
      case "A" -> draft.a = matrix(place, field);
      case "b" -> draft.b = vector(place, field, false);
      case "G" -> draft.g = matrix(place, field);
      case "h" -> draft.h = vector(place, field, true);
      case "cotangent" -> draft.cotangent = vector(place, field, false);
      case "dualCotangent" -> draft.dualCotangent = vector(place, field, false);
      case "cones" -> draft.cones = cones(place);
      case "problems", "adjoint", "tolerance", "parameters" ->
          throw place.refuse(field, "expected at the top of the file, not inside a problem");
      default -> throw place.refuse(field, "unknown field, expected " + PROBLEM_FIELDS);
    }
  }

  private String adjoint(Place top) {
    if (parser.currentToken() != JsonToken.VALUE_STRING || !ADJOINTS.contains(parser.getString()))
      throw top.refuse("adjoint", "expected \"first-order\" or \"implicit\"" + butGot());
    return parser.getString();
  }

  private double tolerance(Place top) {
    double value = parser.currentToken().isNumeric() ? parser.getDoubleValue() : 0;
    if (!(value > 0 && value <= 1e-2))
      throw top.refuse("tolerance", "expected a number in (0, 1e-2]" + butGot());
    return value;
  }

  private List<String> parameters(Place top) {
    if (parser.currentToken() != JsonToken.START_ARRAY)
      throw top.refuse("parameters", "expected a list like [\"q\", \"h\"]" + butGot());
    List<String> names = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_STRING || !SLOTS.contains(parser.getString()))
        throw top.refuse(
            "parameters", "expected names among " + String.join(", ", SLOTS) + butGot());
      names.add(parser.getString());
    }
    return List.copyOf(names);
  }

  private ProductCone cones(Place place) {
    if (parser.currentToken() != JsonToken.START_ARRAY)
      throw place.refuse("cones", "expected a list of " + CONES + butGot());
    List<Cone> cones = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Place at = new Place(place.file(), place.path("cones[" + cones.size() + "]"));
      if (parser.currentToken() != JsonToken.START_OBJECT
          || parser.nextToken() != JsonToken.PROPERTY_NAME)
        throw at.refuse("", "expected " + CONES);
      String kind = parser.currentName();
      parser.nextToken();
      addCone(at, kind, cones);
      if (parser.nextToken() != JsonToken.END_OBJECT)
        throw at.refuse("", "expected one name and one number, " + CONES);
    }
    return new ProductCone(cones);
  }

  private void addCone(Place at, String kind, List<Cone> cones) {
    switch (kind) {
      case "zero" -> cones.add(new ZeroCone(size(at, kind)));
      case "nonneg" -> cones.add(new NonnegativeCone(size(at, kind)));
      case "soc" -> cones.add(new SecondOrderCone(count(at, kind)));
      case "psd" -> {
        int order = count(at, kind);
        if (order > LARGEST_ORDER)
          throw at.refuse(kind, "expected an order of at most " + LARGEST_ORDER + butGot());
        cones.add(new PsdCone(order));
      }
      case "exp" -> {
        int count = count(at, kind);
        if (count > LARGEST_COUNT)
          throw at.refuse(kind, "expected at most " + LARGEST_COUNT + " cones" + butGot());
        cones.addAll(Collections.nCopies(count, new ExponentialCone()));
      }
      case "power" -> {
        double alpha = parser.currentToken().isNumeric() ? parser.getDoubleValue() : 0;
        if (!(alpha > 0 && alpha < 1))
          throw at.refuse(kind, "expected an exponent strictly between 0 and 1" + butGot());
        cones.add(new PowerCone(alpha));
      }
      default -> throw at.refuse(kind, "unknown cone, expected " + CONES);
    }
  }

  /// An integer ≥ 1.
  private int count(Place place, String path) {
    int value = size(place, path);
    if (value < 1) throw place.refuse(path, "expected an integer ≥ 1" + butGot());
    return value;
  }

  private Matrix matrix(Place place, String field) {
    return switch (parser.currentToken()) {
      case START_ARRAY -> rows(place, field);
      case START_OBJECT -> sparse(place, field);
      default ->
          throw place.refuse(
              field, "expected a matrix: rows, or an object with rows, cols, i, j, v" + butGot());
    };
  }

  private Matrix rows(Place place, String field) {
    Numbers numbers = new Numbers();
    int rows = 0;
    int columns = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_ARRAY)
        throw place.refuse(
            field, "expected row %d to be a list of numbers%s".formatted(rows, butGot()));
      int before = numbers.size;
      while (parser.nextToken() != JsonToken.END_ARRAY)
        numbers.add(finite(place, field, rows, numbers.size - before));
      int length = numbers.size - before;
      if (rows == 0) columns = length;
      if (length != columns)
        throw place.refuse(
            field,
            "row %d has %d numbers, expected %d as in row 0".formatted(rows, length, columns));
      rows++;
    }
    return new Matrix.Rows(new Layout.Dense(rows, columns), numbers.toArray());
  }

  private Matrix sparse(Place place, String field) {
    Integer rows = null;
    Integer columns = null;
    int[] i = null;
    int[] j = null;
    double[] v = null;
    double[] diagonal = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String part = parser.currentName();
      String path = field + "." + part;
      parser.nextToken();
      switch (part) {
        case "rows" -> rows = size(place, path);
        case "cols" -> columns = size(place, path);
        case "i" -> i = indices(place, path);
        case "j" -> j = indices(place, path);
        case "v" -> v = vector(place, path, false);
        case "diag" -> diagonal = vector(place, path, false);
        default -> throw place.refuse(path, "unknown field, expected rows, cols, i, j, v, or diag");
      }
    }
    boolean anyPart = rows != null || columns != null || i != null || j != null || v != null;
    if (diagonal != null && !anyPart) return new Matrix.Diagonal(diagonal);
    if (diagonal != null || rows == null || columns == null || i == null || j == null || v == null)
      throw place.refuse(field, "expected rows, cols, i, j and v together, or diag alone");
    if (i.length != v.length || j.length != v.length)
      throw place.refuse(
          field,
          "expected i, j and v of the same length, but they have %d, %d and %d entries"
              .formatted(i.length, j.length, v.length));
    try {
      return Matrix.Triplets.of(rows, columns, i, j, v);
    } catch (ShapeException wrong) {
      throw place.refuse(field, "" + wrong.getMessage());
    }
  }

  private int size(Place place, String path) {
    int value = parser.currentToken() == JsonToken.VALUE_NUMBER_INT ? integer(place, path) : -1;
    if (value < 0) throw place.refuse(path, "expected an integer ≥ 0" + butGot());
    return value;
  }

  private int[] indices(Place place, String path) {
    if (parser.currentToken() != JsonToken.START_ARRAY)
      throw place.refuse(path, "expected a list of integers" + butGot());
    int[] indices = new int[16];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT)
        throw place.refuse(path, "expected entry %d to be an integer%s".formatted(count, butGot()));
      if (count == indices.length) indices = Arrays.copyOf(indices, 2 * count);
      indices[count++] = integer(place, path);
    }
    return Arrays.copyOf(indices, count);
  }

  private int integer(Place place, String path) {
    if (parser.getNumberType() != JsonParser.NumberType.INT)
      throw place.refuse(path, "expected an integer below 2147483648" + butGot());
    return parser.getIntValue();
  }

  private double[] vector(Place place, String field, boolean infinite) {
    if (parser.currentToken() != JsonToken.START_ARRAY)
      throw place.refuse(field, "expected a list of numbers" + butGot());
    Numbers numbers = new Numbers();
    while (parser.nextToken() != JsonToken.END_ARRAY)
      numbers.add(
          infinite ? upperBound(place, field, numbers.size) : finite(place, field, numbers.size));
    return numbers.toArray();
  }

  /// @param index of the entry: one number in a vector, two in a matrix
  private double finite(Place place, String field, int... index) {
    if (parser.currentToken().isNumeric()) {
      double value = parser.getDoubleValue();
      if (Double.isFinite(value)) return value;
    }
    String entry =
        index.length == 1 ? "entry " + index[0] : "entry (%d, %d)".formatted(index[0], index[1]);
    throw place.refuse(field, "expected " + entry + " to be a finite number" + butGot());
  }

  private double upperBound(Place place, String field, int index) {
    if (isInfinity()) return Double.POSITIVE_INFINITY;
    if (parser.currentToken().isNumeric()) {
      double value = parser.getDoubleValue();
      if (Double.isFinite(value)) return value;
    }
    throw place.refuse(
        field,
        "expected entry %d to be a finite number, or \"inf\" for no constraint%s"
            .formatted(index, butGot()));
  }

  /// Whether the token says +∞: a string, or the word that Python writes. A number beyond the range
  /// of doubles does not.
  private boolean isInfinity() {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> List.of("inf", "+inf").contains(parser.getString());
      case VALUE_NUMBER_FLOAT -> parser.getString().equals("Infinity");
      default -> false;
    };
  }

  /// ", got …" with the token, shortened.
  private String butGot() {
    return switch (parser.currentToken()) {
      case START_ARRAY -> ", got a list";
      case START_OBJECT -> ", got an object";
      case VALUE_STRING -> ", got \"" + shortened() + "\"";
      default -> ", got " + shortened();
    };
  }

  private String shortened() {
    String text = parser.getString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /// A growing array.
  private static final class Numbers {
    private double[] values = new double[16];
    private int size;

    void add(double value) {
      if (size == values.length) values = Arrays.copyOf(values, 2 * size);
      values[size++] = value;
    }

    double[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
