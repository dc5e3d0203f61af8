package io.ffolayer.io.json;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Numbers and lists of numbers, token by token: large matrices go straight into arrays, and every
/// message knows where it is. Paths are relative to a place, `A.rows` say.
public final class JsonReader {
  private static final int LONGEST_QUOTE = 40;

  private final JsonParser parser;

  public JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  public JsonToken token() {
    return parser.currentToken();
  }

  /// The next token, or null at the end of the text.
  public @Nullable JsonToken next() {
    return parser.nextToken();
  }

  /// Moves to the value of the next field of the current object.
  ///
  /// @return the name of the field, or null at the end of the object
  public @Nullable String nextField() {
    if (parser.nextToken() != JsonToken.PROPERTY_NAME) return null;
    String name = parser.currentName();
    parser.nextToken();
    return name;
  }

  public String text() {
    return parser.getString();
  }

  public String text(Place place, String path, String expectation) {
    if (token() != JsonToken.VALUE_STRING) throw place.refuse(path, expectation + butGot());
    return text();
  }

  public boolean isText(List<String> words) {
    return token() == JsonToken.VALUE_STRING && words.contains(text());
  }

  public void requireObject(Place place, String path, String expectation) {
    if (token() != JsonToken.START_OBJECT) throw place.refuse(path, expectation + butGot());
  }

  public void requireList(Place place, String path, String expectation) {
    if (token() != JsonToken.START_ARRAY) throw place.refuse(path, expectation + butGot());
  }

  /// The number here, or NaN where there is none.
  public double numberOrNaN() {
    return token().isNumeric() ? parser.getDoubleValue() : Double.NaN;
  }

  public boolean isFinite() {
    return Double.isFinite(numberOrNaN());
  }

  /// An integer ≥ 0.
  public int size(Place place, String path) {
    int value = token() == JsonToken.VALUE_NUMBER_INT ? integer(place, path) : -1;
    if (value < 0) throw place.refuse(path, "expected an integer ≥ 0" + butGot());
    return value;
  }

  /// An integer ≥ 1.
  public int count(Place place, String path) {
    int value = size(place, path);
    if (value < 1) throw place.refuse(path, "expected an integer ≥ 1" + butGot());
    return value;
  }

  public int[] indices(Place place, String path) {
    requireList(place, path, "expected a list of integers");
    int[] indices = new int[16];
    int count = 0;
    while (next() != JsonToken.END_ARRAY) {
      if (token() != JsonToken.VALUE_NUMBER_INT)
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

  /// Finite numbers.
  public double[] vector(Place place, String path) {
    requireList(place, path, "expected a list of numbers");
    GrowingList numbers = new GrowingList();
    while (next() != JsonToken.END_ARRAY) numbers.add(finite(place, path, numbers.size()));
    return numbers.toArray();
  }

  /// Numbers, or +∞ where there is no bound.
  public double[] upperBounds(Place place, String path) {
    requireList(place, path, "expected a list of numbers");
    GrowingList numbers = new GrowingList();
    while (next() != JsonToken.END_ARRAY) numbers.add(upperBound(place, path, numbers.size()));
    return numbers.toArray();
  }

  /// @param index of the entry: one number in a vector, two in a matrix
  public double finite(Place place, String path, int... index) {
    double value = numberOrNaN();
    if (Double.isFinite(value)) return value;
    String entry =
        index.length == 1 ? "entry " + index[0] : "entry (%d, %d)".formatted(index[0], index[1]);
    throw place.refuse(path, "expected " + entry + " to be a finite number" + butGot());
  }

  private double upperBound(Place place, String path, int index) {
    if (isInfinity()) return Double.POSITIVE_INFINITY;
    double value = numberOrNaN();
    if (Double.isFinite(value)) return value;
    throw place.refuse(
        path,
        "expected entry %d to be a finite number, or \"inf\" for no constraint%s"
            .formatted(index, butGot()));
  }

  /// Whether the token says +∞: a string, or the word that Python writes. A number beyond the range
  /// of doubles does not.
  private boolean isInfinity() {
    return isText(List.of("inf", "+inf"))
        || (token() == JsonToken.VALUE_NUMBER_FLOAT && text().equals("Infinity"));
  }

  /// ", got …" with the token, shortened.
  public String butGot() {
    return switch (token()) {
      case START_ARRAY -> ", got a list";
      case START_OBJECT -> ", got an object";
      case VALUE_STRING -> ", got \"" + shortened(text()) + "\"";
      default -> ", got " + shortened(text());
    };
  }

  /// A name or value from a file as a message quotes it: at most 40 characters.
  public static String shortened(String text) {
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
  }

  /// A growing list of numbers.
  public static final class GrowingList {
    private double[] values = new double[16];
    private int size;

    /// Empty.
    public GrowingList() {}

    public void add(double value) {
      if (size == values.length) values = Arrays.copyOf(values, 2 * size);
      values[size++] = value;
    }

    public int size() {
      return size;
    }

    public double[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
