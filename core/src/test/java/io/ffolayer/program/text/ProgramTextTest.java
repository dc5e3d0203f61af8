package io.ffolayer.program.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.matrix.Layout;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramTextTest {
  private static final int PROGRAMS = 300;
  private static final int DAMAGED = 4000;

  @Test
  void everyProgramIsReadAsItWasWrittenToTheBit() {
    RandomCanonicalPrograms programs = new RandomCanonicalPrograms(1);
    for (int k = 0; k < PROGRAMS; k++) {
      CanonicalProgram program = programs.next();
      String text = ProgramText.write(program);
      CanonicalProgram read = ProgramText.read(text);
      assertThat(read).usingRecursiveComparison().isEqualTo(program);
      assertThat(ProgramText.write(read)).isEqualTo(text);
    }
  }

  @Test
  void damagedTextIsRefusedWithItsLine() {
    RandomCanonicalPrograms programs = new RandomCanonicalPrograms(2);
    SplittableRandom random = new SplittableRandom(3);
    for (int k = 0; k < DAMAGED; k++) {
      String text = ProgramText.write(programs.next());
      String damaged = damaged(text, random);
      if (damaged.stripTrailing().equals(text.stripTrailing())) continue;
      long lines = damaged.lines().count();
      assertThatThrownBy(() -> ProgramText.read(damaged))
          .as(damaged)
          .isInstanceOf(ProgramTextException.class)
          .satisfies(thrown -> {
            int line = ((ProgramTextException) thrown).line();
            assertThat(line).isBetween(1, (int) lines + 1);
            assertThat(thrown.getMessage()).startsWith("line " + line + ": ");
          });
    }
  }

  /// Cuts, doubles, or changes a piece of the text, or moves a line.
  private static String damaged(String text, SplittableRandom random) {
    StringBuilder damaged = new StringBuilder(text);
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + random.nextInt(1, 12));
    switch (random.nextInt(6)) {
      case 0 -> damaged.setLength(from);
      case 1 -> damaged.delete(from, to);
      case 2 -> damaged.insert(from, text, from, to);
      case 3 -> damaged.setCharAt(from, "0123456789-.eE \"\\xN\n".charAt(random.nextInt(20)));
      case 4 -> damaged.insert(from, random.nextInt());
      default -> {
        List<String> lines = new java.util.ArrayList<>(text.lines().toList());
        lines.add(random.nextInt(lines.size()), lines.remove(random.nextInt(lines.size())));
        return String.join("\n", lines) + "\n";
      }
    }
    return damaged.toString();
  }

  private static final String SMALL =
      """
      ffolayer program 2
      parameters 1
      parameter "q" plain real 1 2
      variables 2 auxiliary 0 rows 0
      auxiliary-variables 0
      auxiliary-rows 0
      quadratic dense 2
      blocks 0
      slot quadratic
      map fixed 4
      values 4
      2.0 0.0 0.0 2.0
      slot linear
      map same 0 2
      slot right-hand-side
      map fixed 0
      values 0
      outputs 1
      output "x" 1 2
      read part y plain 2 0 consecutive unscaled
      tightening none
      end 0c457f92
      """;

  @Test
  void theFormatIsTheOneThatTheDocumentShows() {
    CanonicalProgram program = ProgramText.read(SMALL);
    assertThat(ProgramText.write(program)).isEqualTo(SMALL);
    assertThat(program.parameters().getFirst().name()).isEqualTo("q");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ffolayer program 2         | ffolayer program 3         | line 1: expected version 2 of the format, got 3
          parameters 1               | parameters -1              | line 2: expected an integer ≥ 0, got -1
          plain real 1 2             | plane real 1 2             | line 3: expected plain or logarithm, got "plane"
          plain real 1 2             | plain ral 1 2              | line 3: expected real or nonnegative or nonpositive or positive or psd, got "ral"
          "q" plain                  | "q plain                   | line 3: expected a quote at the end of a name
          auxiliary-rows 0           | auxiliary-rows 1           | line 6: expected 0 auxiliary-rows, got 1
          quadratic dense 2          | quadratic dense 3          | line 8: P has shape [3, 2], not square
          slot quadratic             | slot linear                | line 9: expected "quadratic", got "linear"
          values 4                   | values 3                   | line 11: expected 4 values, got 3
          2.0 0.0 0.0 2.0            | 2.0 0.0 0.0                | line 12: expected another word
          2.0 0.0 0.0 2.0            | 2.0 0.0 0.0 2.0 1          | line 12: expected no more words, got "1"
          2.0 0.0 0.0 2.0            | 2.0 0.0 NaN 2.0            | line 12: expected a number, got "NaN"
          map same 0 2               | map same 1 2               | line 14: there is no parameter 1 among 1
          map same 0 2               | map same 0 3               | line 14: the slot has size 3, parameter 0 has size 2
          part y plain 2 0           | part y plain 2 1           | line 21: output x reads entry 2 of Y, which has 2
          2.0 0.0 0.0 2.0            | 2.0 0.0 0.0 3.0            | line 22: the checksum of the lines is
          """)
  void whatIsWrongIsSaidWithItsLine(String right, String wrong, String message) {
    assertThatThrownBy(() -> ProgramText.read(SMALL.replace(right, wrong)))
        .isInstanceOf(ProgramTextException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aLengthThatIsNotThereReservesNoMemory() {
    String text =
        SMALL
            .replace("map fixed 4", "map fixed 2147483647")
            .replace("values 4", "values 2147483647");
    assertThatThrownBy(() -> ProgramText.read(text))
        .isInstanceOf(ProgramTextException.class)
        .hasMessageContaining("line 12");
  }

  @Test
  void aMillionEntriesTakeSeconds() {
    double[] values = new SplittableRandom(4).doubles(1_000_000).toArray();
    int n = 1000;
    CanonicalProgram large =
        new CanonicalProgram(
            new ParametricProgram(
                new ProgramStructure(new Layout.Dense(n, n), List.of()),
                new AffineMap.Fixed(values),
                new AffineMap.Fixed(new double[n]),
                List.of(),
                new AffineMap.Fixed(new double[0])),
            List.of(),
            List.of());
    // About a second on a core of its own.
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          var read = ProgramText.read(ProgramText.write(large));
          AffineMap.Fixed fixed = (AffineMap.Fixed) read.program().quadratic();
          assertThat(Arrays.equals(fixed.values(), values)).isTrue();
        });
  }
}
