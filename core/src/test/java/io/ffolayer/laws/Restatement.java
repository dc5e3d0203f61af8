package io.ffolayer.laws;

import io.ffolayer.program.Cone;
import io.ffolayer.testing.ConicProgram;
import io.ffolayer.testing.ConicPrograms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A change of units: y_j counts in units of 1/variables_j, the rows of s in units of 1/rows_i, the
/// objective in units of 1/objective. The rows of a curved cone have one unit.
///
/// @param name in words
record Restatement(String name, double[] variables, double[] rows, double objective) {
  private static final double LARGE = 1e8;

  /// Every change of one kind of units by 10^±8, all alike and each its own.
  static List<Restatement> all(ConicProgram program) {
    int n = program.n(), m = program.m();
    double[] plain = filled(n, 1), asIs = filled(m, 1);
    List<Restatement> all = new ArrayList<>();
    for (double unit : new double[] {LARGE, 1 / LARGE}) {
      all.add(new Restatement("variables × " + unit, filled(n, unit), asIs, 1));
      all.add(new Restatement("rows × " + unit, plain, filled(m, unit), 1));
      all.add(new Restatement("objective × " + unit, plain, asIs, unit));
    }
    SplittableRandom random = new SplittableRandom(17);
    all.add(new Restatement("variables mixed", random(n, random), asIs, 1));
    all.add(new Restatement("rows mixed", plain, ofRows(program.cones(), random), 1));
    return all;
  }

  private static double[] filled(int size, double value) {
    double[] v = new double[size];
    Arrays.fill(v, value);
    return v;
  }

  private static double[] random(int size, SplittableRandom random) {
    double[] v = new double[size];
    for (int i = 0; i < size; i++) v[i] = Math.pow(10, random.nextInt(-8, 9));
    return v;
  }

  private static double[] ofRows(List<Cone> cones, SplittableRandom random) {
    List<Double> units = new ArrayList<>();
    for (Cone cone : cones) {
      double[] own = random(cone.size(), random);
      for (double unit : own) units.add(cone.isPolyhedral() ? unit : own[0]);
    }
    return units.stream().mapToDouble(Double::doubleValue).toArray();
  }

  ConicProgram of(ConicProgram program) {
    double[] d = new double[variables.length];
    for (int j = 0; j < d.length; j++) d[j] = 1 / variables[j];
    return ConicPrograms.scaled(program, d, rows, objective, 1);
  }

  /// A loss of the same value: cotangents of y and z in the new units.
  Loss of(Loss loss) {
    double[] c = loss.c().clone(), d = loss.d().clone();
    for (int j = 0; j < c.length; j++) c[j] /= variables[j];
    for (int i = 0; i < d.length; i++) d[i] *= rows[i] / objective;
    return new Loss(c, d);
  }

  /// What was answered in these units, in the old ones.
  Reply back(Reply reply) {
    return reply.scaled(variables, rows, objective);
  }
}
