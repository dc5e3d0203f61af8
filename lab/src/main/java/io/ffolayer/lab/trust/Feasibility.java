package io.ffolayer.lab.trust;

import io.ffolayer.ForwardPass;
import io.ffolayer.lab.trust.face.Face;
import io.ffolayer.lab.trust.face.Pair;
import io.ffolayer.solve.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Questions without a cost: is there a point whose slack lies in the cone? There is one, strictly
/// inside; over every cone in turn.
public final class Feasibility {
  /// A question that was not answered.
  ///
  /// @param text its cone and its number
  public record Unanswered(String text, Status status) {}

  /// How many the page reports.
  public static final int QUESTIONS = 1000;

  private final long seed;

  /// @param seed the same seed asks the same questions
  public Feasibility(long seed) {
    this.seed = seed;
  }

  /// Asks so many questions at the default tolerance, in one layout after the other.
  ///
  /// @return those without an answer
  public List<Unanswered> unanswered(int count) {
    List<Face> interiors = Face.all().stream().filter(Feasibility::isInterior).toList();
    StatedProgram.Form[] forms = {StatedProgram.Form.DENSE, StatedProgram.Form.SPARSE};
    List<Unanswered> unanswered = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      Face face = interiors.get(k % interiors.size());
      Program program = question(face, new SplittableRandom(seed * 1_000_003 + k));
      StatedProgram stated = StatedProgram.of(program, forms[k / interiors.size() % forms.length]);
      ForwardPass pass = stated.layer().forward(stated.values());
      if (!pass.isSolved(0)) unanswered.add(new Unanswered(face + ", number " + k, pass.status(0)));
    }
    return unanswered;
  }

  private static boolean isInterior(Face face) {
    return face.name().startsWith("interior") || face.name().equals("s > 0, z = 0");
  }

  private static Program question(Face face, SplittableRandom random) {
    Pair pair = face.making().draw(new Face.Sizes(random, 0)).getFirst();
    int m = pair.rows(), n = 1 + random.nextInt(m + 1);
    double[] b = new double[m];
    double[][] a = new double[m][n];
    double[] y = random.doubles(n, -3, 3).toArray();
    for (int i = 0; i < m; i++) {
      b[i] = pair.s()[i].doubleValue();
      for (int j = 0; j < n; j++) {
        a[i][j] = random.nextInt(3) == 0 ? 0 : random.nextGaussian();
        b[i] += a[i][j] * y[j];
      }
    }
    double[] none = new double[n];
    return new Program(null, none, a, b, pair.cones(), new Program.Loss(none, new double[m]));
  }
}
