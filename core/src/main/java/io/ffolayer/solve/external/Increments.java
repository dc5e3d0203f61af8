package io.ffolayer.solve.external;

import io.ffolayer.solve.Watch;
import io.ffolayer.solve.external.ExternalAnswer.Claim;
import io.ffolayer.solve.external.ExternalProgram.Columns;
import io.ffolayer.solve.external.ExternalProgram.Entries;
import java.util.Arrays;

/// What an answer lacks, by the same solver: with the rows N that have more multiplier than slack
/// as equalities,
///
/// ```
/// min ½ dᵀPd + (Py + q + A_Nᵀz)ᵀd   subject to   A_N d = b_N − A_N y        y ← y + d,   z_N ← z_N + its dual
/// ```
///
/// in units of its own, so that an absolute tolerance costs no digits a second time. Where the
/// solver cannot resolve the sides beside the slope, the slope alone is taken. Whether the rows
/// were the right ones is seen when the result is measured.
final class Increments {
  private Increments() {}

  /// The answer with its increments, or as it is where the solver finds none.
  static ExternalAnswer added(
      ExternalSolver solver, ExternalProgram program, ExternalAnswer answer, Watch watch) {
    int n = program.variables(), m = program.rowCount();
    double[] left = program.b().clone();
    program.a().forEach((i, j, value) -> left[i] -= value * answer.y()[j]);
    int[] place = new int[m];
    Arrays.fill(place, -1);
    int count = 0;
    for (int i = 0; i < m; i++)
      if (program.equality()[i] || answer.z()[i] > left[i]) place[i] = count++;
    double[] slope = program.q().clone(), sides = new double[count];
    program.p().forEach((i, j, value) -> slope[i] += value * answer.y()[j]);
    Entries kept = new Entries();
    program
        .a()
        .forEach((i, j, value) -> {
          if (place[i] < 0) return;
          kept.add(place[i], j, value);
          slope[j] += value * answer.z()[i];
        });
    for (int i = 0; i < m; i++) if (place[i] >= 0) sides[place[i]] = left[i];
    Columns rows = kept.columns(count, n);
    boolean[] equality = new boolean[count];
    Arrays.fill(equality, true);
    ExternalAnswer step = answer;
    for (double[] lacking : new double[][] {sides, new double[count]}) {
      ExternalProgram small = new ExternalProgram(program.p(), slope, rows, lacking, equality);
      step = CommonUnits.ask(solver, small, null, watch);
      if (step.claim() == Claim.OPTIMAL) break;
    }
    if (step.claim() != Claim.OPTIMAL) return answer;
    double[] y = answer.y().clone(), z = new double[m];
    for (int j = 0; j < n; j++) y[j] += step.y()[j];
    for (int i = 0; i < m; i++) if (place[i] >= 0) z[i] = answer.z()[i] + step.z()[place[i]];
    return ExternalAnswer.optimal(y, z, answer.iterations() + step.iterations(), answer.message());
  }
}
