package io.ffolayer.testing;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.interior.InteriorPoint;

/// A direction at a solution and the point where its gradient is assembled.
public record Visit(
    double[] y, double[] z, double[] dy, double[] dz, boolean[] active, GradientReport report) {
  /// Makes an adjoint ready as a layer does whose solver is the interior point.
  public static Adjoint.Prepared prepare(Adjoint adjoint, ProgramStructure structure) {
    Analysis analysis = new Analysis(structure);
    return adjoint.prepare(analysis, new InteriorPoint().prepare(analysis));
  }

  /// The direction of a fresh worker at the first instance, for the cotangents c of y and d of z.
  public static Visit of(
      Adjoint adjoint, ProgramData data, Solution solution, double[] c, double[] d) {
    return of(prepare(adjoint, data.structure()).worker(), data, solution, c, d);
  }

  public static Visit of(
      Adjoint.Worker worker, ProgramData data, Solution solution, double[] c, double[] d) {
    worker.visit(data, solution, 0, 1, Watch.unlimited());
    PrimalDual direction = PrimalDual.zeros(data.structure(), 1);
    worker.directions(new PrimalDual(c.length, d.length, c, d), 0, direction, 0);
    return new Visit(
        worker.points().y().clone(),
        worker.points().z().clone(),
        direction.y(),
        direction.z(),
        worker.active(0).clone(),
        worker.report(0));
  }

  public SlotGradients gradients() {
    return SlotGradients.of(y, z, dy, dz);
  }
}
