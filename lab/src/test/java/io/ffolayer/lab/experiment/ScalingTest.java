package io.ffolayer.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.experiment.Findings.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingTest {
  private static final Findings FOUND = Small.findings(new Scaling(), 1);

  private static List<Table> times() {
    return FOUND.tables().stream().filter(t -> t.title().endsWith(": milliseconds")).toList();
  }

  private static double at(Table table, Row row, String column) {
    return row.values()[table.columns().indexOf(column) - 1];
  }

  @Test
  void firstOrderAndImplicitGradientsAgreeWithEachOtherAndWithCentralDifferences() {
    assertThat(times()).hasSize(4);
    for (Table table : times())
      for (Row row : table.rows()) {
        assertThat(at(table, row, "difference of gradients")).isLessThan(1e-10);
        assertThat(at(table, row, "first-order – central diff.")).isLessThan(1e-6);
      }
  }

  @Test
  void theClaimIsSaidToHoldExactlyWhereTheTimesSayThatItDoes() {
    for (Table table : times()) {
      String family = table.title().substring(0, table.title().indexOf(':'));
      Row last = table.rows().getLast();
      for (String oracle : List.of("first-order", "literal")) {
        boolean isCheaper =
            at(table, last, oracle + ", upper quartile")
                < at(table, last, "implicit, lower quartile");
        String start = "%s, %s: the claim of a cheaper backward pass ".formatted(family, oracle);
        assertThat(FOUND.remarks())
            .anyMatch(r -> r.startsWith(start + (isCheaper ? "holds from" : "does not hold")));
      }
    }
  }

  /// The record of the layers of Python is there, and says how exact they are.
  @Test
  void pythonLayersStandBesideOurs() {
    Table table = Small.table(FOUND, "Beside layers of Python");
    assertThat(table.rows()).anyMatch(row -> row.name().contains("cvxpylayers"));
    for (Row row : table.rows())
      if (row.name().endsWith(", ours"))
        assertThat(at(table, row, "gradient error")).isLessThan(1e-12);
  }

  @Test
  void theSameSeedGivesTheSameGradients() {
    Findings again = Small.findings(new Scaling(), 1);
    for (Table table : times()) {
      Table other = Small.table(again, table.title());
      for (int k = 0; k < table.rows().size(); k++)
        for (String column : List.of("difference of gradients", "first-order – central diff."))
          assertThat(at(other, other.rows().get(k), column))
              .isEqualTo(at(table, table.rows().get(k), column));
    }
  }
}
