package io.ffolayer;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.ObjectiveConstant;
import io.ffolayer.program.Output;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Solution;
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
  private final double[] dy;
  private final double[] dz;
  private final double[] ds;
  private final double[] value;

  Forward(ForwardPass pass, ConvexLayer layer, Call call, ProgramData data, Solution solution) {
    this.pass = pass;
    this.call = call;
    this.layer = layer;
    this.data = data;
    this.solution = solution;
    n = solution.variables();
    m = solution.rows();
    dy = new double[data.batch() * n];
    dz = new double[data.batch() * m];
    ds = new double[data.batch() * m];
    value = new double[data.batch()];
  }

  Tangents tangents(Map<Parameter, Tensor> changes, Adjoint adjoint) {
    ParameterValues delta = changeValues(changes);
    ProgramData change = layer.canonical().program().changeAt(delta);
    ObjectiveConstant constant = layer.canonical().objectiveConstant();
    GradientReport[] reports = new GradientReport[data.batch()];
    Arrays.fill(reports, GradientReport.NONE);
    ConvexLayer.PreparedAdjoint prepared = layer.prepared(adjoint);
    layer
        .threads()
        .run(
            data.batch(),
            1,
            prepared.workers(),
            prepared.prepared()::worker,
            () -> {},
            (worker, from, to) -> {
              for (int i = from; i < to; i++)
                if (solution.isSolved(i)) {
                  reports[i] = tangent(worker, change, i);
                  value[i] += constant.change(call.values(), delta, i);
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
    return layer.canonical().logarithmic().isEmpty() ? given : ofLogarithms(given);
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
          double factor = layer.canonical().takesLogarithm(p) ? Math.exp(-v) : 1;
          values[p][i * size + k] = change.values()[p][change.offset(p, i) + k] * factor;
        }
    }
    return new ParameterValues(data.batch(), values, change.sizes(), batched);
  }

  private GradientReport tangent(Adjoint.Worker worker, ProgramData change, int i) {
    worker.visit(data, solution, i);
    double[] y = worker.y();
    double[] z = worker.z();
    double[] r1 = new double[n];
    double[] r2 = new double[m];
    change.addSymmetricPartProduct(i, y, 0, r1, 0);
    double along = 0;
    for (int j = 0; j < n; j++) along += 0.5 * y[j] * r1[j];
    change.addTransposedProduct(i, z, 0, r1, 0);
    change.addRowProduct(i, y, 0, r2, 0);
    for (int j = 0; j < n; j++) {
      double dq = change.linear().values()[change.linear().offset(i) + j];
      r1[j] += dq;
      along += dq * y[j];
    }
    for (int k = 0; k < m; k++) {
      r2[k] -= finite(change.rhs().values()[change.rhs().offset(i) + k]);
      along += z[k] * r2[k];
    }
    value[i] = along;
    worker.direction(r1, 0, r2, 0, dy, i * n, dz, i * m);
    // s = b − Ay changes by −r₂ − A δy.
    data.addRowProduct(i, dy, i * n, ds, i * m);
    for (int k = 0; k < m; k++) ds[i * m + k] = -ds[i * m + k] - r2[k];
    return worker.report();
  }

  /// A change of a right-hand side that is +∞ and stays so is no change.
  private static double finite(double change) {
    return Double.isFinite(change) ? change : 0;
  }

  private Tensor output(Differentiable differentiable) {
    double[] values = pass.value(differentiable).values();
    Output output = layer.canonical().output(differentiable);
    double[] out = new double[values.length];
    int size = values.length / Math.max(1, data.batch());
    for (int i = 0; i < data.batch(); i++)
      for (int k = 0; k < size; k++) {
        double factor = output.isExponential() ? values[i * size + k] : 1;
        out[i * size + k] = factor * change(output, i, k);
      }
    return Tensor.wrap(out, pass.withBatch(differentiable.shape()));
  }

  private double change(Output output, int i, int k) {
    return switch (output) {
      case Output.Value optimal -> optimal.sign() * value[i];
      case Output.Part part ->
          part.scale(k)
              * switch (part.vector()) {
                case Y -> dy[i * n + part.index(k)];
                case Z -> dz[i * m + part.index(k)];
                case S -> ds[i * m + part.index(k)];
              };
    };
  }
}
