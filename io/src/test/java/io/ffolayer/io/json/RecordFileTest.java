package io.ffolayer.io.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
  @TempDir Path folder;

  private static void write(Path file, String text) {
    RecordFile.at(file).write(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aFileIsWrittenOverAnOlderOne() throws IOException {
    Path file = folder.resolve("r.json");
    write(file, "a long first version");
    write(file, "second");
    assertThat(file).hasContent("second");
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("r.json");
    write(file, "first");
    assertThatThrownBy(() ->
            RecordFile.at(file)
                .write(out -> {
                  out.write(1);
                  throw new IOException("the disk is full");
                }))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("the disk is full");
    assertThat(file).hasContent("first");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aLinkIsKeptAndItsFileIsWritten() throws IOException {
    Path file = folder.resolve("r.json");
    write(file, "first");
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);
    write(link, "second");
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("second");
  }

  @Test
  void aPlaceWhereNoFileCanStandIsRefusedBeforeTheWork() {
    assertThatThrownBy(() -> RecordFile.at(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is a folder");
    assertThatThrownBy(() -> RecordFile.at(folder.resolve("none").resolve("r.json")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("there is no folder");
  }
}
