package io.ffolayer;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.internal.batch.Threads;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramGradient;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.canonical.ObjectiveConstant;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Watch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// The way back: directions per instance, then gradients of the parameters. What has a batch axis
/// is written right after its direction, while the instance is in the cache; what has none is
/// summed afterwards, in the order of the instances, so that the sum does not depend on the
/// threads.
final class Backward {
  /// Rows of a matrix are summed in pieces of at least so many entries.
  private static final int PIECE = 1 << 15;

  private final ConvexLayer layer;
  private final Call call;
  private final ProgramData data;
  private final Solution solution;
  private final List<Pullback> pullbacks = new ArrayList<>();
  private final int n;
  private final int m;

  Backward(ConvexLayer layer, Call call, ProgramData data, Solution solution) {
    this.layer = layer;
    this.call = call;
    this.data = data;
    this.solution = solution;
    n = solution.variables();
    m = solution.rows();
    List<Parameter> parameters = layer.parameters();
    for (int p = 0; p < parameters.size(); p++)
      pullbacks.add(new Pullback(layer.form().program(), p, parameters.get(p).scalars()));
  }

  /// @param wanted the parameters whose gradients are written; the others are left out
  Gradients gradients(Cotangents cotangents, Adjoint adjoint, Collection<Parameter> wanted) {
    BackwardEvent event = new BackwardEvent();
    event.begin();
    long start = System.nanoTime();
    int batch = data.batch();
    ConvexLayer.PreparedAdjoint prepared = layer.prepared(adjoint);
    ProgramGradient gradient = newGradient(batch);
    GradientReport[] reports = new GradientReport[batch];
    Arrays.fill(reports, GradientReport.NONE);
    Watch watch = Watch.unlimited();
    int grain = prepared.prepared().grain();
    int[] asked = positions(wanted);
    double[][] out = new double[pullbacks.size()][];
    for (int p : asked)
      out[p] =
          new double
              [Tensor.sizeOf(call.values().batched()[p] ? batch : 1, pullbacks.get(p).size())];
    layer
        .threads()
        .run(
            batch,
            Math.ceilDiv(Threads.grain(n, m), grain) * grain,
            prepared.workers(),
            prepared.prepared()::worker,
            watch::interrupt,
            (worker, from, to) -> {
              double[] scratch = scratch(true);
              for (int run = from; run < to; run += grain) {
                int end = Math.min(to, run + grain);
                if (!anySolved(run, end)) continue;
                worker.visit(data, solution, run, end, watch);
                direct(worker, cotangents, run, run, end - run, gradient);
                for (int i = run; i < end; i++) {
                  reports[i] = worker.report(i - run);
                  if (contributes(reports, i)) writeBatched(gradient, i, asked, out, scratch);
                }
              }
            });
    sumUnbatched(gradient, reports, asked, out);
    addConstant(cotangents, reports, asked, out);
    for (int p : asked) fromLogarithms(p, 0, out[p], 0, out[p].length);
    Map<Parameter, Tensor> tensors = new LinkedHashMap<>();
    for (int p : asked) tensors.put(layer.parameters().get(p), shaped(p, out[p]));
    Gradients gradients =
        new Gradients(tensors, List.of(reports), solution, (System.nanoTime() - start) * 1e-9);
    event.commit(gradients, adjoint.name());
    return gradients;
  }

  /// The positions of some parameters among those of the layer.
  private int[] positions(Collection<Parameter> wanted) {
    List<Parameter> parameters = layer.parameters();
    for (Parameter parameter : wanted)
      if (!parameters.contains(parameter))
        throw new IllegalArgumentException(
            "parameter %s does not belong to this layer, whose parameters are %s"
                .formatted(parameter, parameters));
    return IntStream.range(0, parameters.size())
        .filter(p -> wanted.contains(parameters.get(p)))
        .toArray();
  }

  private ProgramGradient newGradient(int batch) {
    return new ProgramGradient(
        data.structure(),
        new double[batch * n],
        new double[batch * m],
        new double[batch * n],
        new double[batch * m],
        new double[batch]);
  }

  private boolean anySolved(int from, int to) {
    for (int i = from; i < to; i++) if (solution.isSolved(i)) return true;
    return false;
  }

  /// Whether the gradient of an instance is in the result: it was solved, and the backward pass
  /// reached it.
  private boolean contributes(GradientReport[] reports, int i) {
    return solution.isSolved(i) && !reports[i].isStopped();
  }

  /// The directions at the run of instances that the worker visits, and what else their gradients
  /// are made of.
  ///
  /// @param at where the first of them stands in the cotangents and the gradient
  private void direct(
      Adjoint.Worker worker,
      Cotangents cotangents,
      int first,
      int at,
      int count,
      ProgramGradient gradient) {
    for (int k = 0; k < count; k++)
      if (solution.isSolved(first + k)) cotangents.eliminateSlack(data, first + k, at + k);
    worker.directions(cotangents.pairs(), at, gradient.directions(), at);
    for (int k = 0; k < count; k++) {
      if (!solution.isSolved(first + k) || worker.report(k).isStopped()) continue;
      cotangents.addSlack(at + k, gradient.dz(), (at + k) * m);
      gradient.points().set(at + k, worker.points(), k);
      if (cotangents.of.value()[at + k] != 0)
        gradient.addValue(at + k, cotangents.of.value()[at + k]);
    }
  }

  private double[] scratch(boolean batched) {
    int size = 0;
    for (int p = 0; p < pullbacks.size(); p++)
      if (call.values().batched()[p] == batched)
        size = Math.max(size, pullbacks.get(p).scratchSize());
    return new double[size];
  }

  private void writeBatched(
      ProgramGradient gradient, int i, int[] asked, double[][] out, double[] scratch) {
    for (int p : asked) {
      Pullback pullback = pullbacks.get(p);
      if (call.values().batched()[p])
        pullback.write(
            gradient, i, 0, pullback.rows(), false, out[p], i * pullback.size(), scratch);
    }
  }

  /// A piece of the sum of one parameter: rows `from` ≤ r < `to` of its matrix.
  private record Piece(int parameter, int from, int to) {}

  private void sumUnbatched(
      ProgramGradient gradient, GradientReport[] reports, int[] asked, double[][] out) {
    List<Piece> pieces = new ArrayList<>();
    for (int p : asked) {
      if (call.values().batched()[p]) continue;
      int rows = pullbacks.get(p).rows();
      int step = Math.max(1, (int) ((long) PIECE * rows / Math.max(1, pullbacks.get(p).size())));
      for (int from = 0; from < rows; from += step)
        pieces.add(new Piece(p, from, Math.min(rows, from + step)));
    }
    layer
        .threads()
        .run(
            pieces.size(),
            1,
            new ConcurrentLinkedQueue<>(),
            () -> scratch(false),
            () -> {},
            (scratch, from, to) -> {
              for (Piece piece : pieces.subList(from, to))
                sum(gradient, reports, piece, out[piece.parameter], scratch);
            });
  }

  private void sum(
      ProgramGradient gradient,
      GradientReport[] reports,
      Piece piece,
      double[] out,
      double[] scratch) {
    Pullback pullback = pullbacks.get(piece.parameter);
    boolean add = false;
    for (int i = 0; i < data.batch(); i++) {
      if (!contributes(reports, i)) continue;
      pullback.write(gradient, i, piece.from, piece.to, add, out, 0, scratch);
      add = true;
    }
  }

  /// Adds the gradient of the part of the optimal value that no variable enters.
  private void addConstant(
      Cotangents cotangents, GradientReport[] reports, int[] asked, double[][] out) {
    ObjectiveConstant constant = layer.canonical().objectiveConstant();
    for (int p : asked) {
      if (!constant.reads(p)) continue;
      for (int i = 0; i < data.batch(); i++) {
        if (!contributes(reports, i) || cotangents.of.value()[i] == 0) continue;
        int at = call.values().batched()[p] ? i * pullbacks.get(p).size() : 0;
        constant.pullBack(p, call.values(), i, cotangents.of.value()[i], out[p], at);
      }
    }
  }

  /// ∂ℓ/∂p = ∂ℓ/∂v / p where the maps take v = log p: entries k of a run that begins with entry
  /// `first` of the values of the parameter.
  private void fromLogarithms(int p, int first, double[] gradient, int at, int count) {
    if (!layer.canonical().parameters().get(p).logarithmic()) return;
    double[] v = call.values().values()[p];
    for (int k = 0; k < count; k++) gradient[at + k] *= Math.exp(-v[first + k]);
  }

  private Tensor shaped(int p, double[] values) {
    Parameter parameter = layer.parameters().get(p);
    int[] own = parameter.tensorShape();
    if (!call.values().batched()[p]) return Tensor.wrap(values, own);
    int[] shape = new int[own.length + 1];
    shape[0] = data.batch();
    System.arraycopy(own, 0, shape, 1, own.length);
    return Tensor.wrap(values, shape);
  }

  Tensor jacobian(Differentiable output, Parameter parameter, Adjoint adjoint, ForwardPass pass) {
    int p = layer.parameters().indexOf(parameter);
    if (p < 0)
      throw new IllegalArgumentException(
          "parameter " + parameter + " does not belong to this layer");
    Pullback pullback = pullbacks.get(p);
    int entries = Tensor.sizeOf(output.shape());
    int columns = pullback.size();
    double[] out = new double[Tensor.sizeOf(data.batch(), entries, columns)];
    ConvexLayer.PreparedAdjoint prepared = layer.prepared(adjoint);
    Watch watch = Watch.unlimited();
    layer
        .threads()
        .run(
            data.batch(),
            1,
            prepared.workers(),
            prepared.prepared()::worker,
            watch::interrupt,
            (worker, from, to) -> {
              for (int i = from; i < to; i++) {
                if (!solution.isSolved(i)) continue;
                worker.visit(data, solution, i, i + 1, watch);
                jacobian(worker, pass, output, pullback, i, out, i * entries * columns);
              }
            });
    int[] own = parameter.tensorShape();
    int[] shape = new int[output.shape().length + own.length];
    System.arraycopy(output.shape(), 0, shape, 0, output.shape().length);
    System.arraycopy(own, 0, shape, output.shape().length, own.length);
    return Tensor.wrap(out, pass.withBatch(shape));
  }

  private void jacobian(
      Adjoint.Worker worker,
      ForwardPass pass,
      Differentiable output,
      Pullback pullback,
      int i,
      double[] out,
      int at) {
    ProgramGradient gradient = newGradient(1);
    Cotangents cotangents = pass.newCotangents(1);
    double[] scratch = new double[pullback.scratchSize()];
    Output read = layer.form().output(output);
    ObjectiveConstant constant = layer.canonical().objectiveConstant();
    int entries = Tensor.sizeOf(output.shape());
    for (int k = 0; k < entries; k++) {
      cotangents.of.clear();
      gradient.value()[0] = 0;
      cotangents.add(read, i, 0, k);
      direct(worker, cotangents, i, 0, 1, gradient);
      if (worker.report(0).isStopped())
        throw new CancellationException("interrupted before the Jacobian was complete");
      int row = at + k * pullback.size();
      pullback.write(gradient, 0, 0, pullback.rows(), false, out, row, scratch);
      if (cotangents.of.value()[0] != 0 && constant.reads(pullback.parameter()))
        constant.pullBack(
            pullback.parameter(), call.values(), i, cotangents.of.value()[0], out, row);
      int p = pullback.parameter();
      fromLogarithms(p, call.values().offset(p, i), out, row, pullback.size());
    }
  }
}
