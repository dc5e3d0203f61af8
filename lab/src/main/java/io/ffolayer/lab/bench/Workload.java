package io.ffolayer.lab.bench;

import io.ffolayer.ConvexLayer;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Solver;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One row of the benchmark: a kind of layer, its size, and how to make it.
///
/// @param name as the user types it
/// @param batch number of instances
/// @param size in words, for people
/// @param construction whether making the layer belongs to the forward pass that is timed
/// @param solver that belongs to the workload; null where the benchmark chooses
/// @param maker makes a layer and its data; the same ones each time
public record Workload(
    String name,
    int batch,
    String size,
    boolean construction,
    @Nullable Solver solver,
    Supplier<Task> maker) {
  Workload(String name, int batch, String size, Supplier<Task> maker) {
    this(name, batch, size, false, null, maker);
  }

  /// The same under another name, always with this solver.
  Workload with(Solver own, String ending) {
    return new Workload(name + ending, batch, size, construction, own, maker);
  }

  /// A layer and one call of it.
  ///
  /// @param layer makes the layer, with the automatic solver and the first-order adjoint
  /// @param values what the forward pass gets
  /// @param cotangents what the backward pass gets
  public record Task(
      Supplier<ConvexLayer> layer,
      Map<Parameter, Tensor> values,
      Map<? extends Differentiable, Tensor> cotangents) {}

  public Task make() {
    return maker.get();
  }
}
