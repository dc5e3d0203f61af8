package io.ffolayer.lab.experiment;

import java.util.ArrayList;
import java.util.List;

/// What an experiment found.
///
/// @param remarks what the figures say, in sentences
public record Findings(List<String> remarks, List<Table> tables, List<Chart> charts) {
  public Findings {
    remarks = List.copyOf(remarks);
    tables = List.copyOf(tables);
    charts = List.copyOf(charts);
  }

  /// Numbers in rows with names.
  ///
  /// @param columns one name for the rows, then one for each value
  public record Table(String title, List<String> columns, List<Row> rows) {
    public Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
      for (Row row : rows)
        if (row.values.length + 1 != columns.size())
          throw new IllegalArgumentException(
              "row %s has %d values for %d columns"
                  .formatted(row.name, row.values.length, columns.size() - 1));
    }
  }

  /// A row of a table.
  ///
  /// @param values NaN where there is none
  public record Row(String name, double... values) {}

  /// Curves over one axis.
  public record Chart(String title, Axis x, Axis y, List<Curve> curves) {
    public Chart {
      curves = List.copyOf(curves);
    }
  }

  /// What an axis shows.
  ///
  /// @param isLogarithmic then values ≤ 0 are left out
  public record Axis(String name, boolean isLogarithmic) {}

  /// Points (x_k, y_k).
  ///
  /// @param isLine whether they are joined; else each is marked
  public record Curve(String name, boolean isLine, double[] x, double[] y) {
    public Curve {
      if (x.length != y.length)
        throw new IllegalArgumentException("%s: %d x and %d y".formatted(name, x.length, y.length));
    }
  }

  /// Collects findings.
  public static final class Draft {
    private final List<String> remarks = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<Chart> charts = new ArrayList<>();

    public Draft say(String remark) {
      remarks.add(remark);
      return this;
    }

    public Draft table(String title, List<String> columns, List<Row> rows) {
      tables.add(new Table(title, columns, rows));
      return this;
    }

    public Draft chart(String title, Axis x, Axis y, List<Curve> curves) {
      charts.add(new Chart(title, x, y, curves));
      return this;
    }

    public Findings done() {
      return new Findings(remarks, tables, charts);
    }
  }
}
