package io.ffolayer;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.canonical.ObjectiveConstant;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.canonical.SolutionDifferential;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Forward mode: r₁ = δP y + δq + δAᵀz and r₂ = δA y − δb into the same linear system as the
/// gradient.
final class Forward {
  private final ForwardPass pass;
  private final ConvexLayer layer;
  private final Call call;
  private final ProgramData data;
  private final Solution solution;
  private final int n;
  private final int m;
  private final SolutionDifferential change;

  Forward(ForwardPass pass, ConvexLayer layer, Call call, ProgramData data, Solution solution) {
    this.pass = pass;
    this.call = call;
    this.layer = layer;
    this.data = data;
    this.solution = solution;
    n = solution.variables();
    m = solution.rows();
    change = new SolutionDifferential(data.batch(), n, m);
    change.s();
  }

  Tangents tangents(Map<Parameter, Tensor> changes, Adjoint adjoint) {
    ParameterValues delta = changeValues(changes);
    ProgramData slope = layer.form().program().changeAt(delta);
    ObjectiveConstant constant = layer.canonical().objectiveConstant();
    GradientReport[] reports = new GradientReport[data.batch()];
    Arrays.fill(reports, GradientReport.NONE);
    Watch watch = Watch.unlimited();
    ConvexLayer.PreparedAdjoint prepared = layer.prepared(adjoint);
    layer
        .threads()
        .run(
            data.batch(),
            1,
            prepared.workers(),
            prepared.prepared()::worker,
            watch::interrupt,
            (worker, from, to) -> {
              for (int i = from; i < to; i++)
                if (solution.isSolved(i)) {
                  reports[i] = tangent(worker, slope, watch, i);
                  if (reports[i].isStopped()) change.value()[i] = 0;
                  else change.value()[i] += constant.change(call.values(), delta, i);
                }
            });
    return new Tangents(this::output, List.of(reports));
  }

  private ParameterValues changeValues(Map<Parameter, Tensor> changes) {
    List<Parameter> parameters = layer.parameters();
    for (Parameter parameter : changes.keySet())
      if (!parameters.contains(parameter))
        throw new IllegalArgumentException(
            "parameter "
                + parameter
                + " does not belong to this layer, whose parameters are "
                + parameters);
    int count = parameters.size();
    double[][] values = new double[count][];
    int[] sizes = new int[count];
    boolean[] batched = new boolean[count];
    for (int p = 0; p < count; p++) {
      Parameter parameter = parameters.get(p);
      Tensor change = changes.get(parameter);
      sizes[p] = parameter.scalars();
      values[p] = change == null ? new double[sizes[p]] : change.values();
      batched[p] = change != null && Call.hasBatchAxis(parameter, change);
      if (change != null && batched[p] && change.axis(0) != data.batch())
        throw new ShapeException(
            "the change of %s has a batch axis of %d, the pass one of %d"
                .formatted(parameter.name(), change.axis(0), data.batch()));
    }
    ParameterValues given = new ParameterValues(data.batch(), values, sizes, batched);
    return layer.canonical().hasLogarithms() ? ofLogarithms(given) : given;
  }

  /// δv = δp / p where the maps take v = log p, a block per instance.
  private ParameterValues ofLogarithms(ParameterValues change) {
    int count = change.sizes().length;
    double[][] values = new double[count][];
    boolean[] batched = new boolean[count];
    Arrays.fill(batched, true);
    for (int p = 0; p < count; p++) {
      int size = change.sizes()[p];
      values[p] = new double[data.batch() * size];
      for (int i = 0; i < data.batch(); i++)
        for (int k = 0; k < size; k++) {
          double v = call.values().values()[p][call.values().offset(p, i) + k];
          double factor = layer.canonical().parameters().get(p).logarithmic() ? Math.exp(-v) : 1;
          values[p][i * size + k] = change.values()[p][change.offset(p, i) + k] * factor;
        }
    }
    return new ParameterValues(data.batch(), values, change.sizes(), batched);
  }

  private GradientReport tangent(Adjoint.Worker worker, ProgramData slope, Watch watch, int i) {
    worker.visit(data, solution, i, i + 1, watch);
    double[] y = worker.points().y();
    double[] z = worker.points().z();
    PrimalDual moved = PrimalDual.zeros(data.structure(), 1);
    double[] r1 = moved.y();
    double[] r2 = moved.z();
    slope.p().addSymmetricPart(i, y, 0, r1, 0);
    double along = 0;
    for (int j = 0; j < n; j++) along += 0.5 * y[j] * r1[j];
    slope.addTransposedProduct(i, z, 0, r1, 0);
    slope.addRowProduct(i, y, 0, r2, 0);
    for (int j = 0; j < n; j++) {
      double dq = slope.linear().values()[slope.linear().offset(i) + j];
      r1[j] += dq;
      along += dq * y[j];
    }
    for (int k = 0; k < m; k++) {
      r2[k] -= finite(slope.rhs().values()[slope.rhs().offset(i) + k]);
      along += z[k] * r2[k];
    }
    change.value()[i] = along;
    worker.directions(moved, 0, new PrimalDual(n, m, change.y(), change.z()), i);
    GradientReport report = worker.report(0);
    if (report.isStopped()) return report;
    // s = b − Ay changes by −r₂ − A δy.
    double[] ds = change.s();
    data.addRowProduct(i, change.y(), i * n, ds, i * m);
    for (int k = 0; k < m; k++) ds[i * m + k] = -ds[i * m + k] - r2[k];
    return report;
  }

  /// A change of a right-hand side that is +∞ and stays so is no change.
  private static double finite(double change) {
    return Double.isFinite(change) ? change : 0;
  }

  private Tensor output(Differentiable differentiable) {
    Output output = layer.form().output(differentiable);
    double[] out = new double[data.batch() * output.size()];
    for (int i = 0; i < data.batch(); i++)
      if (solution.isSolved(i)) output.pushForward(pass.point(), change, i, out, i * output.size());
    return Tensor.wrap(out, pass.withBatch(differentiable.shape()));
  }
}
