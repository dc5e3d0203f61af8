package io.ffolayer.laws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.testing.FacePrograms;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The law of layout: dense and sparse, every solver and every adjoint agree in status, solution,
/// gradients and flags.
class LayoutLawTest {
  static List<FacePrograms.Named> programs() {
    return Answering.PROGRAMS;
  }

  @ParameterizedTest
  @MethodSource("programs")
  void everyWayToAnAnswerGivesTheSame(FacePrograms.Named named) {
    Loss loss = Loss.random(named.program());
    Reply first = Answering.all().getFirst().of(named.program(), loss);
    assertThat(first).isNotNull();
    List<String> complaints = new ArrayList<>();
    for (Answering answering : Answering.all()) {
      Reply reply = answering.orRefusal(named.program(), loss);
      if (reply == null) continue;
      String difference = reply.differenceFrom(first);
      if (!difference.isEmpty()) complaints.add(answering + ": " + difference);
    }
    assertThat(complaints).isEmpty();
  }
}
