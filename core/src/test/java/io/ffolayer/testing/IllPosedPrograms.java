package io.ffolayer.testing;

import io.ffolayer.program.Cone;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Random programs with known answers that an arbitrarily small change of the data can make
/// infeasible or unbounded.
public final class IllPosedPrograms {
  private IllPosedPrograms() {}

  /// Some z₀ ∈ K* with Aᵀz₀ = 0, bᵀz₀ = 0: every feasible s lies on the face z₀ᵀs = 0 of K.
  public static ConicProgram withoutInterior(long seed) {
    Draft draft = new Draft(seed);
    double[] z = draft.faces(false), weighted = draft.faces(false);
    int n = draft.n;
    double zz = ConicProgram.dot(z, z);
    if (zz > 0) {
      double[] az = ConicPrograms.transposedProduct(draft.a, z, n);
      for (int i = 0; i < z.length; i++)
        for (int j = 0; j < n; j++) draft.a[i][j] -= z[i] * az[j] / zz;
    }
    return draft.solvedBy(draft.slacks, weighted);
  }

  /// Some d with Pd = 0, −Ad ∈ K, qᵀd = 0: with a solution y all y + td, t ≥ 0, are solutions.
  public static ConicProgram withRayOfSolutions(long seed) {
    Draft draft = new Draft(seed);
    double[] s = draft.faces(true), weighted = draft.faces(true);
    int n = draft.n;
    double[] d = ConicPair.gaussian(n, draft.random);
    double dd = ConicProgram.dot(d, d);
    for (int i = 0; i < s.length; i++) {
      double excess = (ConicProgram.dot(draft.a[i], d) + s[i]) / dd;
      for (int j = 0; j < n; j++) draft.a[i][j] -= excess * d[j];
    }
    ConicPrograms.projectedTwice(draft.p, d, dd);
    return draft.solvedBy(weighted, draft.duals);
  }

  /// Random cones with complementary pairs, and random matrices.
  private static final class Draft {
    final SplittableRandom random;
    final int n;
    final List<Cone> cones;
    final List<ConicPair> pairs = new ArrayList<>();
    final double[] slacks;
    final double[] duals;
    final double[][] a;
    final double[][] p;

    Draft(long seed) {
      random = new SplittableRandom(seed);
      n = ConicPrograms.variables(random);
      cones = ConicPrograms.mix(random, n, ConicPrograms.ALL);
      for (Cone cone : cones) pairs.add(ConicPair.random(cone, random, 0));
      slacks = faces(true);
      duals = faces(false);
      a = ConicPrograms.sparse(random, slacks.length, n);
      p = ConicPrograms.quadratic(random, n);
    }

    /// The slacks or duals of all pairs, each block times a random number.
    double[] faces(boolean ofSlacks) {
      double[] all = new double[0];
      for (ConicPair pair : pairs) {
        double[] part = (ofSlacks ? pair.s() : pair.z()).clone();
        double factor = random.nextDouble(0.3, 3);
        for (int i = 0; i < part.length; i++) part[i] *= factor;
        all = ConicPrograms.join(all, part);
      }
      return all;
    }

    ConicProgram solvedBy(double[] s, double[] z) {
      double[] y = ConicPair.gaussian(n, random), b = s.clone();
      for (int i = 0; i < b.length; i++) b[i] += ConicProgram.dot(a[i], y);
      double[] q = ConicPrograms.gradient(p, y, a, z);
      return new ConicProgram(p, q, a, b, cones, y, s, z);
    }
  }
}
