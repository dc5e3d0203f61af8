package io.ffolayer;

import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.model.Differentiable;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What every kind of layer answers to a batch: outputs, a status per instance, and the way back to
/// gradients. Immutable and thread-safe.
public interface Pass {
  /// B; 1 where no parameter was batched.
  int batch();

  /// Whether the results have a batch axis: whether any parameter had one.
  boolean isBatched();

  Status status(int instance);

  /// What an instance without a solution has to say, or null.
  @Nullable String message(int instance);

  default boolean isSolved(int instance) {
    return status(instance) == Status.SOLVED;
  }

  default boolean allSolved() {
    for (int i = 0; i < batch(); i++) if (!isSolved(i)) return false;
    return true;
  }

  /// The values of an output: [B, shape], or its shape without a batch axis. Zero for instances
  /// without a solution.
  ///
  /// @throws IllegalArgumentException if the output does not belong to the layer
  Tensor value(Differentiable output);

  /// Writes the values of an output, instance after instance, into the caller's memory; zero for
  /// instances without a solution.
  ///
  /// @param output its position
  /// @param into overwritten, B·size numbers
  /// @throws io.ffolayer.program.matrix.ShapeException if `into` has another length
  void read(int output, double[] into);

  /// The same into a memory segment, of doubles in native byte order.
  void read(int output, MemorySegment into);

  /// Differentiates a scalar loss that depends on one output.
  default Gradients backward(Differentiable output, Tensor cotangent) {
    return backward(Map.of(output, cotangent));
  }

  /// Differentiates a scalar loss.
  ///
  /// @param cotangents ∂ℓ/∂(output) for each output that the loss uses: `[B, …]`, or the output's
  ///   shape without a batch axis; what is missing counts as zero
  /// @return the gradient of every parameter of the layer: `[B, …]` where the parameter was
  ///   batched, otherwise the sum over the batch in the order of the instances; instances that were
  ///   not solved contribute nothing and are listed in [Gradients#failures()]
  /// @throws io.ffolayer.program.matrix.ShapeException if a cotangent has another shape than its
  ///   output
  Gradients backward(Map<? extends Differentiable, Tensor> cotangents);

  /// Differentiates a scalar loss by position, to the same bits, from the caller's memory into the
  /// caller's memory.
  ///
  /// @param cotangents for each output of the layer B·size numbers ∂ℓ/∂(output), or null where the
  ///   loss does not use it
  /// @param gradients overwritten; for each parameter an array as long as the one that was given to
  ///   the forward pass, or null where its gradient is not wanted, which then costs nothing
  /// @return how far to trust the gradient of each instance
  /// @throws io.ffolayer.program.matrix.ShapeException if there is not one entry per output and
  ///   parameter, or an array has another length
  /// @throws IllegalArgumentException if a cotangent is not finite
  List<GradientReport> backward(double[] @Nullable [] cotangents, double[] @Nullable [] gradients);

  /// The same with memory segments, of doubles in native byte order. One that is a whole `double[]`
  /// is read or written in place, any other by way of one array.
  List<GradientReport> backward(
      @Nullable MemorySegment[] cotangents, @Nullable MemorySegment[] gradients);
}
