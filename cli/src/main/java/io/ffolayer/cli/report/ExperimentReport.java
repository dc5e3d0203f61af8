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
    content(out, "h2");
    return out.append(facts()).toString();
  }

  /// The experiment as a part of a page of several.
  String section() {
    StringBuilder out = new StringBuilder();
    out.append(
        "<section id=\"%s\">\n<h2>%s</h2>\n"
            .formatted(experiment.name(), Page.escaped(capitalised(experiment.about()))));
    out.append("<p class=\"lead\">%s</p>\n".formatted(Page.escaped(experiment.question())));
    content(out, "h3");
    return out.append("<p class=\"command\">%s</p>\n</section>\n".formatted(command())).toString();
  }

  private void content(StringBuilder out, String heading) {
    out.append("<%s>What it shows</%s>\n".formatted(heading, heading));
    for (String remark : findings.remarks())
      out.append("<p%s>%s</p>\n".formatted(mark(remark), Page.escaped(remark)));
    findings.tables().forEach(table -> table(out, table, heading));
    out.append("<%s>Curves</%s>\n<div class=\"plots\">\n".formatted(heading, heading));
    findings.charts().forEach(chart -> out.append(Page.figure(chart.title(), "", plot(chart))));
    out.append("</div>\n");
  }

  private static String capitalised(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /// Remarks that say that nothing was shown, or the opposite, stand out.
  private static String mark(String remark) {
    if (remark.contains("is noise")) return " class=\"noise\"";
    return remark.matches(".*\\b(NOT|MORE|LESS)\\b.*") ? " class=\"against\"" : "";
  }

  private static void table(StringBuilder out, Findings.Table table, String heading) {
    out.append(
        "<%s>%s</%s>\n<div class=\"scroll\"><table>\n<tr>"
            .formatted(heading, Page.escaped(table.title()), heading));
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
    out.append("<li>%s</li>".formatted(command()));
    for (String fact : machine) out.append("<li>%s</li>".formatted(Page.escaped(fact)));
    return out.append("</ul>\n").toString();
  }

  private String command() {
    return "ffo train %s --seed %d%s, %.1f s"
        .formatted(experiment.name(), setting.seed(), setting.isSmall() ? " --small" : "", seconds);
  }
}
