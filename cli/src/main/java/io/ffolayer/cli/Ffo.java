package io.ffolayer.cli;

import io.ffolayer.cli.report.Machine;
import io.ffolayer.cli.terminal.StandardError;
import io.ffolayer.io.json.BadInputException;
import io.ffolayer.lab.UnavailableException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `ffo`: every subcommand is one class of this package.
@Command(
    name = "ffo",
    description = "Differentiable convex optimization layers.",
    mixinStandardHelpOptions = true,
    versionProvider = Ffo.Version.class,
    subcommands = {
      Demo.class,
      Solve.class,
      Check.class,
      Trust.class,
      Choosing.class,
      Bench.class,
      Train.class,
      Report.class,
      Lab.class
    },
    footer = {"", "ffo test runs the tests; ffo COMMAND --help says more about a command."})
public final class Ffo implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing subcommand, expected one of " + String.join(", ", spec.subcommands().keySet()));
  }

  /// The command line of `ffo`, not yet run.
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Ffo());
    line.setParameterExceptionHandler(Ffo::badUsage);
    line.setExecutionExceptionHandler(Ffo::failure);
    return line;
  }

  /// Runs the command and ends the process with its exit code.
  ///
  /// @param arguments subcommand and options
  public static void main(String[] arguments) {
    StandardError.restore();
    // What the library logs is a note of one line.
    System.setProperty("java.util.logging.SimpleFormatter.format", "ffo: %5$s%n");
    CommandLine line = commandLine();
    line.setOut(new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true));
    line.setErr(new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true));
    System.exit(run(line, arguments));
  }

  private static int run(CommandLine line, String[] arguments) {
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError tooLarge) {
      line.getErr()
          .println("ffo: out of memory; give the JVM more, for example FFO_JAVA_OPTS=-Xmx8g");
      return ExitCode.BAD_INPUT;
    }
  }

  private static int badUsage(ParameterException exception, String[] arguments) {
    CommandLine line = exception.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("ffo: " + ("" + exception.getMessage()).lines().findFirst().orElse(""));
    UnmatchedArgumentException.printSuggestions(exception, err);
    err.println("See " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.BAD_INPUT;
  }

  private static int failure(
      Exception exception, CommandLine line, CommandLine.ParseResult parsed) {
    if (exception instanceof BadInputException bad) {
      line.getErr().println("ffo: " + oneLine("" + bad.getMessage()));
      return ExitCode.BAD_INPUT;
    }
    if (exception instanceof UnavailableException missing) {
      line.getErr().println("ffo: " + oneLine("" + missing.getMessage()));
      return ExitCode.BAD_INPUT;
    }
    if (exception instanceof ParameterException usage) return badUsage(usage, new String[0]);
    line.getErr().println("ffo: this is a fault of ffo, please report it");
    exception.printStackTrace(line.getErr());
    return ExitCode.FAULT;
  }

  /// A message may quote the file, line breaks and other control characters included.
  private static String oneLine(String message) {
    return message.replaceAll("\\p{Cntrl}+", " ");
  }

  /// The version in the manifest of the jar, or "development" outside a jar.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ffo " + Machine.productVersion()};
    }
  }
}
