package io.ffolayer.cli.report;

import io.ffolayer.io.json.BadInputException;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.io.json.RecordFile;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Findings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.style.Styler.LegendPosition;

/// What `ffo train` leaves of an experiment: a page and a record.
///
/// @param machine facts about where it ran
public record ExperimentReport(
    Experiment experiment,
    Experiment.Setting setting,
    Findings findings,
    List<String> machine,
    double seconds) {
  private static final Page PAGE = new Page("ffo train");

  /// A file for the page. One that is there already is written over only if it is such a page.
  ///
  /// @throws BadInputException if something else stands there, or nothing can
  public static RecordFile at(Path path) {
    return PAGE.at(path, "--html");
  }

  /// Writes the page.
  public void write(OutputStream out) throws IOException {
    out.write(PAGE.bytes(experiment.about(), body()));
  }

  /// Writes every figure.
  public void write(JsonWriter json) {
    json.text("experiment", experiment.name())
        .integer("seed", setting.seed())
        .flag("small", setting.isSmall())
        .number("seconds", seconds)
        .texts("remarks", findings.remarks())
        .list("tables", findings.tables(), ExperimentReport::write)
        .list("charts", findings.charts(), ExperimentReport::write);
  }

  private static void write(JsonWriter json, Findings.Table table) {
    json.text("title", table.title())
        .texts("columns", table.columns())
        .list(
            "rows",
            table.rows(),
            (row, value) -> row.text("name", value.name()).known("values", value.values()));
  }

  private static void write(JsonWriter json, Findings.Chart chart) {
    json.text("title", chart.title())
        .text("x", chart.x().name())
        .text("y", chart.y().name())
        .list(
            "curves",
            chart.curves(),
            (curve, value) ->
                curve.text("name", value.name()).known("x", value.x()).known("y", value.y()));
  }

  private String body() {
    StringBuilder out = new StringBuilder();
    out.append("<h1>%s</h1>\n".formatted(Page.escaped(experiment.about())));
    out.append("<p class=\"lead\">%s</p>\n".formatted(Page.escaped(experiment.question())));
    out.append("<h2>What it shows</h2>\n");
    for (String remark : findings.remarks())
      out.append("<p>%s</p>\n".formatted(Page.escaped(remark)));
    findings.tables().forEach(table -> table(out, table));
    out.append("<h2>Curves</h2>\n<div class=\"plots\">\n");
    findings.charts().forEach(chart -> out.append(Page.figure(chart.title(), "", plot(chart))));
    return out.append("</div>\n").append(facts()).toString();
  }

  private static void table(StringBuilder out, Findings.Table table) {
    out.append(
        "<h2>%s</h2>\n<div class=\"scroll\"><table>\n<tr>".formatted(Page.escaped(table.title())));
    for (String column : table.columns()) out.append("<th>%s</th>".formatted(Page.escaped(column)));
    out.append("</tr>\n");
    for (Findings.Row row : table.rows()) {
      out.append("<tr><td>%s</td>".formatted(Page.escaped(row.name())));
      for (double value : row.values()) out.append("<td>%s</td>".formatted(number(value)));
      out.append("</tr>\n");
    }
    out.append("</table></div>\n");
  }

  /// A number with about four digits, for people; nothing for NaN.
  public static String number(double value) {
    if (Double.isNaN(value)) return "";
    if (value == Math.rint(value) && Math.abs(value) < 1e7)
      return String.format(Locale.ROOT, "%.0f", value);
    return Math.abs(value) >= 1e-2 && Math.abs(value) < 1e5
        ? String.format(Locale.ROOT, "%.4g", value)
        : String.format(Locale.ROOT, "%.2e", value);
  }

  private static Plot plot(Findings.Chart chart) {
    return new Plot(
        axis(chart.x()),
        axis(chart.y()),
        LegendPosition.OutsideE,
        chart.curves().stream()
            .map(curve -> new Plot.Curve(curve.name(), !curve.isLine(), curve.x(), curve.y()))
            .toList());
  }

  private static Plot.Axis axis(Findings.Axis axis) {
    return new Plot.Axis(axis.name(), axis.isLogarithmic());
  }

  private String facts() {
    StringBuilder out = new StringBuilder("<h2>Settings</h2>\n<ul class=\"facts\">");
    out.append(
        "<li>ffo train %s --seed %d%s, %.1f s</li>"
            .formatted(
                experiment.name(), setting.seed(), setting.isSmall() ? " --small" : "", seconds));
    for (String fact : machine) out.append("<li>%s</li>".formatted(Page.escaped(fact)));
    return out.append("</ul>\n").toString();
  }
}
