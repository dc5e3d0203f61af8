package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.solve.separable.SemismoothNewton;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What does not change between two layers is made once, and a call leaves nothing behind but
/// memory to be used again.
class PreparedOnceTest {
  private final Variable x = Variable.vector("x", 2);
  private final Parameter q = Parameter.vector("q", 2);
  private final ConvexLayer layer =
      ConvexLayer.of(
              QuadraticProgram.in(x)
                  .minimize(Constant.identity(2, 1), q)
                  .atMost(Constant.filled(2, 1)))
          .withThreads(1);
  private final Map<Parameter, Tensor> values = Map.of(q, Tensor.vector(1, -2));

  /// An interior point that counts how often it is made ready, and for how many threads.
  private record Counting(AtomicInteger preparations, AtomicInteger workers) implements Solver {
    Counting() {
      this(new AtomicInteger(), new AtomicInteger());
    }

    @Override
    public Prepared prepare(Analysis analysis) {
      preparations.incrementAndGet();
      Prepared prepared = new InteriorPoint().prepare(analysis);
      return () -> {
        workers.incrementAndGet();
        return prepared.worker();
      };
    }
  }

  @Test
  void optionsPrepareNothingAnewAndKeepTheSpareWorkers() {
    Counting solver = new Counting();
    ConvexLayer first = layer.withSolver(solver);
    List<ConvexLayer> layers = new ArrayList<>(List.of(first));
    layers.add(first.withSolver(solver));
    layers.add(first.withAdjoint(new Implicit()));
    layers.add(first.withThreads(1));
    layers.add(first.withTimeLimit(Duration.ofMinutes(1)));
    layers.add(first.forInference());
    for (ConvexLayer each : layers) assertThat(each.forward(values).allSolved()).isTrue();
    assertThat(solver.preparations()).hasValue(1);
    assertThat(solver.workers()).hasValue(1);
    assertThat(layers.get(2).withAdjoint(new FirstOrder()).solver()).isEqualTo(solver);
  }

  @Test
  void eventsOfForwardAndBackwardCallsComeWhileARecordingRuns(@TempDir Path folder)
      throws Exception {
    ForwardPass before = layer.forward(values);
    Path file = folder.resolve("layer.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.ffolayer.Solve");
      recording.enable("io.ffolayer.Backward");
      recording.start();
      layer.forward(values).backward(x, Tensor.vector(1, 1));
      before.backward(x, Tensor.vector(1, 1));
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(events)
        .extracting(event -> event.getEventType().getName())
        .containsExactlyInAnyOrder(
            "io.ffolayer.Solve", "io.ffolayer.Backward", "io.ffolayer.Backward");
    assertThat(events)
        .allSatisfy(event -> {
          assertThat(event.getInt("batch")).isEqualTo(1);
          assertThat(event.getDuration()).isPositive();
        });
    RecordedEvent solve =
        events.stream()
            .filter(event -> event.getEventType().getName().endsWith("Solve"))
            .findFirst()
            .orElseThrow();
    assertThat(solve.getInt("solved")).isEqualTo(1);
    assertThat(solve.getString("solver")).isNotEmpty();
  }

  @Test
  void aCallThatIsOverKeepsNeitherItsInputsNorItsPassNorItsGradientsAlive()
      throws InterruptedException {
    for (ConvexLayer each :
        List.of(
            layer.withAdjoint(new Implicit()),
            layer.withAdjoint(new FirstOrder()),
            layer.withSolver(new InteriorPoint()).withAdjoint(new Implicit()),
            layer.withSolver(new InteriorPoint()).withAdjoint(new FirstOrder()),
            layer.withSolver(new SemismoothNewton()).withAdjoint(new Implicit()))) {
      List<WeakReference<?>> batch = called(each);
      for (int i = 0; i < 200 && batch.stream().anyMatch(part -> part.get() != null); i++) {
        System.gc();
        Thread.sleep(5);
      }
      assertThat(batch).extracting(part -> (Object) part.get()).containsOnlyNulls();
    }
  }

  private List<WeakReference<?>> called(ConvexLayer each) {
    double[] linear = {1, -2, -3, 4};
    ForwardPass pass = each.forward(Map.of(q, Tensor.wrap(linear, 2, 2)));
    Gradients gradients = pass.backward(x, Tensor.of(new double[] {1, 1, 1, 1}, 2, 2));
    assertThat(pass.allSolved()).isTrue();
    return List.of(
        new WeakReference<>(linear),
        new WeakReference<>(pass),
        new WeakReference<>(gradients),
        new WeakReference<>(gradients.of(q).values()));
  }
}
