package io.ffolayer.flat;

import io.ffolayer.ConvexLayer;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What has a batch axis in one call of a layer, and tensors of its arrays.
///
/// @param batch B
/// @param batched for each parameter whether it has a block per instance
record Given(ConvexLayer layer, int batch, boolean[] batched) {
  Given {
    if (batched.length != layer.parameters().size())
      throw new IllegalArgumentException(
          "%d marks of a batch for %d parameters"
              .formatted(batched.length, layer.parameters().size()));
    if (batch < 1) throw new IllegalArgumentException("a batch of " + batch);
  }

  /// How many values a parameter has in this call.
  int length(int p) {
    return Tensor.sizeOf(batched[p] ? batch : 1, layer.parameters().get(p).scalars());
  }

  /// Tensors of the arrays that are there, by parameter.
  Map<Parameter, Tensor> parameters(double[] @Nullable [] arrays) {
    Map<Parameter, Tensor> tensors = new LinkedHashMap<>();
    for (int p = 0; p < arrays.length; p++) {
      double[] values = arrays[p];
      Parameter parameter = layer.parameters().get(p);
      if (values != null)
        tensors.put(parameter, Tensor.wrap(values, withBatch(parameter.tensorShape(), batched[p])));
    }
    return tensors;
  }

  /// The same by output.
  Map<Differentiable, Tensor> outputs(double[] @Nullable [] arrays) {
    boolean each = false;
    for (boolean one : batched) each |= one;
    Map<Differentiable, Tensor> tensors = new HashMap<>();
    for (int k = 0; k < arrays.length; k++) {
      double[] values = arrays[k];
      Differentiable output = layer.outputs().get(k);
      if (values != null) tensors.put(output, Tensor.wrap(values, withBatch(output.shape(), each)));
    }
    return tensors;
  }

  private int[] withBatch(int[] own, boolean each) {
    if (!each) return own;
    int[] shape = new int[own.length + 1];
    shape[0] = batch;
    System.arraycopy(own, 0, shape, 1, own.length);
    return shape;
  }
}
