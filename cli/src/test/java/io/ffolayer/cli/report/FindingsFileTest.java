package io.ffolayer.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Chart;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.experiment.Findings.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingsFileTest {
  private static final double[] NUMBERS = {0.1 + 0.2, -0.0, Double.NaN, Double.POSITIVE_INFINITY};
  private static final Findings FOUND =
      new Findings(
          List.of("So it is – ½."),
          List.of(new Table("T", List.of("a", "b", "c", "d", "e"), List.of(new Row("r", NUMBERS)))),
          List.of(
              new Chart(
                  "C",
                  new Axis("x", false),
                  new Axis("y", true),
                  List.of(new Curve("c", true, NUMBERS, NUMBERS)))));

  @TempDir private Path folder;

  @Test
  void whatIsKeptIsReadToTheBit() {
    Path path = folder.resolve("findings");
    new FindingsFile(FOUND, 1.5).write(path, "title");
    FindingsFile read = FindingsFile.read(path, "title");
    assertThat(read).isNotNull();
    assertThat(read.seconds()).isEqualTo(1.5);
    assertThat(read.findings().remarks()).isEqualTo(FOUND.remarks());
    Table table = read.findings().tables().getFirst();
    assertThat(table.columns()).isEqualTo(FOUND.tables().getFirst().columns());
    assertThat(bits(table.rows().getFirst().values())).isEqualTo(bits(NUMBERS));
    Chart chart = read.findings().charts().getFirst();
    assertThat(chart.y()).isEqualTo(new Axis("y", true));
    assertThat(bits(chart.curves().getFirst().y())).isEqualTo(bits(NUMBERS));
  }

  private static long[] bits(double[] x) {
    return Arrays.stream(x).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @Test
  void whatIsOfOtherSettingsOrDamagedIsNotRead() throws IOException {
    Path path = folder.resolve("findings");
    assertThat(FindingsFile.read(path, "title")).isNull();
    new FindingsFile(FOUND, 1).write(path, "title");
    assertThat(FindingsFile.read(path, "another title")).isNull();
    byte[] bytes = Files.readAllBytes(path);
    for (int length = 0; length < bytes.length; length += 7) {
      Files.write(path, Arrays.copyOf(bytes, length));
      assertThat(FindingsFile.read(path, "title")).as("the first %d bytes", length).isNull();
    }
    bytes[bytes.length / 2] ^= 4;
    Files.write(path, bytes);
    assertThat(FindingsFile.read(path, "title")).isNull();
  }
}
