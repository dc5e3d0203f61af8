package io.ffolayer.laws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.testing.FacePrograms;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The law of units: variables, rows and the objective in units of 10^±8 have the same status, the
/// same solution and gradients in the old units, and the same flags – on every face of every cone,
/// by every solver and adjoint, dense and sparse.
class UnitsLawTest {
  static List<Answering> answerings() {
    return Answering.exact();
  }

  @ParameterizedTest
  @MethodSource("answerings")
  void unitsChangeNothing(Answering answering) {
    List<String> complaints = new ArrayList<>();
    for (FacePrograms.Named named : Answering.PROGRAMS) {
      Loss loss = Loss.random(named.program());
      Reply plain = answering.orRefusal(named.program(), loss);
      if (plain == null) continue;
      for (Restatement units : Restatement.all(named.program())) {
        Reply reply = answering.of(units.of(named.program()), units.of(loss));
        String difference = reply == null ? "refused" : units.back(reply).differenceFrom(plain);
        if (!difference.isEmpty()) complaints.add(named + ", " + units.name() + ": " + difference);
      }
    }
    assertThat(complaints).isEmpty();
  }
}
