package io.ffolayer.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import io.ffolayer.djl.Cut.Pull;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects gradients of a network that holds layers: what a gradient collector of the engine does,
/// through every [ConvexBlock].
///
/// The engine has no operation whose derivative a user may give. So its graph ends at a layer: the
/// outputs of the layer are leaves of the graph behind it. The backward pass goes from cut to cut,
/// in the reverse of the order in which the layers were called: (i) the engine goes back from the
/// loss to parameters and leaves; (ii) what has reached the leaves of the last layer is pulled back
/// through it; (iii) the engine goes on from its inputs, to parameters and to leaves of earlier
/// layers; and so on. An earlier layer never depends on a later one, so each has all of its
/// cotangent when its turn comes. Paths around a layer are taken in (i).
///
/// Not thread-safe; one at a time, as the engine wants it. [LayerTrainer] opens one for each batch.
/// For a loop of one's own:
///
/// ```java
/// try (LayerCollector collector = LayerCollector.open(network, statistics)) {
///   NDArray loss = …;       // network.forward(store, inputs, true), and what follows
///   collector.backward(loss);
/// }
/// ```
public final class LayerCollector implements GradientCollector {
  private final GradientCollector engine;
  private final List<ConvexBlock> blocks;
  private final Tape tape;

  /// What the blocks of a network leave behind while a collector is open.
  static final class Tape {
    private record Entry(Cut cut, int outputs) {}

    private final List<Entry> entries = new ArrayList<>();
    final LayerStatistics statistics;

    Tape(LayerStatistics statistics) {
      this.statistics = statistics;
    }

    void add(Cut cut, int outputs) {
      entries.add(new Entry(cut, outputs));
    }

    private void backward(NDArray loss) {
      boolean keepsGraph = !entries.isEmpty();
      goBack(loss, loss.onesLike(), keepsGraph);
      for (Entry entry : entries.reversed()) {
        List<Pull> pulls = entry.cut.pullBack(entry.outputs, statistics);
        if (!pulls.isEmpty()) goBackFrom(pulls);
      }
      entries.clear();
    }

    /// One way back for all, so that what they share is gone through once: from Σ ⟨v, x⟩. A leaf of
    /// its own is added, since the engine does not say whether an x is part of the graph, and
    /// refuses to go back from a sum that is not.
    private static void goBackFrom(List<Pull> pulls) {
      NDArray first = pulls.getFirst().cotangent();
      NDArray sum = first.getManager().zeros(new Shape(), first.getDataType());
      sum.setRequiresGradient(true);
      for (Pull pull : pulls) sum = sum.add(pull.cotangent().mul(pull.array()).sum());
      goBack(sum, sum.onesLike(), true);
    }

    /// @param keepsGraph because a later step may go through the same part
    private static void goBack(NDArray from, NDArray cotangent, boolean keepsGraph) {
      JniUtils.backward((PtNDArray) from, (PtNDArray) cotangent, keepsGraph, false);
    }
  }

  private LayerCollector(List<ConvexBlock> blocks, LayerStatistics statistics) {
    this.blocks = blocks;
    tape = new Tape(statistics);
    engine = Engine.getEngine("PyTorch").newGradientCollector();
  }

  /// Opens a collector.
  ///
  /// @param network whose blocks [ConvexBlock] are found by way of [Block#getChildren], at any
  ///   depth
  /// @param statistics hears of every pass
  /// @throws IllegalStateException if another collector is open
  public static LayerCollector open(Block network, LayerStatistics statistics) {
    List<ConvexBlock> blocks = layersOf(network);
    LayerCollector collector = new LayerCollector(blocks, statistics);
    try {
      for (ConvexBlock block : blocks) block.record(collector.tape);
    } catch (IllegalStateException alreadyRecording) {
      collector.close();
      throw alreadyRecording;
    }
    return collector;
  }

  /// The layers of a network, each once.
  static List<ConvexBlock> layersOf(Block network) {
    Set<Block> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<ConvexBlock> found = new ArrayList<>();
    visit(network, seen, found);
    return List.copyOf(found);
  }

  private static void visit(Block block, Set<Block> seen, List<ConvexBlock> found) {
    if (!seen.add(block)) return;
    if (block instanceof ConvexBlock layer) found.add(layer);
    block.getChildren().values().forEach(child -> visit(child, seen, found));
  }

  /// Adds the gradients of a loss, or of the sum of its entries, to those of the parameters. Every
  /// layer that was called since the last backward pass is gone through; layers on which the loss
  /// does not depend add nothing.
  @Override
  public void backward(NDArray loss) {
    tape.backward(loss);
  }

  @Override
  public void zeroGradients() {
    engine.zeroGradients();
  }

  @Override
  public void close() {
    for (ConvexBlock block : blocks) block.forget(tape);
    engine.close();
  }

  /// For blocks that are recording nothing.
  static Tape required(@Nullable Tape tape, String name) {
    if (tape == null)
      throw new IllegalStateException(
          "%s was called for training, and no LayerCollector is open: no gradient would pass it. Maybe train with LayerTrainer.of(model, config), open a LayerCollector over the network, or register the block as a child of the block that calls it"
              .formatted(name));
    return tape;
  }
}
