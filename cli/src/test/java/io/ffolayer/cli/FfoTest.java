package io.ffolayer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FfoTest {
  private final StringWriter output = new StringWriter();
  private final StringWriter notes = new StringWriter();

  private int ffo(String... arguments) {
    CommandLine command = Ffo.commandLine();
    command.setOut(new PrintWriter(output)).setErr(new PrintWriter(notes));
    return command.execute(arguments);
  }

  @Test
  void helpGoesToStandardOutputAndSucceeds() {
    assertThat(ffo("--help")).isZero();
    assertThat(output.toString()).startsWith("Usage: ffo");
    assertThat(notes.toString()).isEmpty();
  }

  @Test
  void aMissingSubcommandIsBadUsage() {
    assertThat(ffo()).isEqualTo(2);
    assertThat(notes.toString()).contains("Missing subcommand");
  }
}
