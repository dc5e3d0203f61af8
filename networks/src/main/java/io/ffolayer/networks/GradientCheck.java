package io.ffolayer.networks;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.automatic.Automatic;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/// How exact the gradient of a layer's only parameter q is, for a batch that training met.
///
/// @param againstImplicit ‖g − g*‖ / ‖g*‖ over the batch, with g* by the implicit function theorem
///   at a tight solve; 0 where both are 0
/// @param againstDifferences the same of the slopes along a drawn direction, against central
///   differences of the fourth order; over the instances that have no kink on the way, NaN without
///   any
record GradientCheck(double againstImplicit, double againstDifferences) {
  private static final double TIGHT = 1e-12;
  private static final double STEP = 1e-5;

  /// @param q batch × n
  /// @param cotangent batch × n, of the variable
  static GradientCheck of(
      ConvexLayer layer, int batch, double[] q, double[] cotangent, SplittableRandom random) {
    ConvexLayer tight = layer.withSolver(new Automatic(TIGHT)).withAdjoint(new Implicit());
    double[] found = gradient(layer, batch, q, cotangent);
    double[] exact = gradient(tight, batch, q, cotangent);
    double[] direction = new double[q.length];
    Arrays.setAll(direction, k -> random.nextGaussian());
    double wrong = 0, size = 0;
    for (int k = 0; k < q.length; k++) {
      wrong += (found[k] - exact[k]) * (found[k] - exact[k]);
      size += exact[k] * exact[k];
    }
    Way way = new Way(tight, batch, q, direction, cotangent);
    return new GradientCheck(wrong == 0 ? 0 : Math.sqrt(wrong / size), way.error(found));
  }

  /// The larger errors of two checks.
  GradientCheck or(GradientCheck other) {
    return new GradientCheck(
        Math.max(againstImplicit, other.againstImplicit),
        Double.isNaN(other.againstDifferences)
            ? againstDifferences
            : Math.max(againstDifferences, other.againstDifferences));
  }

  private static Parameter parameter(ConvexLayer layer) {
    return layer.parameters().getFirst();
  }

  private static Variable variable(ConvexLayer layer) {
    return layer.outputs().stream()
        .filter(Variable.class::isInstance)
        .map(Variable.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /// The decisions of a layer, batch × n.
  static double[] decide(ConvexLayer layer, int batch, double[] q) {
    return layer
        .forward(Map.of(parameter(layer), Tensor.wrap(q, batch, q.length / batch)))
        .value(variable(layer))
        .values();
  }

  private static double[] gradient(ConvexLayer layer, int batch, double[] q, double[] cotangent) {
    int n = q.length / batch;
    return layer
        .forward(Map.of(parameter(layer), Tensor.wrap(q, batch, n)))
        .backward(variable(layer), Tensor.wrap(cotangent, batch, n))
        .of(parameter(layer))
        .values();
  }

  /// A line through q, along which losses ⟨cotangent, y⟩ of the instances are compared.
  private record Way(
      ConvexLayer layer, int batch, double[] q, double[] direction, double[] cotangent) {
    private ForwardPass at(double step) {
      double[] moved = q.clone();
      for (int k = 0; k < q.length; k++) moved[k] += step * direction[k];
      return layer.forward(Map.of(parameter(layer), Tensor.wrap(moved, batch, q.length / batch)));
    }

    /// ⟨cotangent, y − y₀⟩ of an instance: the difference first, so that little is lost.
    private double loss(ForwardPass pass, ForwardPass origin, int instance) {
      int n = q.length / batch;
      double[] y = pass.value(variable(layer)).values();
      double[] start = origin.value(variable(layer)).values();
      double sum = 0;
      for (int k = instance * n; k < (instance + 1) * n; k++)
        sum += cotangent[k] * (y[k] - start[k]);
      return sum;
    }

    double error(double[] gradient) {
      int n = q.length / batch;
      ForwardPass origin = at(0), ahead = at(STEP), behind = at(-STEP);
      ForwardPass far = at(2 * STEP), farBehind = at(-2 * STEP);
      double wrong = Double.NaN, size = 0;
      for (int i = 0; i < batch; i++) {
        if (far.activeSet(i).differences(farBehind.activeSet(i)) > 0) continue;
        double near = loss(ahead, origin, i) - loss(behind, origin, i);
        double wide = loss(far, origin, i) - loss(farBehind, origin, i);
        double slope = (8 * near - wide) / (12 * STEP), expected = 0;
        for (int k = i * n; k < (i + 1) * n; k++) {
          expected += gradient[k] * direction[k];
          size += Math.abs(gradient[k] * direction[k]);
        }
        wrong = (Double.isNaN(wrong) ? 0 : wrong) + Math.abs(slope - expected);
      }
      return wrong == 0 ? 0 : wrong / size;
    }
  }
}
