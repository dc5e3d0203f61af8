package io.ffolayer.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What the lab has.
@Command(name = "lab", mixinStandardHelpOptions = true, description = "The experiments of the lab.")
final class Lab implements Runnable {
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
    Train.EXPERIMENTS.forEach(
        (name, experiment) -> out.println("%-12s %s".formatted(name, experiment.about())));
    out.flush();
  }
}
