package io.ffolayer.io.value;

import io.ffolayer.io.json.JsonReader;
import io.ffolayer.io.json.Place;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.ShapeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/// Reads a matrix in any of the forms of [Matrix].
public final class MatrixReader {
  /// The largest array of a JVM: the library keeps a number for every row and every column.
  private static final int LARGEST_AXIS = Integer.MAX_VALUE - 8;

  private final JsonReader json;

  public MatrixReader(JsonReader json) {
    this.json = json;
  }

  public Matrix matrix(Place place, String field) {
    return switch (json.token()) {
      case START_ARRAY -> {
        json.next();
        yield rows(place, field);
      }
      case START_OBJECT -> sparse(place, field);
      default ->
          throw place.refuse(
              field,
              "expected a matrix: rows, or an object with rows, cols, i, j, v" + json.butGot());
    };
  }

  /// A matrix row by row, from its first row, or from the end of the list where it has none.
  public Matrix rows(Place place, String field) {
    JsonReader.GrowingList numbers = new JsonReader.GrowingList();
    int rows = 0;
    int columns = 0;
    for (; json.token() != JsonToken.END_ARRAY; json.next()) {
      int length = row(place, field, rows, numbers);
      if (rows == 0) columns = length;
      if (length != columns)
        throw place.refuse(
            field,
            "row %d has %d numbers, expected %d as in row 0".formatted(rows, length, columns));
      rows++;
    }
    return new Matrix.Rows(new Layout.Dense(rows, columns), numbers.toArray());
  }

  private int row(Place place, String field, int row, JsonReader.GrowingList numbers) {
    if (json.token() != JsonToken.START_ARRAY)
      throw place.refuse(
          field, "expected row %d to be a list of numbers%s".formatted(row, json.butGot()));
    int before = numbers.size();
    while (json.next() != JsonToken.END_ARRAY)
      numbers.add(json.finite(place, field, row, numbers.size() - before));
    return numbers.size() - before;
  }

  /// What an object says about a sparse matrix.
  private static final class Parts {
    @Nullable Integer rows;
    @Nullable Integer columns;
    int @Nullable [] i;
    int @Nullable [] j;
    double @Nullable [] v;
    double @Nullable [] diagonal;

    boolean isDiagonal() {
      return diagonal != null
          && rows == null
          && columns == null
          && i == null
          && j == null
          && v == null;
    }
  }

  private Matrix sparse(Place place, String field) {
    Parts parts = new Parts();
    for (String part = json.nextField(); part != null; part = json.nextField())
      read(place, field, part, parts);
    if (parts.diagonal != null && parts.isDiagonal()) return new Matrix.Diagonal(parts.diagonal);
    return triplets(place, field, parts);
  }

  private void read(Place place, String field, String part, Parts parts) {
    String path = field + "." + part;
    switch (part) {
      case "rows" -> parts.rows = axis(place, path);
      case "cols" -> parts.columns = axis(place, path);
      case "i" -> parts.i = json.indices(place, path);
      case "j" -> parts.j = json.indices(place, path);
      case "v" -> parts.v = json.vector(place, path);
      case "diag" -> parts.diagonal = json.vector(place, path);
      default -> throw place.refuse(path, "unknown field, expected rows, cols, i, j, v, or diag");
    }
  }

  private int axis(Place place, String path) {
    int size = json.size(place, path);
    if (size > LARGEST_AXIS)
      throw place.refuse(path, "expected an integer of at most " + LARGEST_AXIS + json.butGot());
    return size;
  }

  private static Matrix triplets(Place place, String field, Parts parts) {
    Integer rows = parts.rows;
    Integer columns = parts.columns;
    int[] i = parts.i;
    int[] j = parts.j;
    double[] v = parts.v;
    if (parts.diagonal != null
        || rows == null
        || columns == null
        || i == null
        || j == null
        || v == null)
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
}
