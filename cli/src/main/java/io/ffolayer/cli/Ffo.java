package io.ffolayer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `ffo`: every subcommand is one class of this package.
@Command(
    name = "ffo",
    description = "Differentiable convex optimization layers.",
    mixinStandardHelpOptions = true,
    versionProvider = Ffo.Version.class)
public final class Ffo implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing subcommand");
  }

  /// The command line of `ffo`, not yet run.
  static CommandLine commandLine() {
    return new CommandLine(new Ffo());
  }

  /// Runs the command and ends the process with its exit code.
  ///
  /// @param arguments subcommand and options
  public static void main(String[] arguments) {
    StandardError.restore();
    System.exit(commandLine().execute(arguments));
  }

  /// The version in the manifest of the jar, or "development" outside a jar.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Ffo.class.getPackage().getImplementationVersion();
      return new String[] {"ffo " + (version == null ? "development" : version)};
    }
  }
}
