package io.ffolayer.lab.experiment;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.program.Tensor;
import java.util.Map;

/// A gradient to be found, and what it should be by the implicit function theorem.
record GradientTask(
    ConvexLayer layer,
    Map<Parameter, Tensor> values,
    Map<? extends Differentiable, Tensor> cotangent,
    double[] exact) {
  /// Errors below this part of the gradient are rounding.
  private static final double ROUNDING = 1e-14;

  static GradientTask of(
      Problem problem,
      Map<Parameter, Tensor> values,
      Map<? extends Differentiable, Tensor> cotangent) {
    ConvexLayer layer = ConvexLayer.of(problem);
    GradientTask task = new GradientTask(layer, values, cotangent, new double[0]);
    return new GradientTask(layer, values, cotangent, task.gradients(new Implicit()));
  }

  private double[] gradients(Adjoint adjoint) {
    return Vectors.of(layer, layer.forward(values).backward(cotangent, adjoint));
  }

  /// The error of an adjoint relative to the length of the whole gradient; not less than rounding.
  double error(Adjoint adjoint) {
    return Math.max(Vectors.error(gradients(adjoint), exact), ROUNDING);
  }
}
