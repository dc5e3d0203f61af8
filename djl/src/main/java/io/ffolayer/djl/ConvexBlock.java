package io.ffolayer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import io.ffolayer.ConvexLayer;
import io.ffolayer.Layer;
import io.ffolayer.Pass;
import io.ffolayer.djl.Cut.Joint;
import io.ffolayer.djl.Cut.Leaf;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A layer as a block of a network: anywhere in it, several times, one behind another.
///
/// ```java
/// var block = ConvexBlock.of(layer).learn(A, new UniformInitializer(1)).returning(x, rows.dual()).build();
/// var network = new SequentialBlock().add(Linear.builder().setUnits(n).build()).add(block);
/// ```
///
/// Inputs are the parameters of the layer that are not learnt, in the order of [Layer#parameters]
/// unless [Builder#taking] says another: arrays of 32 or 64 bits, `[B, shape]` or `[B, size]`, each
/// with the same B. Outputs are `[B, shape]`, of the type of the first input; inside everything is
/// double. A parameter of the block counts once for the whole batch.
///
/// A forward pass for training needs an open [LayerCollector]: [LayerTrainer] has one open when
/// `EasyTrain` asks for it. As every block it is not thread-safe.
public final class ConvexBlock extends AbstractBlock {
  private static final byte VERSION = 1;

  private final Layer layer;
  private final List<Source> sources;
  private final int inputs;
  private final List<Differentiable> outputs;
  private final Unsolved unsolved;
  private final boolean hasMask;
  private LayerCollector.@Nullable Tape tape;

  private ConvexBlock(Builder builder, List<Source> sources) {
    super(VERSION);
    layer = builder.solving();
    this.sources = sources;
    inputs = (int) sources.stream().filter(Source.Upstream.class::isInstance).count();
    outputs = builder.outputs();
    unsolved = builder.unsolved;
    hasMask = builder.hasMask;
    for (Source source : sources)
      if (source instanceof Source.Learnt learnt) addParameter(learnt.own());
  }

  /// Begins a block: every parameter of the layer from upstream, every variable returned,
  /// [Unsolved#MASK].
  public static Builder of(Layer layer) {
    return new Builder(layer);
  }

  /// Says what a block takes, learns and returns.
  public static final class Builder {
    private final Layer layer;
    private final Map<Parameter, Source.Learnt> learnt = new LinkedHashMap<>();
    private final Set<Parameter> data = new HashSet<>();
    private @Nullable List<Parameter> taken;
    private @Nullable List<Differentiable> returned;
    private Unsolved unsolved = Unsolved.MASK;
    private boolean hasMask;

    private Builder(Layer layer) {
      this.layer = layer;
    }

    /// The order of the inputs.
    ///
    /// @param parameters of the layer, those that are not learnt
    public Builder taking(Parameter... parameters) {
      taken = List.of(parameters);
      return this;
    }

    /// Says which inputs are data, with nothing to learn before them: the layer is then not
    /// differentiated with respect to them, which saves time.
    public Builder withoutGradient(Parameter... parameters) {
      data.addAll(List.of(parameters));
      return this;
    }

    /// Learns a parameter of the layer: the block has one of the same name and shape. Of a sparse
    /// one its entries are learnt.
    public Builder learn(Parameter parameter, Initializer initializer) {
      return learn(Source.Plain.of(parameter, initializer));
    }

    /// The same from given values.
    ///
    /// @throws IllegalArgumentException if they do not fill the parameter
    public Builder learn(Parameter parameter, Tensor start) {
      if (!Arrays.equals(start.shape(), parameter.tensorShape()))
        throw new IllegalArgumentException(
            "the start of parameter %s has shape %s, expected %s"
                .formatted(
                    parameter.name(),
                    Arrays.toString(start.shape()),
                    Arrays.toString(parameter.tensorShape())));
      return learn(
          parameter,
          (manager, shape, type) -> NumberArrays.create(manager, start.values(), shape, type));
    }

    /// Learns a positive semidefinite parameter as LᵀL + ridge·I: the block's own is L, rank × n,
    /// with `_factor` behind the name.
    ///
    /// @param parameter n×n, dense
    /// @param rank ≥ 1
    /// @param ridge ≥ 0
    /// @param initializer of L
    public Builder learnGram(Parameter parameter, int rank, double ridge, Initializer initializer) {
      return learn(Source.Gram.of(parameter, rank, ridge, initializer));
    }

    private Builder learn(Source.Learnt source) {
      Parameter parameter = source.parameter();
      if (!layer.parameters().contains(parameter)) throw unknown(parameter.name());
      if (learnt.putIfAbsent(parameter, source) != null)
        throw new IllegalArgumentException(parameter.name() + " is learnt already");
      return this;
    }

    /// What the block returns, in this order: variables, duals, slacks or the optimal value.
    public Builder returning(Differentiable... outputs) {
      returned = List.of(outputs);
      return this;
    }

    /// What is done about instances without a solution; [Unsolved#MASK] if nothing is said.
    public Builder whereUnsolved(Unsolved policy) {
      unsolved = policy;
      return this;
    }

    /// Returns one output more, the last: [B], 1 where an instance was answered and 0 where not,
    /// for losses that leave those out.
    public Builder withMask() {
      hasMask = true;
      return this;
    }

    /// @throws IllegalArgumentException if a parameter or an output does not belong to the layer, a
    ///   parameter is neither taken nor learnt, or both, or nothing is taken; or if an infeasible
    ///   instance is to be answered by a layer that cannot
    public ConvexBlock build() {
      List<Parameter> inputs = inputs();
      for (Parameter parameter : inputs) {
        if (!layer.parameters().contains(parameter)) throw unknown(parameter.name());
        if (learnt.containsKey(parameter))
          throw new IllegalArgumentException(parameter.name() + " is both taken and learnt");
      }
      for (Parameter parameter : data) if (!inputs.contains(parameter)) throw notTaken(parameter);
      if (inputs.isEmpty())
        throw new IllegalArgumentException(
            "every parameter is learnt, so that no input says how large a batch is. Maybe leave one to come from upstream");
      return new ConvexBlock(
          this, layer.parameters().stream().map(parameter -> source(parameter, inputs)).toList());
    }

    private static IllegalArgumentException notTaken(Parameter parameter) {
      return new IllegalArgumentException(
          "parameter %s is no input of the block. Maybe freeze it, if it is learnt"
              .formatted(parameter.name()));
    }

    private List<Parameter> inputs() {
      if (taken != null) return taken;
      return layer.parameters().stream().filter(p -> !learnt.containsKey(p)).toList();
    }

    private Source source(Parameter parameter, List<Parameter> inputs) {
      Source.Learnt own = learnt.get(parameter);
      if (own != null) return own;
      int position = inputs.indexOf(parameter);
      if (position < 0)
        throw new IllegalArgumentException(
            "parameter %s is neither taken nor learnt".formatted(parameter.name()));
      return new Source.Upstream(parameter, position, data.contains(parameter));
    }

    private List<Differentiable> outputs() {
      List<Differentiable> outputs =
          returned != null
              ? returned
              : layer.outputs().stream().filter(Variable.class::isInstance).toList();
      Set<Differentiable> seen = new HashSet<>();
      for (Differentiable output : outputs) {
        if (!layer.outputs().contains(output)) throw unknown(output.name());
        if (!seen.add(output))
          throw new IllegalArgumentException(output.name() + " is returned twice");
      }
      if (outputs.isEmpty())
        throw new IllegalArgumentException("a block must return something: a variable, say");
      return outputs;
    }

    private Layer solving() {
      if (unsolved != Unsolved.CLOSEST) return layer;
      if (layer instanceof ConvexLayer convex) return convex.withClosestFeasible();
      throw new IllegalArgumentException(
          "only a ConvexLayer can be asked for the closest feasible problem, this is a "
              + layer.getClass().getSimpleName());
    }

    private IllegalArgumentException unknown(String name) {
      return new IllegalArgumentException(
          "%s does not belong to the layer; its parameters are %s, its outputs %s"
              .formatted(
                  name,
                  layer.parameters().stream().map(Parameter::name).toList(),
                  layer.outputs().stream().map(Differentiable::name).toList()));
    }
  }

  /// The layer that is solved.
  public Layer layer() {
    return layer;
  }

  void record(LayerCollector.Tape newTape) {
    if (tape != null)
      throw new IllegalStateException(
          "another LayerCollector is open over the same block. Maybe close it first");
    tape = newTape;
  }

  void forget(LayerCollector.Tape old) {
    if (tape == old) tape = null;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList given,
      boolean training,
      @Nullable PairList<String, Object> params) {
    LayerCollector.Tape recording =
        training ? LayerCollector.required(tape, "the block of a layer") : null;
    int batch = requireInputs(given);
    NDManager manager = given.head().getManager();
    List<Joint> joints = new ArrayList<>();
    for (Source source : sources) joints.add(joint(source, store, given, training));
    long start = System.nanoTime();
    Pass pass = layer.forward(batch, batched(), values(joints));
    if (recording != null) recording.statistics.forward(this, pass, System.nanoTime() - start);
    fail(pass);
    DataType type = given.head().getDataType();
    List<Leaf> leaves = new ArrayList<>();
    for (Differentiable output : outputs) leaves.add(leaf(manager, pass, output, type));
    if (recording != null) {
      leaves.forEach(leaf -> leaf.array().setRequiresGradient(true));
      recording.add(new Cut(manager, pass, joints, leaves), layer.outputs().size());
    }
    NDList returned = new NDList();
    leaves.forEach(leaf -> returned.add(leaf.array()));
    if (hasMask) returned.add(mask(manager, pass, type));
    return returned;
  }

  private int requireInputs(NDList given) {
    if (given.size() != inputs)
      throw new IllegalArgumentException(
          "the block takes %d inputs, %s, and got %d"
              .formatted(
                  inputs,
                  sources.stream()
                      .filter(Source.Upstream.class::isInstance)
                      .map(source -> source.parameter().name())
                      .toList(),
                  given.size()));
    requireShapes(given.getShapes());
    for (NDArray array : given)
      if (!NumberArrays.areNumbers(array.getDataType()))
        throw new IllegalArgumentException(
            "an input has type %s, expected FLOAT32 or FLOAT64. Maybe convert it by toType"
                .formatted(array.getDataType()));
    return Math.toIntExact(given.head().getShape().get(0));
  }

  private void requireShapes(Shape... shapes) {
    for (Source source : sources)
      if (source instanceof Source.Upstream upstream) upstream.require(shapes[upstream.position()]);
    for (Shape shape : shapes)
      if (shape.get(0) != shapes[0].get(0))
        throw new IllegalArgumentException(
            "the inputs have different batch axes: " + Arrays.toString(shapes));
  }

  private static Joint joint(Source source, ParameterStore store, NDList given, boolean training) {
    return switch (source) {
      case Source.Upstream upstream -> {
        NDArray array = given.get(upstream.position());
        double[] read = NumberArrays.read(array);
        yield new Joint(upstream, array, read.length, read, training && !upstream.isData());
      }
      case Source.Learnt learnt -> {
        NDArray array = learnt.array(store, given.head().getDevice(), training);
        int size = Tensor.sizeOf(learnt.parameter().tensorShape());
        boolean isWanted = training && array.hasGradient();
        yield new Joint(learnt, array, size, NumberArrays.read(array), isWanted);
      }
    };
  }

  private boolean[] batched() {
    boolean[] batched = new boolean[sources.size()];
    for (int p = 0; p < batched.length; p++) batched[p] = sources.get(p) instanceof Source.Upstream;
    return batched;
  }

  private static double[][] values(List<Joint> joints) {
    return joints.stream()
        .map(joint ->
            joint.source() instanceof Source.Learnt learnt
                ? learnt.value(joint.values())
                : joint.values())
        .toArray(double[][]::new);
  }

  private void fail(Pass pass) {
    if (unsolved != Unsolved.FAIL) return;
    int[] left = LayerStatistics.unanswered(pass);
    if (left.length > 0) throw new UnsolvedException(pass, left[0], left.length);
  }

  private Leaf leaf(NDManager manager, Pass pass, Differentiable output, DataType type) {
    int position = layer.outputs().indexOf(output);
    double[] values = new double[pass.batch() * Tensor.sizeOf(output.shape())];
    pass.read(position, values);
    Shape shape = withBatch(pass.batch(), output);
    return new Leaf(position, NumberArrays.create(manager, values, shape, type));
  }

  private static NDArray mask(NDManager manager, Pass pass, DataType type) {
    double[] mask = new double[pass.batch()];
    for (int i = 0; i < mask.length; i++) mask[i] = LayerStatistics.isAnswered(pass, i) ? 1 : 0;
    return NumberArrays.create(manager, mask, new Shape(mask.length), type);
  }

  private static Shape withBatch(long batch, Differentiable output) {
    return new Shape(batch)
        .addAll(new Shape(Arrays.stream(output.shape()).asLongStream().toArray()));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    if (inputShapes.length != inputs)
      throw new IllegalArgumentException(
          "the block takes %d inputs, and got %d".formatted(inputs, inputShapes.length));
    requireShapes(inputShapes);
    long batch = inputShapes[0].get(0);
    List<Shape> shapes = new ArrayList<>();
    for (Differentiable output : outputs) shapes.add(withBatch(batch, output));
    if (hasMask) shapes.add(new Shape(batch));
    return shapes.toArray(Shape[]::new);
  }

  @Override
  public String toString() {
    return "ConvexBlock(%s → %s)"
        .formatted(
            sources.stream().map(source -> source.parameter().name()).toList(),
            outputs.stream().map(Differentiable::name).toList());
  }
}
