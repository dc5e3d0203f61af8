package io.ffolayer.laws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.testing.ConicProgram;
import io.ffolayer.testing.FacePrograms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The law of zero: a program moved so that its solution is 0, or its linear cost, keeps its
/// status, its derivatives in q and b, and its flags.
class ZeroLawTest {
  static List<Answering> answerings() {
    return Answering.all();
  }

  private static Map<String, ConicProgram> moved(ConicProgram program) {
    Map<String, ConicProgram> moved = new LinkedHashMap<>();
    moved.put("y = 0", FacePrograms.movedTo(program, new double[program.n()]));
    ConicProgram free = FacePrograms.movedTo(program, FacePrograms.withoutLinearCost(program));
    ConicProgram without =
        new ConicProgram(
            free.p(),
            new double[free.n()],
            free.a(),
            free.b(),
            free.cones(),
            free.y(),
            free.s(),
            free.z());
    moved.put("q = 0", without);
    return moved;
  }

  @ParameterizedTest
  @MethodSource("answerings")
  void aSolutionOrCostOfZeroChangesNoDerivative(Answering answering) {
    List<String> complaints = new ArrayList<>();
    for (FacePrograms.Named named : Answering.PROGRAMS) {
      Loss loss = Loss.random(named.program());
      Reply plain = answering.orRefusal(named.program(), loss);
      if (plain == null) continue;
      moved(named.program())
          .forEach((name, program) -> {
            Reply reply = answering.of(program, loss);
            String difference = reply == null ? "refused" : difference(reply, plain);
            if (!difference.isEmpty()) complaints.add(named + ", " + name + ": " + difference);
          });
    }
    assertThat(complaints).isEmpty();
  }

  private static String difference(Reply reply, Reply plain) {
    if (reply.status() != plain.status()) return reply.status() + ", not " + plain.status();
    if (!reply.flags().equals(plain.flags()))
      return "flags " + reply.flags() + ", not " + plain.flags();
    return reply.differenceOfDirection(plain);
  }
}
