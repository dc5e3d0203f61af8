package io.ffolayer.model.atom;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomProblemsTest {
  private static final int PROBLEMS = 200;

  @Test
  void randomDisciplinedProblemsAgreeWithTheEllipsoidMethod() {
    List<String> complaints = new ArrayList<>();
    for (int seed = 0; seed < PROBLEMS; seed++) {
      RandomProblem random = new RandomProblem(seed);
      try {
        String complaint = complaint(random);
        if (!complaint.isEmpty()) complaints.add(seed + " " + random + ": " + complaint);
      } catch (RuntimeException wrong) {
        complaints.add(seed + " " + random + ": " + wrong);
      }
    }
    assertThat(complaints).isEmpty();
  }

  private static String complaint(RandomProblem random) {
    Problem problem = random.problem();
    ForwardPass pass = ConvexLayer.of(problem).forward(Map.of());
    if (!pass.isSolved(0)) return pass.status(0) + " " + pass.residuals(0);
    double value = pass.value(problem.optimalValue()).item();
    double least = problem.isMaximization() ? -value : value;
    double expected = random.leastValue();
    double error = Math.abs(least - expected) / (1 + Math.abs(expected));
    return error <= 1e-6 ? "" : least + " instead of " + expected;
  }
}
