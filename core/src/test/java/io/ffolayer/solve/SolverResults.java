package io.ffolayer.solve;

import io.ffolayer.program.ProgramData;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.ConicProgram;
import io.ffolayer.testing.ConicPrograms;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Examples;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.recorded.Result;
import io.ffolayer.testing.recorded.Results;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What every solver says of programs of every family, in every layout and over every cone.
public final class SolverResults {
  private SolverResults() {}

  public static void add(Results results) {
    for (Solvers.Entry entry : Solvers.ALL) {
      for (Example example : examples())
        for (Form form : Form.values())
          add(
              results.add("solve/" + entry + "/" + form + "/" + example),
              entry.solver(),
              form.data(example.program()));
      conic()
          .forEach((name, program) -> {
            for (boolean sparse : new boolean[] {false, true})
              add(
                  results.add(
                      "solve/" + entry + (sparse ? "/sparse" : "/dense") + "/conic " + name),
                  entry.solver(),
                  program.data(sparse));
          });
    }
  }

  /// Some of each collection of the contract.
  private static List<Example> examples() {
    List<Example> chosen = new ArrayList<>();
    addEvery(17, Examples.strictlyComplementary(), chosen);
    addEvery(4, Examples.separable(), chosen);
    addEvery(6, Examples.degenerate(), chosen);
    addEvery(19, Examples.withoutSolution(), chosen);
    addEvery(11, Examples.badlyScaled(), chosen);
    return chosen;
  }

  private static void addEvery(int step, List<Example> from, List<Example> chosen) {
    for (int k = step / 2; k < from.size(); k += step) chosen.add(from.get(k));
  }

  private static Map<String, ConicProgram> conic() {
    Map<String, ConicProgram> programs = new LinkedHashMap<>();
    for (ConicPrograms.Kind kind : ConicPrograms.Kind.values())
      programs.put("well posed, " + kind, ConicPrograms.wellPosed(1, EnumSet.of(kind)));
    for (int seed = 1; seed <= 2; seed++) {
      programs.put("well posed, seed " + seed, ConicPrograms.wellPosed(seed));
      programs.put("feasible, seed " + seed, ConicPrograms.feasible(seed));
      programs.put("weak, seed " + seed, ConicPrograms.weak(seed));
      programs.put("badly scaled, seed " + seed, ConicPrograms.badlyScaled(seed, true));
      programs.put("infeasible, seed " + seed, ConicPrograms.infeasible(seed, true));
      programs.put("unbounded, seed " + seed, ConicPrograms.unbounded(seed));
    }
    programs.put("weakly infeasible", ConicPrograms.infeasible(3, false));
    programs.put("without a Slater point", ConicPrograms.withoutSlaterPoint(1));
    return programs;
  }

  private static void add(Result result, Solver solver, ProgramData data) {
    Solution solution;
    try {
      solution = Answer.solve(solver, data);
    } catch (UnsupportedProgramException refusal) {
      result.say("status", "refused").say("message", refusal.getMessage());
      return;
    }
    result
        .say("status", solution.status(0))
        .say("solver", solution.solver(0))
        .say("iterations", solution.iterations(0))
        .say("message", String.valueOf(solution.message(0)))
        .put("y", solution.y())
        .put("s", solution.s())
        .put("z", solution.z())
        .put("~residuals", solution.primalResidual(0), solution.dualResidual(0), solution.gap(0));
  }
}
