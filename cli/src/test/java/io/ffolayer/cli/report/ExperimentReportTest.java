package io.ffolayer.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Findings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExperimentReportTest {
  /// One whose findings lack a value, and have characters that HTML reserves.
  private record Scant() implements Experiment {
    @Override
    public String name() {
      return "scant";
    }

    @Override
    public String about() {
      return "a < b";
    }

    @Override
    public String question() {
      return "Is a < b & b > a?";
    }

    @Override
    public int steps(Setting setting) {
      return 1;
    }

    @Override
    public Findings run(Setting setting, Consumer<String> step) {
      double[] x = {1, 2, 3}, y = {1, Double.NaN, -3};
      return new Findings(
          List.of("It is <so>."),
          List.of(
              new Findings.Table(
                  "T", List.of("row", "a", "b"), List.of(new Findings.Row("r", Double.NaN, 2.5)))),
          List.of(
              new Findings.Chart(
                  "C",
                  new Findings.Axis("x", true),
                  new Findings.Axis("y", true),
                  List.of(new Findings.Curve("c", true, x, y)))));
    }
  }

  private static ExperimentReport report() {
    Experiment.Setting setting = new Experiment.Setting(7, false);
    Experiment scant = new Scant();
    Findings found = scant.run(setting, text -> {});
    return new ExperimentReport(scant, setting, found, List.of("a machine"), 1.5);
  }

  @Test
  void aValueThatIsNotThereIsNullInTheRecord() {
    StringWriter text = new StringWriter();
    JsonWriter.write(text, report()::write);
    JsonNode record = JsonMapper.shared().readTree(text.toString());
    JsonNode values = record.get("tables").get(0).get("rows").get(0).get("values");
    assertThat(values.get(0).isNull()).isTrue();
    assertThat(values.get(1).asDouble()).isEqualTo(2.5);
    assertThat(record.get("charts").get(0).get("curves").get(0).get("y").get(1).isNull()).isTrue();
  }

  @Test
  void thePageEscapesWhatHtmlReservesAndLeavesOutWhatIsNotThere() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    report().write(out);
    String page = out.toString(StandardCharsets.UTF_8);
    assertThat(page)
        .contains("a &lt; b &amp; b &gt; a", "It is &lt;so&gt;.", "<td>r</td><td></td>");
    assertThat(page).doesNotContain("NaN");
  }

  @Test
  void numbersAreShortAndKeepTheirSize() {
    assertThat(ExperimentReport.number(3)).isEqualTo("3");
    assertThat(ExperimentReport.number(0.12345)).isEqualTo("0.1235");
    assertThat(ExperimentReport.number(1.5e-9)).isEqualTo("1.50e-09");
    assertThat(ExperimentReport.number(Double.NaN)).isEmpty();
  }
}
