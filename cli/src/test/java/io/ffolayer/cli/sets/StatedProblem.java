package io.ffolayer.cli.sets;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// A problem by matrices, read from its file without the library: min ½xᵀPx + qᵀx, Ax + s = b, s in
/// cones; the rows of a quadratic program are its equalities, then its inequalities.
///
/// @param p all of P
/// @param cones in the order of the rows
record StatedProblem(Entries p, double[] q, Entries a, double[] b, List<ConeRows> cones) {
  /// The entries of a matrix.
  record Entries(int[] row, int[] column, double[] value) {}

  /// Rows of one cone.
  ///
  /// @param kind as the file names it
  record ConeRows(String kind, int first, int count) {}

  static StatedProblem of(JsonNode file) {
    JsonNode fields = file.has("problems") ? file.get("problems").get(0) : file;
    double[] b = joined(numbers(fields.get("b")), numbers(fields.get("h")));
    int equalities = numbers(fields.get("b")).length;
    List<ConeRows> cones = new ArrayList<>();
    if (fields.has("cones")) {
      for (JsonNode cone : fields.get("cones")) add(cone, cones);
    } else {
      cones.add(new ConeRows("zero", 0, equalities));
      cones.add(new ConeRows("nonneg", equalities, b.length - equalities));
    }
    Entries a = joined(entries(fields.get("A")), entries(fields.get("G")), equalities);
    return new StatedProblem(entries(fields.get("P")), numbers(fields.get("q")), a, b, cones);
  }

  private static void add(JsonNode cone, List<ConeRows> cones) {
    String kind = cone.propertyNames().iterator().next();
    int size = cone.get(kind).intValue();
    int first = cones.isEmpty() ? 0 : cones.getLast().first() + cones.getLast().count();
    switch (kind) {
      case "zero", "nonneg", "soc" -> cones.add(new ConeRows(kind, first, size));
      case "psd" -> cones.add(new ConeRows(kind, first, size * (size + 1) / 2));
      case "exp" -> {
        for (int k = 0; k < size; k++) cones.add(new ConeRows(kind, first + 3 * k, 3));
      }
      default -> throw new IllegalArgumentException("no membership is tested of " + kind);
    }
  }

  private static Entries entries(JsonNode matrix) {
    if (matrix == null) return new Entries(new int[0], new int[0], new double[0]);
    if (matrix.has("diag")) {
      double[] diagonal = numbers(matrix.get("diag"));
      int[] at = IntStream.range(0, diagonal.length).toArray();
      return new Entries(at, at, diagonal);
    }
    return new Entries(
        integers(matrix.get("i")), integers(matrix.get("j")), numbers(matrix.get("v")));
  }

  private static Entries joined(Entries upper, Entries lower, int rows) {
    int[] row = new int[upper.row.length + lower.row.length], column = new int[row.length];
    for (int k = 0; k < row.length; k++) {
      int own = k - upper.row.length;
      row[k] = own < 0 ? upper.row[k] : rows + lower.row[own];
      column[k] = own < 0 ? upper.column[k] : lower.column[own];
    }
    return new Entries(row, column, joined(upper.value, lower.value));
  }

  static double[] joined(double[] first, double[] second) {
    double[] both = new double[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static double[] numbers(JsonNode list) {
    return list == null
        ? new double[0]
        : list.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
  }

  private static int[] integers(JsonNode list) {
    return list.valueStream().mapToInt(JsonNode::intValue).toArray();
  }
}
