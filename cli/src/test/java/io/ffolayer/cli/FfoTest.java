package io.ffolayer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FfoTest {
  private final Console console = new Console();

  @Test
  void helpGoesToStandardOutputAndSucceeds() {
    assertThat(console.ffo("--help")).isZero();
    assertThat(console.output()).startsWith("Usage: ffo");
    assertThat(console.notes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "solve", "check", "trust", "bench", "train", "lab"})
  void everySubcommandHasHelp(String command) {
    assertThat(console.ffo(command, "--help")).isZero();
    assertThat(console.output()).startsWith("Usage: ffo " + command);
  }

  @Test
  void aMissingSubcommandIsBadUsage() {
    assertThat(console.ffo()).isEqualTo(2);
    assertThat(console.notes()).contains("Missing subcommand");
  }

  @Test
  void aMistypedSubcommandIsBadUsageAndGetsASuggestion() {
    assertThat(console.ffo("slove")).isEqualTo(2);
    assertThat(console.notes()).contains("slove").contains("solve").contains("See ffo --help");
  }

  @Test
  void theExperimentsHaveNames() {
    assertThat(console.ffo("lab", "list")).isZero();
    assertThat(console.output()).contains("sudoku-4x4").contains("sudoku-9x9");
  }

  @Test
  void anUnknownExperimentIsBadUsageThatNamesTheKnownOnes() {
    assertThat(console.ffo("train", "chess")).isEqualTo(2);
    assertThat(console.notes()).contains("chess", "sudoku-4x4", "sudoku-9x9", "step-size");
  }
}
