package io.ffolayer.cli;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.io.Answer;
import io.ffolayer.io.AnswerFile;
import io.ffolayer.io.ProblemBatch;
import io.ffolayer.io.Timing;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// Solves and differentiates all problems of a file, and times it.
final class Solving {
  private static final double WARM_UP_SECONDS = 4;

  /// Of problems so long that a few of them are warm-up enough.
  private static final double MOST_WARM_UP_SECONDS = 12;

  private static final int FEWEST_WARM_UPS = 3;
  private static final int MOST_WARM_UPS = 20_000;

  /// One batch with its layer and numbers.
  ///
  /// @param cotangents empty if no problem of the batch has one
  private record Work(
      ProblemBatch batch,
      ConvexLayer layer,
      Map<Parameter, Tensor> values,
      Map<Differentiable, Tensor> cotangents) {}

  /// What one round gave, batch by batch.
  ///
  /// @param forward seconds
  /// @param backward seconds
  private record Round(
      List<ForwardPass> passes,
      List<@Nullable Gradients> gradients,
      double forward,
      double backward) {}

  private final List<Work> works = new ArrayList<>();

  Solving(List<ProblemBatch> batches, Function<ProblemBatch, ConvexLayer> layers) {
    for (ProblemBatch batch : batches)
      works.add(
          new Work(
              batch,
              layers.apply(batch),
              batch.values(),
              batch.hasCotangents() ? batch.cotangents() : Map.of()));
  }

  /// @param repeats 0 for one round as it comes; otherwise the most rounds after a warm-up
  /// @param seconds no round begins later than so many seconds after the first of the repeats
  AnswerFile run(int repeats, double seconds) {
    if (repeats > 0) warmUp();
    DoubleStream.Builder forward = DoubleStream.builder(), backward = DoubleStream.builder();
    long start = System.nanoTime();
    Round last;
    int rounds = 0;
    do {
      last = round();
      forward.add(last.forward);
      backward.add(last.backward);
    } while (++rounds < repeats && since(start) < seconds);
    boolean differentiated = works.stream().anyMatch(work -> !work.cotangents.isEmpty());
    return new AnswerFile(
        answers(last),
        Timing.of(forward.build().toArray()),
        differentiated ? Timing.of(backward.build().toArray()) : null);
  }

  private void warmUp() {
    long start = System.nanoTime();
    for (int k = 0; k < MOST_WARM_UPS; k++) {
      round();
      double bound = k >= FEWEST_WARM_UPS ? WARM_UP_SECONDS : MOST_WARM_UP_SECONDS;
      if (since(start) > bound) return;
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  private Round round() {
    List<ForwardPass> passes = new ArrayList<>();
    List<@Nullable Gradients> gradients = new ArrayList<>();
    long start = System.nanoTime();
    for (Work work : works) passes.add(work.layer.forward(work.values));
    long solved = System.nanoTime();
    for (int k = 0; k < works.size(); k++) {
      Work work = works.get(k);
      gradients.add(
          work.cotangents.isEmpty()
              ? null
              : passes.get(k).backward(work.cotangents, work.layer.adjoint(), work.batch.wanted()));
    }
    long end = System.nanoTime();
    return new Round(passes, gradients, (solved - start) * 1e-9, (end - solved) * 1e-9);
  }

  private List<Answer> answers(Round round) {
    Answer[] answers = new Answer[works.stream().mapToInt(work -> work.batch.size()).sum()];
    for (int k = 0; k < works.size(); k++)
      works.get(k).batch.answer(round.passes.get(k), round.gradients.get(k), answers);
    return List.of(answers);
  }
}
