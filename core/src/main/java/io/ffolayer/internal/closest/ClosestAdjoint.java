package io.ffolayer.internal.closest;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import java.util.EnumSet;

/// Differentiates closest feasible answers as solutions of the [ElasticProgram], and all others as
/// they are. Row k of the elastic program is row k of the program, so the parts of a direction are
/// those of the program's own.
final class ClosestAdjoint implements Adjoint.Worker {
  private final int n;
  private final int m;
  private final ElasticProgram program;
  private final Adjoint.Worker plain;

  /// One for each place of a run.
  private final Adjoint.Worker[] elastic;

  private final boolean[] isClosest;
  private final PrimalDual points;
  private int count;

  ClosestAdjoint(
      ProgramStructure structure,
      ElasticProgram program,
      Adjoint.Worker plain,
      Adjoint.Prepared elastic,
      int grain) {
    n = structure.variables();
    m = structure.rows();
    this.program = program;
    this.plain = plain;
    this.elastic = new Adjoint.Worker[grain];
    Arrays.setAll(this.elastic, k -> elastic.worker());
    isClosest = new boolean[grain];
    points = PrimalDual.zeros(structure, grain);
  }

  @Override
  public void visit(ProgramData data, Solution solution, int from, int to, Watch watch) {
    plain.visit(data, solution, from, to, watch);
    count = to - from;
    for (int k = 0; k < count; k++) {
      isClosest[k] = solution.status(from + k) == Status.CLOSEST_FEASIBLE;
      if (!isClosest[k]) continue;
      ProgramData lifted = program.at(data, from + k);
      elastic[k].visit(lifted, program.lifted(solution, from + k), 0, 1, watch);
    }
  }

  @Override
  public void directions(
      PrimalDual rightHandSides, int at, PrimalDual directions, int directionsAt) {
    plain.directions(rightHandSides, at, directions, directionsAt);
    for (int k = 0; k < count; k++) {
      if (!isClosest[k]) continue;
      PrimalDual right = PrimalDual.zeros(program.structure, 1);
      PrimalDual found = PrimalDual.zeros(program.structure, 1);
      System.arraycopy(rightHandSides.y(), rightHandSides.yAt(at + k), right.y(), 0, n);
      System.arraycopy(rightHandSides.z(), rightHandSides.zAt(at + k), right.z(), 0, m);
      elastic[k].directions(right, 0, found, 0);
      System.arraycopy(found.y(), 0, directions.y(), directions.yAt(directionsAt + k), n);
      System.arraycopy(found.z(), 0, directions.z(), directions.zAt(directionsAt + k), m);
    }
  }

  @Override
  public PrimalDual points() {
    for (int k = 0; k < count; k++)
      if (isClosest[k]) {
        System.arraycopy(elastic[k].points().y(), 0, points.y(), k * n, n);
        System.arraycopy(elastic[k].points().z(), 0, points.z(), k * m, m);
      } else {
        points.set(k, plain.points(), k);
      }
    return points;
  }

  @Override
  public boolean[] active(int k) {
    return isClosest[k] ? elastic[k].active(0) : plain.active(k);
  }

  @Override
  public GradientReport report(int k) {
    if (!isClosest[k]) return plain.report(k);
    GradientReport report = elastic[k].report(0);
    return report.isStopped() ? report : report.with(EnumSet.of(Flag.CLOSEST_FEASIBLE));
  }

  @Override
  public void release() {
    plain.release();
    for (Adjoint.Worker worker : elastic) worker.release();
  }
}
