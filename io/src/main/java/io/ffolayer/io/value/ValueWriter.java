package io.ffolayer.io.value;

import io.ffolayer.io.json.JsonWriter;

/// Writes numbers in the form of a value that was read: its gradient.
public final class ValueWriter {
  private ValueWriter() {}

  /// @param numbers one for each entry, in the order of the value's entries
  public static void write(JsonWriter json, String name, Value value, double[] numbers) {
    switch (value) {
      case Value.Scalar scalar -> json.number(name, numbers[0]);
      case Value.Vector vector -> json.numbers(name, numbers);
      case Matrix.Rows rows -> json.rows(name, rows.rows(), rows.columns(), numbers);
      case Matrix.Diagonal diagonal -> json.object(name, part -> part.numbers("diag", numbers));
      case Matrix.Triplets triplets -> json.object(name, part -> write(part, triplets, numbers));
    }
  }

  private static void write(JsonWriter json, Matrix.Triplets triplets, double[] numbers) {
    double[] v = new double[triplets.i().length];
    for (int k = 0; k < v.length; k++) v[k] = numbers[triplets.position(k)];
    json.integer("rows", triplets.rows())
        .integer("cols", triplets.columns())
        .integers("i", triplets.i())
        .integers("j", triplets.j())
        .numbers("v", v);
  }
}
