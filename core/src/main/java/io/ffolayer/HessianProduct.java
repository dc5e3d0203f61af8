package io.ffolayer;

import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// The product of a Hessian with a direction v by central differences of gradients:
///
/// ```
/// H v ≈ (g(θ + h v) − g(θ − h v)) / 2h,    h = 3e-5 max(1, ‖θ‖∞) / ‖v‖∞
/// ```
///
/// Truncation is O(h²) and noise is (error of a gradient)/h; gradients are good to about 1e-12, so
/// that both are near 1e-8 at this h.
final class HessianProduct {
  private static final double STEP = 3e-5;

  private final ForwardPass pass;
  private final ConvexLayer layer;
  private final Map<Parameter, Tensor> given;

  HessianProduct(ForwardPass pass, ConvexLayer layer, Map<Parameter, Tensor> given) {
    this.pass = pass;
    this.layer = layer;
    this.given = given;
  }

  Map<Parameter, Tensor> along(
      Function<ForwardPass, Map<? extends Differentiable, Tensor>> cotangents,
      Map<Parameter, Tensor> direction) {
    double length = 0;
    double size = 1;
    for (Map.Entry<Parameter, Tensor> entry : direction.entrySet()) {
      Tensor at = given.get(entry.getKey());
      if (at == null || !Arrays.equals(at.shape(), entry.getValue().shape()))
        throw new ShapeException(
            "the direction of %s has shape %s, expected that of the call: %s"
                .formatted(
                    entry.getKey().name(),
                    Arrays.toString(entry.getValue().shape()),
                    at == null ? "none, it is no parameter" : Arrays.toString(at.shape())));
      for (double v : entry.getValue().values()) length = Math.max(length, Math.abs(v));
      for (double v : at.values()) if (Double.isFinite(v)) size = Math.max(size, Math.abs(v));
    }
    double step = length == 0 ? 1 : STEP * size / length;
    Gradients up = gradients(cotangents, direction, step);
    Gradients down = gradients(cotangents, direction, -step);
    Map<Parameter, Tensor> product = new LinkedHashMap<>();
    for (Parameter parameter : layer.parameters()) {
      double[] difference = up.of(parameter).values().clone();
      double[] other = down.of(parameter).values();
      for (int k = 0; k < difference.length; k++)
        difference[k] = (difference[k] - other[k]) / (2 * step);
      product.put(parameter, Tensor.wrap(difference, up.of(parameter).shape()));
    }
    return product;
  }

  private Gradients gradients(
      Function<ForwardPass, Map<? extends Differentiable, Tensor>> cotangents,
      Map<Parameter, Tensor> direction,
      double step) {
    Map<Parameter, Tensor> moved = new LinkedHashMap<>(given);
    direction.forEach((parameter, v) -> {
      Tensor at = moved.get(parameter);
      double[] values = v.values().clone();
      for (int k = 0; k < values.length; k++)
        values[k] = step * values[k] + (at == null ? 0 : at.values()[k]);
      moved.put(parameter, Tensor.wrap(values, v.shape()));
    });
    ForwardPass there = layer.forward(moved, pass::point);
    return there.backward(cotangents.apply(there));
  }
}
