package io.ffolayer.internal.scale;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.ProgramStructure.ConeRows;
import java.util.Arrays;
import java.util.List;

/// What each variable by itself says of the size of the objective, the same in all units of rows
/// and variables: a part of [ObjectiveScale]. The memory of one thread.
final class VariableTerms {
  /// The terms that were read last: what the methods return.
  private final double[] terms;

  private final double[] perDistance;
  private final double[] perRow;
  private final double[] limit;
  private final List<ConeRows> cones;

  VariableTerms(ProgramStructure structure) {
    int n = structure.variables();
    cones = structure.cones();
    terms = new double[n];
    perDistance = new double[n];
    limit = new double[n];
    perRow = new double[structure.rows()];
    Arrays.fill(limit, Double.POSITIVE_INFINITY);
  }

  /// P_jj d_j² for each column, 0 where no row that y = 0 violates meets it.
  double[] quadratic(ProgramData data, int instance) {
    readDistances(data, instance, false);
    data.p().diagonal(instance, terms);
    for (int j = 0; j < terms.length; j++)
      terms[j] = perDistance[j] > 0 ? terms[j] / (perDistance[j] * perDistance[j]) : 0;
    return terms;
  }

  /// |q_j| min(r_j, |q_j|/P_jj) for each column with curvature, 0 for the others.
  double[] linear(ProgramData data, int instance) {
    readDistances(data, instance, true);
    return linearByDistances(data, instance);
  }

  /// At least the largest [#linear]: q_j²/P_jj.
  double linearBound(ProgramData data, int instance) {
    Arrays.fill(perDistance, 0);
    return Reach.largest(linearByDistances(data, instance));
  }

  private double[] linearByDistances(ProgramData data, int instance) {
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    data.p().diagonal(instance, terms);
    for (int j = 0; j < terms.length; j++) {
      double cost = Math.abs(q[qAt + j]);
      boolean counts = cost > 0 && terms[j] > 0;
      terms[j] = counts ? cost / Math.max(perDistance[j], terms[j] / cost) : 0;
    }
    return terms;
  }

  /// 1 / min_i (|b_i| / |a_ij|) for each column over the rows with a right-hand side that meet it,
  /// 0 where none does.
  ///
  /// @param all whether rows that y = 0 fulfils count, too
  private void readDistances(ProgramData data, int instance, boolean all) {
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    for (int k = 0; k < cones.size(); k++) {
      ConeRows rows = cones.get(k);
      for (int i = rows.first(); i < rows.end(); i++) {
        double right = b[bAt + i];
        boolean counts = all ? right != 0 : Reach.isViolated(rows.cone(), right);
        perRow[i] = counts ? 1 / Math.abs(right) : 0;
      }
    }
    Arrays.fill(perDistance, 0);
    data.a().raiseParts(instance, perRow, 0, limit, perDistance);
  }
}
