package io.ffolayer.cli.sets;

import static io.ffolayer.cli.sets.StatedProblem.joined;
import static io.ffolayer.cli.sets.StatedProblem.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffolayer.cli.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The small problems of public sets, where they are there: the property `ffolayer.sets` or the
/// variable FFOLAYER_SETS names the folder that `bench/sets` reads. `ffo solve` solves each one;
/// its answer is measured without the library and its value compared with that of the index.
class PublicSetsTest {
  private static final double TOLERANCE = 1e-9;

  /// Of an index whose own answers have residuals.
  private static final double SAME_VALUE = 1e-6;

  private static final Map<String, JsonNode> INDEX = new HashMap<>();
  private static Path sets = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void theSetsAreThere() throws IOException {
    String named = System.getProperty("ffolayer.sets", System.getenv("FFOLAYER_SETS"));
    assumeTrue(
        named != null,
        "no problem of the public sets was solved: neither -Dffolayer.sets nor FFOLAYER_SETS names"
            + " their folder");
    sets = Path.of(named);
    for (JsonNode entry : Console.json(sets.resolve("index.json"))) {
      String set = entry.get("set").stringValue().toLowerCase(Locale.ROOT);
      INDEX.put(set + "/" + entry.get("name").stringValue(), entry);
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          mm/HS21
          mm/HS35
          mm/HS51
          mm/HS53
          mm/GENHS28
          mm/QPTEST
          mm/TAME
          mm/CVXQP1_S
          mm/CVXQP2_S
          mm/CVXQP3_S
          mm/DUAL1
          mm/DUALC5
          mm/GOULDQP3
          mm/PRIMALC1
          mm/PRIMALC5
          mm/QPCBOEI1
          mm/QPCSTAIR
          mm/QISRAEL
          mm/QSCAGR7
          mm/QSHARE2B
          mm/QSCSD1
          mm/LASER
          netlib/afiro
          netlib/sc50a
          netlib/sc105
          netlib/kb2
          netlib/stocfor1
          netlib/blend
          netlib/share1b
          netlib/sctap1
          netlib/scagr25
          netlib/boeing2
          netlib/brandy
          netlib/grow7
          cbexp/beck751
          cbexp/beck753
          cbexp/bss2
          cbexp/demb761
          cbexp/demb763
          cbexp/demb782
          cbexp/fiac81a
          cbexp/rijc782
          cbexp/rijc784
          cbexp/rijc786
          sdplib/truss4
          sdplib/truss2
          sdplib/control1
          sdplib/theta1
          """)
  void aProblemIsSolvedToItsKnownValue(String name) throws IOException {
    StatedProblem problem = stated(name);
    JsonNode answer = answer(name);
    assertThat(answer.get("status").stringValue()).isEqualTo("SOLVED");
    double[] x = numbers(answer.get("x")), slack = numbers(answer.get("slack")), z = dual(answer);
    double[] s = joined(new double[z.length - slack.length], slack); // equalities have none
    assertThat(ConeMembership.outside(problem, s, false)).isLessThanOrEqualTo(TOLERANCE);
    assertThat(ConeMembership.outside(problem, z, true)).isLessThanOrEqualTo(TOLERANCE);
    ExactResiduals residuals = new ExactResiduals(problem);
    assertThat(residuals.primal(x, s)).isLessThanOrEqualTo(TOLERANCE);
    assertThat(residuals.dual(x, z)).isLessThanOrEqualTo(TOLERANCE);
    assertThat(residuals.gap(x, s, z)).isLessThanOrEqualTo(TOLERANCE);
    JsonNode known = INDEX.get(name).get("objective");
    if (known == null) return;
    double bound = SAME_VALUE * Math.max(Math.abs(known.doubleValue()), 1e-3 * residuals.terms(x));
    assertThat(Math.abs(residuals.objective(x) - known.doubleValue())).isLessThanOrEqualTo(bound);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          infeas/bgprtr
          infeas/ex73a
          infeas/galenet
          infeas/itest6
          """)
  void whatIsInfeasibleIsProvedSo(String name) throws IOException {
    StatedProblem problem = stated(name);
    JsonNode answer = answer(name);
    assertThat(answer.get("status").stringValue()).isEqualTo("INFEASIBLE");
    double[] z = dual(answer.get("certificate"));
    assertThat(ConeMembership.outside(problem, z, true)).isZero();
    assertThat(new ExactResiduals(problem).infeasible(z)).isLessThanOrEqualTo(TOLERANCE);
  }

  @Test
  void aWrongAnswerWouldBeSeen() throws IOException {
    StatedProblem problem = stated("netlib/afiro");
    JsonNode answer = answer("netlib/afiro");
    double[] x = numbers(answer.get("x")), z = dual(answer);
    double[] s =
        joined(new double[z.length - answer.get("slack").size()], numbers(answer.get("slack")));
    ExactResiduals residuals = new ExactResiduals(problem);
    x[0] *= 1 + 1e-6;
    assertThat(residuals.primal(x, s)).isGreaterThan(TOLERANCE);
    z[0] += 1e-6;
    assertThat(residuals.dual(x, z)).isGreaterThan(TOLERANCE);
    z[z.length - 1] = -1;
    assertThat(ConeMembership.outside(problem, z, true)).isGreaterThan(TOLERANCE);
    assertThat(residuals.infeasible(z)).isGreaterThan(TOLERANCE);
  }

  private static StatedProblem stated(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file(name)))) {
      return StatedProblem.of(JsonMapper.shared().readTree(in));
    }
  }

  private JsonNode answer(String name) throws IOException {
    Path json = folder.resolve("answer.json");
    new Console().ffo("solve", file(name), "--threads", 1, "--json", json);
    return Console.json(json).get("results").get(0);
  }

  private static Path file(String name) {
    return sets.resolve(name + ".json.gz");
  }

  private static double[] dual(JsonNode answer) {
    return answer.has("dual")
        ? numbers(answer.get("dual"))
        : joined(numbers(answer.get("equalityDual")), numbers(answer.get("inequalityDual")));
  }
}
