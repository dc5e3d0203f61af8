package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.internal.batch.SpareWorkers;
import io.ffolayer.internal.batch.Threads;
import io.ffolayer.internal.recording.BackwardEvent;
import io.ffolayer.internal.recording.Recording;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.canonical.ObjectiveConstant;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Watch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way back: directions per instance, then gradients of the parameters. What has a batch axis
/// is written right after its direction, while the instance is in the cache; what has none is
/// summed afterwards, in the order of the instances, so that the sum does not depend on the
/// threads.
public final class BackwardPass {
  /// Rows of a matrix are summed in pieces of at least so many entries.
  private static final int PIECE = 1 << 15;

  private final SolvedBatch solved;
  private final ParameterValues values;
  private final Cotangents cotangents;
  private final CotangentSolve directions;
  private final List<Pullback> batched = new ArrayList<>();
  private final List<Pullback> unbatched = new ArrayList<>();
  private final double[] @Nullable [] gradients;
  private final GradientReport[] reports;
  private final Watch watch;

  private BackwardPass(
      SolvedBatch solved, Adjoint adjoint, Cotangents cotangents, double[] @Nullable [] gradients) {
    this.solved = solved;
    this.values = solved.inputs().values();
    this.cotangents = cotangents;
    this.gradients = gradients;
    reports = new GradientReport[solved.batch()];
    Arrays.fill(reports, GradientReport.NONE);
    watch = solved.core().options().watch();
    directions = new CotangentSolve(solved, cotangents, solved.batch(), adjoint, watch);
    for (Pullback pullback : solved.core().pullbacks()) {
      int p = pullback.parameter();
      if (gradients[p] != null) (values.batched()[p] ? batched : unbatched).add(pullback);
    }
  }

  /// Writes the gradients of a scalar loss.
  ///
  /// @param gradients overwritten, for each parameter that is wanted an array of the length of what
  ///   was given to the forward pass, null for the others
  /// @return how far to trust the gradient of each instance
  public static List<GradientReport> run(
      SolvedBatch solved, Adjoint adjoint, Cotangents cotangents, double[] @Nullable [] gradients) {
    @Nullable BackwardEvent event = Recording.backward();
    requireLengths(solved, gradients);
    BackwardPass pass = new BackwardPass(solved, adjoint, cotangents, gradients);
    pass.writeBatched(adjoint);
    pass.sumUnbatched();
    pass.addConstant();
    pass.undoLogarithms();
    List<GradientReport> reports = List.of(pass.reports);
    if (event != null) event.commit(reports, adjoint.name());
    return reports;
  }

  private static void requireLengths(SolvedBatch solved, double[] @Nullable [] gradients) {
    double[][] given = solved.inputs().given().values();
    if (gradients.length != given.length)
      throw new ShapeException(
          "%d gradients for %d parameters".formatted(gradients.length, given.length));
    for (int p = 0; p < given.length; p++) {
      double[] gradient = gradients[p];
      if (gradient != null && gradient.length != given[p].length)
        throw new ShapeException(
            "the gradient of %s has room for %d values, expected %d"
                .formatted(
                    solved.core().canonical().parameters().get(p).name(),
                    gradient.length,
                    given[p].length));
    }
  }

  private double[] gradient(Pullback pullback) {
    double[] gradient = gradients[pullback.parameter()];
    if (gradient == null) throw new AssertionError("only what is wanted has a place in the lists");
    return gradient;
  }

  private static int scratchSize(List<Pullback> pullbacks) {
    return pullbacks.stream().mapToInt(Pullback::scratchSize).max().orElse(0);
  }

  private void writeBatched(Adjoint adjoint) {
    PreparedAdjoint prepared = solved.core().prepared().adjoint(adjoint);
    int n = solved.solution().variables();
    int m = solved.solution().rows();
    int scratch = scratchSize(batched);
    int run = prepared.prepared().grain();
    solved
        .core()
        .threads()
        .run(
            solved.batch(),
            Math.ceilDiv(Threads.grain(n, m), run) * run,
            prepared.workers(),
            watch::interrupt,
            (worker, from, to) -> {
              ParameterGradient parameterGradient =
                  new ParameterGradient(directions.gradient(), new double[scratch]);
              for (int i = from; i < to; i += run)
                writeRun(worker, parameterGradient, i, Math.min(to, i + run));
            });
  }

  /// The directions of a run of instances and the gradients that belong to one of them alone.
  private void writeRun(
      Adjoint.Worker worker, ParameterGradient parameterGradient, int from, int to) {
    if (anySolved(from, to)) {
      worker.visit(solved.data(), solved.solution(), from, to, watch);
      directions.direct(worker, from, from, to - from);
      for (int i = from; i < to; i++) reports[i] = directions.report(worker, i - from, i);
    }
    for (Pullback pullback : batched) {
      double[] out = gradient(pullback);
      for (int i = from; i < to; i++) {
        int at = i * pullback.size();
        if (contributes(i)) parameterGradient.write(pullback.whole(), i, false, out, at);
        else Arrays.fill(out, at, at + pullback.size(), 0.0);
      }
    }
  }

  private boolean anySolved(int from, int to) {
    for (int i = from; i < to; i++) if (solved.hasPoint(i)) return true;
    return false;
  }

  /// Whether the gradient of an instance is in the result: it was solved, and the backward pass
  /// reached it.
  private boolean contributes(int i) {
    return solved.hasPoint(i) && !reports[i].isStopped();
  }

  private void sumUnbatched() {
    List<Pullback.Piece> pieces = new ArrayList<>();
    for (Pullback pullback : unbatched) pieces.addAll(pullback.pieces(PIECE));
    int scratch = scratchSize(unbatched);
    solved
        .core()
        .threads()
        .run(
            pieces.size(),
            1,
            new SpareWorkers<>(
                () -> new ParameterGradient(directions.gradient(), new double[scratch])),
            () -> {},
            (parameterGradient, from, to) -> {
              for (Pullback.Piece piece : pieces.subList(from, to)) sum(parameterGradient, piece);
            });
  }

  private void sum(ParameterGradient parameterGradient, Pullback.Piece piece) {
    double[] out = gradient(piece.pullback());
    boolean add = false;
    for (int i = 0; i < solved.batch(); i++) {
      if (!contributes(i)) continue;
      parameterGradient.write(piece, i, add, out, 0);
      add = true;
    }
    // Pieces of one parameter are filled by several threads, each time with the same zeros.
    if (!add) Arrays.fill(out, 0.0);
  }

  /// Adds the gradient of the part of the optimal value that no variable enters.
  private void addConstant() {
    ObjectiveConstant constant = solved.core().canonical().objectiveConstant();
    for (Pullback pullback : solved.core().pullbacks()) {
      int p = pullback.parameter();
      double[] out = gradients[p];
      if (out == null || !constant.reads(p)) continue;
      for (int i = 0; i < solved.batch(); i++) {
        if (!contributes(i) || cotangents.value(i) == 0) continue;
        int at = values.batched()[p] ? i * pullback.size() : 0;
        constant.pullBack(p, values, i, cotangents.value(i), out, at);
      }
    }
  }

  private void undoLogarithms() {
    Logarithms logarithms = new Logarithms(solved.core().canonical());
    for (int p = 0; p < gradients.length; p++) {
      double[] out = gradients[p];
      if (out != null) logarithms.pullBack(p, values.values()[p], 0, out, 0, out.length);
    }
  }
}
