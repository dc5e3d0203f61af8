package io.ffolayer;

import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/// What every kind of layer offers: parameters in, outputs out, for a batch, and the way back.
///
/// In Java, values are given by parameter and asked for by output, as tensors. For other languages
/// and frameworks everything has a position as well: parameter number p is `parameters().get(p)`
/// with its name and [Parameter#tensorShape], output number k is `outputs().get(k)` with its name
/// and shape, and values are flat arrays or memory segments of the caller, row-major, instance
/// after instance.
///
/// ```java
/// double[] q = …;                                                        // B·n numbers
/// double[] h = …;                                                        // m numbers, for all instances
/// Pass pass = layer.forward(B, new boolean[] {true, false}, new double[][] {q, h});
/// pass.read(0, x);                                                       // B·n numbers into x
/// pass.backward(new double[][] {dLdx, null, null}, new double[][] {dLdq, null});
/// ```
///
/// Implementations are immutable and thread-safe.
public interface Layer {
  /// The parameters, in the order of their positions.
  List<Parameter> parameters();

  /// What can be asked for and has gradients, in the order of the positions.
  List<Differentiable> outputs();

  /// Computes a batch.
  ///
  /// @param values a tensor for each parameter of the layer: its own shape for all instances, or
  ///   with a leading axis of length B for one per instance
  /// @return outputs with a status per instance; an instance without a solution spoils no other
  /// @throws IllegalArgumentException if a parameter is missing or does not belong to the layer
  /// @throws io.ffolayer.program.matrix.ShapeException if a tensor has another shape than its
  ///   parameter, or two batch axes differ
  Pass forward(Map<Parameter, Tensor> values);

  /// Computes a batch from arrays by position, to the same bits as from tensors. No array is
  /// copied: nobody may write to them for as long as the pass lives.
  ///
  /// @param batch B, the number of instances; 1 where no parameter is batched
  /// @param batched for each parameter whether its array holds a block per instance
  /// @param values for each parameter B·size numbers if it is batched, else size numbers
  /// @throws io.ffolayer.program.matrix.ShapeException if there is not one array of the right
  ///   length per parameter
  Pass forward(int batch, boolean[] batched, double[][] values);

  /// The same from memory segments of doubles in native byte order. A segment that is a whole
  /// `double[]` is used as it is; any other is copied once, and may be written to or freed after
  /// the call.
  Pass forward(int batch, boolean[] batched, MemorySegment[] values);
}
