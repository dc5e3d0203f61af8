package io.ffolayer;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Makes layers with 10⁶ scalar parameters, a matrix of 1000×1000, and prints how long that takes,
/// best of three: with -Xmx200m it shows that so much memory is enough.
///
/// ```
/// java -Xmx200m --add-modules jdk.incubator.vector -cp core/target/classes:core/target/test-classes io.ffolayer.ManyParameters
/// ```
final class ManyParameters {
  private ManyParameters() {}

  public static void main(String[] arguments) {
    int n = 1000;
    var x = Variable.vector("x", n);
    var a = Parameter.matrix("A", n, n);
    var b = Parameter.vector("b", n);
    Map<String, Supplier<Problem>> problems = new LinkedHashMap<>();
    problems.put(
        "linear objective, A x ≤ b, x ≥ 0",
        () -> Problem.minimize(dot(b, x)).subjectTo(a.times(x).le(b), x.ge(0)));
    problems.put(
        "‖x‖², A x = b", () -> Problem.minimize(sumSquares(x)).subjectTo(a.times(x).eq(b)));
    problems.put("‖A x − b‖²", () -> Problem.minimize(sumSquares(a.times(x).minus(b))));
    problems.put("‖A x − b‖", () -> Problem.minimize(norm2(a.times(x).minus(b))));
    problems.forEach((name, problem) -> {
      double best = Double.POSITIVE_INFINITY, first = 0;
      for (int round = 0; round < 3; round++) {
        long start = System.nanoTime();
        ConvexLayer.of(problem.get());
        double seconds = (System.nanoTime() - start) / 1e9;
        if (round == 0) first = seconds;
        best = Math.min(best, seconds);
      }
      System.out.printf("%.2f s, at first %.2f s: %s%n", best, first, name);
    });
  }
}
