package io.ffolayer.cli.report;

import io.ffolayer.io.json.BadInputException;
import io.ffolayer.lab.JournalFile;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// A folder in which experiments are run: of each its journal while it runs and its findings when
/// it is done. A run that is killed at any moment, and started again, ends with the findings of one
/// that was not disturbed, to the bit, but for times; what was done is not done again.
///
/// @param path of the folder
public record ReportFolder(Path path) {
  /// Makes the folder where there is none.
  ///
  /// @throws BadInputException if it cannot be made
  public static ReportFolder at(Path path) {
    try {
      return new ReportFolder(Files.createDirectories(path));
    } catch (IOException impossible) {
      throw new BadInputException(path + ": this folder cannot be made: " + impossible);
    }
  }

  /// Forgets what was found with the same settings.
  public void forget(Experiment experiment) {
    try {
      Files.deleteIfExists(findings(experiment));
      Files.deleteIfExists(journal(experiment));
    } catch (IOException impossible) {
      throw new BadInputException(path + ": old findings cannot be removed: " + impossible);
    }
  }

  private Path findings(Experiment experiment) {
    return path.resolve(experiment.name() + ".findings");
  }

  private Path journal(Experiment experiment) {
    return path.resolve(experiment.name() + ".journal");
  }

  /// The findings that are kept, or those of a run, which are then kept.
  ///
  /// @param step hears of each step of a run
  public ExperimentReport run(
      Experiment experiment, Experiment.Setting setting, Consumer<String> step) {
    String title =
        "%s, seed %d%s, ffolayer %s"
            .formatted(
                experiment.name(),
                setting.seed(),
                setting.isSmall() ? ", small" : "",
                Machine.productVersion());
    FindingsFile kept = FindingsFile.read(findings(experiment), title);
    if (kept == null) {
      long start = System.nanoTime();
      Findings found;
      try (JournalFile journal = JournalFile.open(journal(experiment), title)) {
        found = experiment.run(setting, journal, step);
      }
      kept = new FindingsFile(found, (System.nanoTime() - start) * 1e-9);
      kept.write(findings(experiment), title);
    }
    return new ExperimentReport(
        experiment, setting, kept.findings(), Machine.here().lines(), kept.seconds());
  }
}
