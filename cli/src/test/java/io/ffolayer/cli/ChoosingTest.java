package io.ffolayer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.lab.choosing.Comparison;
import io.ffolayer.lab.choosing.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoosingTest {
  @TempDir Path folder;
  private final Console console = new Console();

  @Test
  void thePageAndItsPictureAreWrittenSideBySide() throws IOException {
    Path page = folder.resolve("choosing.md");
    assertThat(console.ffo("choosing", "--page", page)).isZero();
    String text = Files.readString(page);
    for (Way way : Way.ALL) assertThat(text).contains("| " + way.name() + " |");
    assertThat(text).contains("(choosing.svg)").doesNotContain("NaN");
    String picture = Files.readString(folder.resolve("choosing.svg"));
    assertThat(picture).startsWith("<svg").endsWith("</svg>\n").doesNotContain("NaN");
  }

  @Test
  void withoutAFileThePageIsPrinted() {
    assertThat(console.ffo("choosing")).isZero();
    assertThat(console.output()).startsWith("# What to choose");
  }

  /// What the page says in words.
  @Test
  void derivativesAreBlindAtAVertexAndTheOthersAreNot() {
    Comparison comparison = new Comparison();
    List<Way> ways = Way.ALL;
    for (Way way : ways.subList(0, 4)) {
      assertThat(comparison.atVertex(way, 0.1)).as(way.label()).isZero();
      assertThat(comparison.atKink(way, -0.1)).isCloseTo(1, within(1e-9));
    }
    Way average = ways.get(5), relaxed = ways.get(7);
    for (Way way : List.of(average, relaxed)) {
      assertThat(comparison.atVertex(way, 0.1)).as(way.label()).isLessThan(-0.5);
      assertThat(comparison.atKink(way, 0)).isBetween(0.4, 0.6);
    }
    assertThat(comparison.hasTangents(average)).isFalse();
  }
}
