package io.ffolayer.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFileTest {
  private static final double[] NUMBERS = {
    0.1 + 0.2, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE
  };

  @TempDir private Path folder;

  /// Runs three steps, and says which of them had to work.
  private static List<String> run(Path path, String title, List<double[]> found) {
    List<String> worked = new ArrayList<>();
    try (JournalFile journal = JournalFile.open(path, title)) {
      for (String step : List.of("erster Schritt – ½", "second\tstep", "third"))
        found.add(
            journal.of(
                step,
                () -> {
                  worked.add(step);
                  double[] numbers = NUMBERS.clone();
                  numbers[0] += step.length();
                  return numbers;
                }));
    }
    return worked;
  }

  @Test
  void whatIsKeptIsNotDoneAgainAndIsTheSameToTheBit() {
    Path path = folder.resolve("journal");
    List<double[]> first = new ArrayList<>(), again = new ArrayList<>();
    assertThat(run(path, "title ½", first)).hasSize(3);
    assertThat(run(path, "title ½", again)).isEmpty();
    for (int k = 0; k < 3; k++) assertThat(bits(again.get(k))).isEqualTo(bits(first.get(k)));
  }

  private static long[] bits(double[] x) {
    return Arrays.stream(x).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  /// Wherever a kill cuts the file, the next run ends with the same file and the same numbers.
  @Test
  void aFileThatWasCutAnywhereIsCompletedToTheSameBytes() throws IOException {
    Path whole = folder.resolve("whole"), cut = folder.resolve("cut");
    List<double[]> expected = new ArrayList<>();
    run(whole, "title", expected);
    byte[] bytes = Files.readAllBytes(whole);
    for (int length = 0; length <= bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      List<double[]> found = new ArrayList<>();
      run(cut, "title", found);
      for (int k = 0; k < 3; k++) assertThat(bits(found.get(k))).isEqualTo(bits(expected.get(k)));
      assertThat(Files.readAllBytes(cut)).isEqualTo(bytes);
    }
  }

  @Test
  void aLineThatWasDamagedIsDoneAgain() throws IOException {
    Path path = folder.resolve("journal");
    run(path, "title", new ArrayList<>());
    byte[] bytes = Files.readAllBytes(path), damaged = bytes.clone();
    damaged[bytes.length - 20] ^= 1;
    Files.write(path, damaged);
    assertThat(run(path, "title", new ArrayList<>())).containsExactly("third");
    assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
  }

  @Test
  void theJournalOfOtherSettingsIsBegunAnew() {
    Path path = folder.resolve("journal");
    run(path, "seed 1", new ArrayList<>());
    assertThat(run(path, "seed 2", new ArrayList<>())).hasSize(3);
    assertThat(run(path, "seed 2", new ArrayList<>())).isEmpty();
  }
}
