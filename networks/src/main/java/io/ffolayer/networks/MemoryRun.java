package io.ffolayer.networks;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.Loss;
import io.ffolayer.ConvexLayer;
import io.ffolayer.djl.ConvexBlock;
import io.ffolayer.lab.experiment.Experiment;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.experiment.Statistics;
import io.ffolayer.lab.large.ProcessMemory;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/// The memory of a process that trains a network with two stacked layers for 10 000 steps.
public final class MemoryRun implements Experiment {
  private static final int SIZE = 50;
  private static final int MARKS = 20;

  /// Marks that belong to the start: code is compiled, pools and heap find their size.
  private static final int START = 5;

  private static final double MEGABYTE = 1 << 20;

  /// As the lab finds it.
  public MemoryRun() {}

  @Override
  public String name() {
    return "network-memory";
  }

  @Override
  public String about() {
    return "memory of the process while a network with two layers is trained for 10 000 steps";
  }

  @Override
  public String question() {
    return "Does a long training leak? A perceptron 640–128–128–50, a layer, a linear map and a second"
        + " layer, a bound of each learnt, 10 000 batches of 8. After every 500 steps and a garbage"
        + " collection: the heap that is used, the memory of direct buffers, and the memory of the"
        + " process as the system counts it (Linux alone). Growth compares the means of the last five"
        + " marks with those of the five after the first five.";
  }

  private static int stepsOfMark(Setting setting) {
    return setting.pick(25, 500);
  }

  @Override
  public int steps(Setting setting) {
    return MARKS;
  }

  /// Megabytes.
  private record Mark(int steps, double heap, double direct, double process) {
    static Mark at(int steps) {
      System.gc();
      double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      double direct =
          ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
              .filter(pool -> pool.getName().equals("direct"))
              .mapToDouble(BufferPoolMXBean::getMemoryUsed)
              .sum();
      return new Mark(steps, heap / MEGABYTE, direct / MEGABYTE, ProcessMemory.resident());
    }
  }

  private static final class Cost extends Loss {
    Cost() {
      super("cost");
    }

    @Override
    public NDArray evaluate(NDList targets, NDList decisions) {
      return targets.head().mul(decisions.head()).mean();
    }
  }

  /// min ½‖z‖² + qᵀz, −1 ≤ z ≤ 0, 1ᵀz ≥ h, with h learnt.
  private static ConvexBlock layer() {
    Variable z = Variable.vector("z", SIZE);
    Parameter q = Parameter.vector("q", SIZE), h = Parameter.scalar("h");
    ConvexLayer layer =
        ConvexLayer.of(
            Problem.minimize(sumSquares(z).times(0.5).plus(dot(q, z)))
                .subjectTo(z.ge(-1), z.le(0), sum(z).ge(h)));
    return ConvexBlock.of(layer).learn(h, Tensor.scalar(-SIZE / 4.0)).build();
  }

  @Override
  public Findings run(Setting setting, Consumer<String> step) {
    SplittableRandom random = new SplittableRandom(setting.seed());
    SyntheticData data = SyntheticData.of(512, SIZE, random);
    SequentialBlock layers =
        new SequentialBlock()
            .add(layer())
            .add(Linear.builder().setUnits(SIZE).build())
            .add(layer());
    List<Mark> marks = new ArrayList<>();
    try (Predictor predictor = Predictor.of(SIZE, layers, new Cost(), setting.seed())) {
      for (int mark = 1; mark <= MARKS; mark++) {
        for (int k = 0; k < stepsOfMark(setting); k++)
          predictor.step(data, random.ints(Predictor.BATCH, 0, data.samples()).toArray());
        marks.add(Mark.at(mark * stepsOfMark(setting)));
        step.accept("%d steps".formatted(mark * stepsOfMark(setting)));
      }
    }
    return findings(marks);
  }

  private static double growth(List<Mark> marks, ToDoubleFunction<Mark> of) {
    double[] all = marks.stream().mapToDouble(of).toArray();
    double early = Statistics.mean(Arrays.copyOfRange(all, START, 2 * START));
    double late = Statistics.mean(Arrays.copyOfRange(all, all.length - START, all.length));
    return early == 0 && late == 0 ? 0 : late / early - 1;
  }

  private static Findings findings(List<Mark> marks) {
    double heap = growth(marks, Mark::heap), process = growth(marks, Mark::process);
    return new Findings.Draft()
        .say(
            "From a quarter of the %d steps on, the heap grew by %.1f %% and the process by %.1f %%."
                .formatted(marks.getLast().steps, 100 * heap, 100 * process))
        .table(
            "Megabytes after so many steps",
            List.of("steps", "heap used", "direct buffers", "process"),
            marks.stream()
                .map(m -> new Row(Integer.toString(m.steps), m.heap, m.direct, m.process))
                .toList())
        .chart(
            "Memory",
            new Axis("steps", false),
            new Axis("megabytes", false),
            List.of(
                curve("heap used", marks, Mark::heap),
                curve("direct buffers", marks, Mark::direct),
                curve("process", marks, Mark::process)))
        .done();
  }

  private static Curve curve(String name, List<Mark> marks, ToDoubleFunction<Mark> of) {
    return new Curve(
        name,
        true,
        marks.stream().mapToDouble(Mark::steps).toArray(),
        marks.stream().mapToDouble(of).toArray());
  }
}
