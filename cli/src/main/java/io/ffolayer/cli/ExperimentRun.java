package io.ffolayer.cli;

import io.ffolayer.cli.report.ExperimentReport;
import io.ffolayer.cli.report.Machine;
import io.ffolayer.cli.terminal.Progress;
import io.ffolayer.cli.terminal.Table;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.io.json.RecordFile;
import io.ffolayer.lab.Journal;
import io.ffolayer.lab.JournalFile;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Findings;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One run of an experiment of the lab: a progress bar, words and tables, and what was asked to be
/// written.
record ExperimentRun(Experiment experiment, Experiment.Setting setting) {
  /// @param json where the record goes, or null
  /// @param html where the page goes, or null
  /// @param journal where steps are kept, or null
  void run(
      @Nullable Path json,
      @Nullable Path html,
      @Nullable Path journal,
      PrintWriter out,
      PrintWriter err) {
    Progress.withoutWarnings();
    RecordFile record = json == null ? null : RecordFile.at(json);
    RecordFile page = html == null ? null : ExperimentReport.at(html);
    long start = System.nanoTime();
    Findings findings = findings(journal, err);
    double seconds = (System.nanoTime() - start) * 1e-9;
    ExperimentReport report =
        new ExperimentReport(experiment, setting, findings, Machine.here().lines(), seconds);
    print(findings, out);
    if (record != null)
      record.write(stream ->
          JsonWriter.write(
              stream,
              content -> {
                Machine.here().write(content);
                report.write(content);
              }));
    if (page != null) page.write(report::write);
  }

  private Findings findings(@Nullable Path journal, PrintWriter err) {
    if (journal == null) return findings(Journal.NONE, err);
    String title = "%s, %s".formatted(experiment.name(), setting);
    try (JournalFile kept = JournalFile.open(RecordFile.at(journal).path(), title)) {
      return findings(kept, err);
    }
  }

  private Findings findings(Journal journal, PrintWriter err) {
    try (Progress progress = Progress.of(experiment.name(), experiment.steps(setting), err)) {
      return experiment.run(
          setting,
          journal,
          text -> {
            synchronized (progress) {
              progress.step();
              progress.say(text);
            }
          });
    }
  }

  private static void print(Findings findings, PrintWriter out) {
    for (Findings.Table table : findings.tables()) {
      out.println(table.title());
      Table text = new Table(table.columns().toArray(String[]::new));
      for (Findings.Row row : table.rows()) {
        String[] cells = new String[row.values().length + 1];
        cells[0] = row.name();
        for (int k = 1; k < cells.length; k++)
          cells[k] = ExperimentReport.number(row.values()[k - 1]);
        text.row(cells);
      }
      text.print(out);
      out.println();
    }
    findings.remarks().forEach(out::println);
    out.flush();
  }
}
