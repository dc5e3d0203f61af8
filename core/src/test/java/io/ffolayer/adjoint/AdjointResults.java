package io.ffolayer.adjoint;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Examples;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.Visit;
import io.ffolayer.testing.recorded.Result;
import io.ffolayer.testing.recorded.Results;
import io.ffolayer.testing.recorded.Tap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The directions of every adjoint at solutions of every kind: unique ones, kinks, edges, dependent
/// rows, faces of every cone, and solutions too inexact to tell.
public final class AdjointResults {
  private static final double[] TOLERANCES = {1e-9, 1e-2};

  private AdjointResults() {}

  public static void add(Results results) {
    for (Adjoints.Entry entry : Adjoints.ALL) {
      String prefix = "adjoint/" + entry + "/";
      for (Example example : examples())
        for (Form form : Form.values())
          for (double tolerance : TOLERANCES)
            add(
                results.add(prefix + form + "/to " + tolerance + "/" + example),
                entry.adjoint(),
                form.data(example.program()),
                tolerance);
      cones()
          .forEach((kind, cones) -> {
            for (int seed = 0; seed < 2; seed++)
              for (boolean sparse : new boolean[] {false, true}) {
                ConeExample example = ConeExample.random(seed, cones);
                ProgramData data = example.data(sparse);
                add(
                    results.add(
                        "%s%s/%s, seed %d"
                            .formatted(prefix, sparse ? "sparse" : "dense", kind, seed)),
                    entry.adjoint(),
                    data,
                    example.solution(data));
              }
          });
      addApexes(results, prefix, entry.adjoint());
      addReferenceCases(results, entry);
    }
  }

  private static List<Example> examples() {
    List<Example> chosen = new ArrayList<>();
    List<Example> strict = Examples.strictlyComplementary();
    for (int k = 10; k < strict.size(); k += 32) chosen.add(strict.get(k));
    chosen.add(Examples.separable().get(3));
    for (int k = 1; k <= 2; k++) chosen.add(RandomPrograms.weaklyActive(k, 5, k));
    chosen.add(RandomPrograms.repeatedRows(1, 5));
    chosen.add(RandomPrograms.dependentEqualities(1, 6));
    chosen.add(RandomPrograms.edgeOfSolutions(1, 4));
    return chosen;
  }

  private static Map<String, List<Cone>> cones() {
    Map<String, List<Cone>> cones = new LinkedHashMap<>();
    cones.put("rows", List.of(new ZeroCone(2), new NonnegativeCone(4)));
    cones.put("second order", List.of(new SecondOrderCone(4)));
    cones.put("semidefinite", List.of(new PsdCone(3)));
    cones.put("exponential", List.of(new ExponentialCone(), new ZeroCone(1)));
    cones.put("power", List.of(new PowerCone(0.2), new PowerCone(0.5)));
    cones.put(
        "mixed",
        List.of(
            new NonnegativeCone(2),
            new SecondOrderCone(3),
            new PsdCone(2),
            new ExponentialCone(),
            new PowerCone(0.3),
            new ProductCone(List.of(new SecondOrderCone(1), new SecondOrderCone(3)))));
    return cones;
  }

  /// Slack and dual both zero, where many directions are weak at once.
  private static void addApexes(Results results, String prefix, Adjoint adjoint) {
    for (Cone cone : List.of(new NonnegativeCone(3), new SecondOrderCone(4), new PsdCone(2))) {
      double[] zero = new double[cone.size()];
      ConeExample example = ConeExample.with(4, List.of(cone), zero, zero, new SplittableRandom(4));
      ProgramData data = example.data(false);
      add(results.add(prefix + "apex of " + cone), adjoint, data, example.solution(data));
    }
  }

  private static void addReferenceCases(Results results, Adjoints.Entry entry) {
    ConeReferenceCasesTest test = new ConeReferenceCasesTest();
    test.entry = entry;
    String prefix = "adjoint/" + entry + "/reference case, ";
    Tap.record(results, prefix + "ball", test::linearObjectiveOverABall);
    Tap.record(results, prefix + "cut ball", test::ballCutByAHalfSpace);
    Tap.record(results, prefix + "eigenvalue", test::projectorOfTheSmallestEigenvalue);
    Tap.record(results, prefix + "dual of it", test::dualOfTheSmallestEigenvalue);
    Tap.record(results, prefix + "labels", test::limitedMultiLabelProjection);
  }

  private static void add(Result result, Adjoint adjoint, ProgramData data, double tolerance) {
    Solution solution = Answer.solve(new Automatic(tolerance), data);
    result.say("status", solution.status(0));
    if (solution.isSolved(0)) add(result, adjoint, data, solution);
  }

  private static void add(Result result, Adjoint adjoint, ProgramData data, Solution solution) {
    SplittableRandom random = new SplittableRandom(6);
    double[] u = random.doubles(solution.variables(), -1, 1).toArray();
    double[] v = random.doubles(solution.rows(), -1, 1).toArray();
    add(result, Visit.of(adjoint, data, solution, u, v));
  }

  /// Where an adjoint is and what it answered.
  static void add(Result result, Visit visit) {
    GradientReport report = visit.report();
    boolean[] active = visit.active();
    result
        .say("flags", report.flags())
        .say("count", report.active())
        .say("active", IntStream.range(0, active.length).mapToObj(i -> active[i]).toList())
        .put("y", visit.y())
        .put("z", visit.z())
        .put("dy", visit.dy())
        .put("dz", visit.dz())
        .put("~report", report.margin(), report.residual(), report.errorEstimate());
  }
}
