package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.canonical.ObjectiveConstant;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.solve.Watch;
import java.util.concurrent.CancellationException;

/// The derivative of every entry of an output with respect to every value of a parameter, row by
/// row: one factorisation per instance, one direction per entry of the output.
public final class Jacobian {
  private final SolvedBatch solved;
  private final ParameterValues values;
  private final Output output;
  private final Pullback pullback;
  private final ObjectiveConstant constant;
  private final double[] out;

  private Jacobian(SolvedBatch solved, Output output, Pullback pullback) {
    this.solved = solved;
    this.values = solved.inputs().values();
    this.output = output;
    this.pullback = pullback;
    this.constant = solved.core().canonical().objectiveConstant();
    out = new double[Tensor.sizeOf(solved.batch(), output.size(), pullback.size())];
  }

  /// [B, entries of the output, scalars of the parameter]; zero for instances without a solution.
  ///
  /// @param parameter its position
  /// @throws CancellationException if a time limit or an interruption comes first
  public static double[] of(SolvedBatch solved, Adjoint adjoint, Output output, int parameter) {
    LayerCore core = solved.core();
    Jacobian jacobian = new Jacobian(solved, output, core.pullbacks().get(parameter));
    Watch watch = core.options().watch();
    PreparedAdjoint prepared = core.prepared().adjoint(adjoint);
    core.threads()
        .run(
            solved.batch(),
            1,
            prepared.workers(),
            watch::interrupt,
            (worker, from, to) -> {
              for (int i = from; i < to; i++) {
                if (!solved.hasPoint(i)) continue;
                worker.visit(solved.data(), solved.solution(), i, i + 1, watch);
                jacobian.write(worker, i, adjoint, watch);
              }
            });
    return jacobian.out;
  }

  private void write(Adjoint.Worker worker, int i, Adjoint adjoint, Watch watch) {
    int p = pullback.parameter();
    int columns = pullback.size();
    Cotangents cotangents = new Cotangents(solved, 1);
    CotangentSolve directions = new CotangentSolve(solved, cotangents, 1, adjoint, watch);
    ParameterGradient parameterGradient =
        new ParameterGradient(directions.gradient(), new double[pullback.scratchSize()]);
    Logarithms logarithms = new Logarithms(solved.core().canonical());
    for (int k = 0; k < output.size(); k++) {
      int row = (i * output.size() + k) * columns;
      cotangents.set(output, k, i, 0);
      directions.direct(worker, i, 0, 1);
      if (worker.report(0).isStopped())
        throw new CancellationException("stopped before the Jacobian was complete");
      parameterGradient.write(pullback.whole(), 0, false, out, row);
      if (cotangents.value(0) != 0 && constant.reads(p))
        constant.pullBack(p, values, i, cotangents.value(0), out, row);
      logarithms.pullBack(p, values.values()[p], values.offset(p, i), out, row, columns);
    }
  }
}
