package io.ffolayer.adjoint.approximate;

import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.WarmStart;
import java.util.Set;

/// The active rows and margins of forward solutions, for reports of directions that use neither.
final class ForwardFaces {
  private final ActiveRows rows;
  private boolean[][] active = new boolean[0][];
  private int[] counts = new int[0];
  private double[] margins = new double[0];

  ForwardFaces(ProgramStructure structure) {
    rows = new ActiveRows(structure);
  }

  /// Goes to the solutions of a batch; what was not solved has no face.
  void visit(ProgramData data, Solution solution) {
    active = new boolean[solution.batch()][solution.rows()];
    counts = new int[solution.batch()];
    margins = new double[solution.batch()];
    for (int k = 0; k < solution.batch(); k++) {
      margins[k] = Double.POSITIVE_INFINITY;
      if (!solution.isSolvedOrAlmost(k)) continue;
      WarmStart.Point at = solution.point(k);
      rows.scale(data, k, Point.of(at.y(), at.s(), at.z()));
      rows.snap(at.s(), at.z());
      active[k] = rows.active();
      counts[k] = rows.count();
      margins[k] = rows.margin();
    }
  }

  boolean[] active(int k) {
    return active[k];
  }

  GradientReport report(int k, double residual, double estimate) {
    return new GradientReport(counts[k], margins[k], residual, estimate, Set.of());
  }
}
