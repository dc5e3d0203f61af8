package io.ffolayer.bench;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.training.ParameterStore;
import io.ffolayer.ConvexLayer;
import io.ffolayer.djl.ConvexBlock;
import io.ffolayer.djl.LayerCollector;
import io.ffolayer.djl.LayerStatistics;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What a block of the Deep Java Library adds to its layer: forward and backward, 32 instances of
/// 50 variables, 32 bits, on one thread. The layer alone; a network of the block, with a loss and a
/// gradient collector; and the same network with nothing in the place of the block, which is the
/// framework's own part.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "-Dai.djl.offline=true",
      "-Dai.djl.pytorch.num_threads=1"
    })
public class ConvexBlockBenchmark {
  private static final int BATCH = 32;
  private static final int SIZE = 50;
  private static final Shape SHAPE = new Shape(BATCH, SIZE);

  private final Parameter q = Parameter.vector("q", SIZE);
  private final Variable z = Variable.vector("z", SIZE);
  private final ConvexLayer layer =
      ConvexLayer.of(
              Problem.minimize(sumSquares(z).times(0.5).plus(dot(q, z)))
                  .subjectTo(z.ge(-1), z.le(0), sum(z).le(3)))
          .withThreads(1);
  private final Tensor costs = Tensor.zeros(BATCH, SIZE);
  private final Tensor cotangent = Tensor.zeros(BATCH, SIZE);
  private final LayerStatistics statistics = new LayerStatistics();
  private final Block block = ConvexBlock.of(layer).build();
  private final Block nothing = Blocks.identityBlock();
  private NDManager manager;
  private NDArray input;
  private NDArray weights;
  private NDArray zeros;

  /// Draws the costs, and makes arrays of them. The input of the network is a parameter plus zeros,
  /// so that it is an array of the step.
  @Setup
  public void prepare() {
    manager = NDManager.newBaseManager("PyTorch");
    Random random = new Random(1);
    for (int k = 0; k < costs.size(); k++) {
      costs.values()[k] = (float) (0.5 + 1.15 * random.nextGaussian());
      cotangent.values()[k] = (float) random.nextDouble();
    }
    input = array(costs);
    input.setRequiresGradient(true);
    weights = array(cotangent);
    zeros = array(Tensor.zeros(BATCH, SIZE));
  }

  private NDArray array(Tensor tensor) {
    return manager.create(tensor.values(), SHAPE).toType(DataType.FLOAT32, true);
  }

  /// Frees the arrays.
  @TearDown
  public void close() {
    manager.close();
  }

  /// The layer alone, from tensors to tensors.
  ///
  /// @return the gradient of the costs
  @Benchmark
  public double[] layer() {
    return layer.forward(Map.of(q, costs)).backward(z, cotangent).of(q).values();
  }

  /// A network of the block.
  ///
  /// @return the loss
  @Benchmark
  public NDArray network() {
    return train(block);
  }

  /// The network without it.
  ///
  /// @return the loss
  @Benchmark
  public NDArray networkOfNothing() {
    return train(nothing);
  }

  private NDArray train(Block network) {
    try (NDManager step = manager.newSubManager();
        LayerCollector collector = LayerCollector.open(network, statistics)) {
      NDArray costsOfStep = zeros.add(input);
      costsOfStep.attach(step);
      NDArray decided =
          network
              .forward(new ParameterStore(step, false), new NDList(costsOfStep), true)
              .singletonOrThrow();
      NDArray loss = decided.mul(weights).sum();
      loss.attach(step);
      collector.backward(loss);
      return loss;
    }
  }
}
