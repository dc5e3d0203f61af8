package io.ffolayer.cli;

import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Experiments;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What the lab has.
@Command(name = "lab", mixinStandardHelpOptions = true, description = "The experiments of the lab.")
final class Lab implements Runnable {
  /// How the names of the experiments begin that the launcher builds when they are asked for.
  private static final String NETWORKS = "network-";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing subcommand, expected list");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Print the names of the experiments.")
  void list() {
    PrintWriter out = spec.commandLine().getOut();
    Train.SUDOKU.forEach((name, sudoku) -> print(out, name, sudoku.about()));
    for (Experiment experiment : Experiments.ALL) print(out, experiment.name(), experiment.about());
    if (Experiments.ALL.stream().noneMatch(e -> e.name().startsWith(NETWORKS)))
      print(
          out,
          NETWORKS + "…",
          "with networks of DJL: box, ball, choice, memory; built when asked for");
    out.flush();
  }

  private static void print(PrintWriter out, String name, String about) {
    out.println("%-20s  %s".formatted(name, about));
  }
}
