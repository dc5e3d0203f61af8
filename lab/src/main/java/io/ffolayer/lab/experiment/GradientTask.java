package io.ffolayer.lab.experiment;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.program.Tensor;
import java.util.List;
import java.util.Map;

/// A gradient to be found, and what it should be by the implicit function theorem.
record GradientTask(
    ConvexLayer layer,
    Map<Parameter, Tensor> values,
    Map<? extends Differentiable, Tensor> cotangent,
    List<Tensor> exact) {
  /// Errors below this part of the gradient are rounding.
  private static final double ROUNDING = 1e-14;

  static GradientTask of(
      Problem problem,
      Map<Parameter, Tensor> values,
      Map<? extends Differentiable, Tensor> cotangent) {
    ConvexLayer layer = ConvexLayer.of(problem);
    GradientTask task = new GradientTask(layer, values, cotangent, List.of());
    return new GradientTask(layer, values, cotangent, task.gradients(new Implicit()));
  }

  /// In the order of the parameters of the layer.
  private List<Tensor> gradients(Adjoint adjoint) {
    var found = layer.forward(values).backward(cotangent, adjoint);
    return layer.parameters().stream().map(found::of).toList();
  }

  /// The error of an adjoint relative to the length of the whole gradient; not less than rounding.
  double error(Adjoint adjoint) {
    List<Tensor> found = gradients(adjoint);
    double wrong = 0, size = 0;
    for (int k = 0; k < found.size(); k++) {
      double[] a = found.get(k).values(), b = exact.get(k).values();
      for (int i = 0; i < a.length; i++) {
        wrong += (a[i] - b[i]) * (a[i] - b[i]);
        size += b[i] * b[i];
      }
    }
    return Math.max(Math.sqrt(wrong / size), ROUNDING);
  }
}
