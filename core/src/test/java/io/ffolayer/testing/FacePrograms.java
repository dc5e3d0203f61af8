package io.ffolayer.testing;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Small programs with one cone each, whose answer lies on a chosen face of it, strictly
/// complementary and well conditioned: one for every cone and face.
public final class FacePrograms {
  private static final double WELL_POSED = 1e3;
  private static final int TRIES = 1000;

  /// A program and where its answer lies.
  ///
  /// @param diagonal whether P is, so that every solver for separable programs can take it
  public record Named(String name, ConicProgram program, boolean diagonal) {
    @Override
    public String toString() {
      return name;
    }
  }

  private FacePrograms() {}

  /// Every cone, every face.
  public static List<Named> all() {
    List<Named> all = new ArrayList<>();
    for (Cone cone : cones())
      for (ConicPair.Face face : faces(cone))
        for (boolean diagonal : new boolean[] {true, false}) all.add(named(cone, face, diagonal));
    return all;
  }

  private static List<Cone> cones() {
    List<Cone> cones = new ArrayList<>(List.of(new ZeroCone(2), new NonnegativeCone(4)));
    for (int size : new int[] {1, 2, 3, 5}) cones.add(new SecondOrderCone(size));
    for (int order : new int[] {2, 3}) cones.add(new PsdCone(order));
    cones.add(new ExponentialCone());
    for (double alpha : new double[] {0.3, 0.5, 0.7}) cones.add(new PowerCone(alpha));
    return cones;
  }

  private static List<ConicPair.Face> faces(Cone cone) {
    if (cone instanceof ZeroCone || cone instanceof NonnegativeCone)
      return List.of(ConicPair.Face.BOUNDARY);
    if (cone instanceof SecondOrderCone(int size) && size == 1)
      return List.of(ConicPair.Face.INTERIOR, ConicPair.Face.APEX);
    if (cone instanceof SecondOrderCone || cone instanceof PsdCone)
      return List.of(ConicPair.Face.INTERIOR, ConicPair.Face.APEX, ConicPair.Face.BOUNDARY);
    return Arrays.asList(ConicPair.Face.values());
  }

  private static Named named(Cone cone, ConicPair.Face face, boolean diagonal) {
    String name = "%s, %s, P %s".formatted(cone, face, diagonal ? "diagonal" : "full");
    for (int seed = 0; seed < TRIES; seed++) {
      SplittableRandom random = new SplittableRandom(31 * name.hashCode() + seed);
      int n = cone.size() + random.nextInt(2);
      ConicPair pair = ConicPair.on(face, cone, random);
      double[][] p = curvature(n, diagonal, random), a = new double[cone.size()][];
      for (int i = 0; i < a.length; i++) a[i] = ConicPair.gaussian(n, random);
      ConicProgram program = around(p, a, cone, pair, ConicPair.gaussian(n, random));
      if (ConicPrograms.condition(program, List.of(pair)) < WELL_POSED)
        return new Named(name, program, diagonal);
    }
    throw new AssertionError("no well-posed program: " + name);
  }

  private static double[][] curvature(int n, boolean diagonal, SplittableRandom random) {
    double[][] p = new double[n][n];
    for (int i = 0; i < n; i++) p[i][i] = random.nextDouble(0.5, 2);
    for (int r = 0; r < (diagonal ? 0 : n); r++) {
      double[] v = ConicPair.gaussian(n, random);
      for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) p[i][j] += v[i] * v[j] / n;
    }
    return p;
  }

  private static ConicProgram around(
      double[][] p, double[][] a, Cone cone, ConicPair pair, double[] y) {
    ConicProgram moved =
        new ConicProgram(
            p, new double[y.length], a, new double[a.length], List.of(cone), y, pair.s(), pair.z());
    return movedTo(moved, y);
  }

  /// The program of the same P, A, s and z whose solution is y. Neither P nor A nor the pair
  /// changes, and so no derivative of y or z in q and b.
  public static ConicProgram movedTo(ConicProgram x, double[] y) {
    double[] b = x.s().clone();
    for (int i = 0; i < b.length; i++) b[i] += ConicProgram.dot(x.a()[i], y);
    double[] q = ConicPrograms.gradient(x.p(), y, x.a(), x.z());
    return new ConicProgram(x.p(), q, x.a(), b, x.cones(), y, x.s(), x.z());
  }

  /// The solution at which q is 0: −P⁻¹Aᵀz.
  public static double[] withoutLinearCost(ConicProgram x) {
    double[] force = ConicPrograms.transposedProduct(x.a(), x.z(), x.n());
    for (int j = 0; j < force.length; j++) force[j] = -force[j];
    return new DenseSolve(x.p()).solve(force);
  }

  /// Both programs as one, with nothing in common.
  public static ConicProgram beside(ConicProgram x, ConicProgram other) {
    List<Cone> cones = new ArrayList<>(x.cones());
    cones.addAll(other.cones());
    return new ConicProgram(
        blocks(x.p(), other.p(), x.n(), other.n()),
        ConicPrograms.join(x.q(), other.q()),
        blocks(x.a(), other.a(), x.n(), other.n()),
        ConicPrograms.join(x.b(), other.b()),
        cones,
        ConicPrograms.join(x.y(), other.y()),
        ConicPrograms.join(x.s(), other.s()),
        ConicPrograms.join(x.z(), other.z()));
  }

  private static double[][] blocks(double[][] x, double[][] other, int n, int more) {
    double[][] both = new double[x.length + other.length][n + more];
    for (int i = 0; i < x.length; i++) System.arraycopy(x[i], 0, both[i], 0, n);
    for (int i = 0; i < other.length; i++)
      System.arraycopy(other[i], 0, both[x.length + i], n, more);
    return both;
  }
}
