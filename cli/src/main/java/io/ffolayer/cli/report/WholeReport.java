package io.ffolayer.cli.report;

import io.ffolayer.io.json.BadInputException;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.io.json.RecordFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What `ffo report` leaves: one page with every experiment, and one record.
///
/// @param command as it was given
/// @param missing experiments that could not be run here, with the reason
/// @param machine facts about where it ran
public record WholeReport(
    String command, List<ExperimentReport> reports, List<String> missing, List<String> machine) {
  private static final Page PAGE = new Page("ffo report");

  /// A file for the page. One that is there already is written over only if it is such a page.
  ///
  /// @throws BadInputException if something else stands there, or nothing can
  public static RecordFile at(Path path) {
    return PAGE.at(path, "--folder");
  }

  /// Writes the page.
  public void write(OutputStream out) throws IOException {
    StringBuilder body = new StringBuilder();
    body.append("<h1>What the experiments show</h1>\n");
    body.append(
        "<p class=\"lead\">%d experiments, each with its question, what it shows in words, tables and curves. Where a difference is noise, or a claim did not show, the words say so.</p>\n"
            .formatted(reports.size()));
    contents(body);
    for (String text : missing)
      body.append("<p class=\"against\">Not run here – %s</p>\n".formatted(Page.escaped(text)));
    for (ExperimentReport report : reports) body.append(report.section());
    body.append("<h2>Made by</h2>\n<ul class=\"facts\">");
    body.append("<li>%s, %.0f s</li>".formatted(Page.escaped(command), seconds()));
    for (String fact : machine) body.append("<li>%s</li>".formatted(Page.escaped(fact)));
    body.append("</ul>\n");
    out.write(PAGE.bytes("What the experiments of ffolayer show", body.toString()));
  }

  private double seconds() {
    return reports.stream().mapToDouble(ExperimentReport::seconds).sum();
  }

  private void contents(StringBuilder out) {
    out.append("<div class=\"scroll\"><table class=\"contents\">\n");
    out.append("<tr><th>experiment</th><th>about</th><th>seconds</th></tr>\n");
    for (ExperimentReport report : reports)
      out.append(
          "<tr><td><a href=\"#%s\">%s</a></td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  report.experiment().name(),
                  report.experiment().name(),
                  Page.escaped(report.experiment().about()),
                  String.format(Locale.ROOT, "%.1f", report.seconds())));
    out.append("</table></div>\n");
  }

  /// Writes every figure.
  public void write(JsonWriter json) {
    json.text("command", command)
        .texts("missing", missing)
        .list("experiments", reports, (item, report) -> report.write(item));
  }
}
