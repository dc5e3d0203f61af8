package io.ffolayer.lab.bench;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.lab.bench.Workload.Task;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.automatic.Automatic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The reference of the gradient errors: the implicit function theorem on the full KKT system at a
/// solution as tight as can be had. It takes nothing from the pass that is judged.
public final class ExactGradients {
  private static final double[] TOLERANCES = {1e-13, 1e-12, 1e-11, 1e-10};

  private final List<Parameter> parameters;
  private final @Nullable Gradients reference;

  private ExactGradients(List<Parameter> parameters, @Nullable Gradients reference) {
    this.parameters = parameters;
    this.reference = reference;
  }

  /// The exact gradients of a task for a layer that was made for it.
  public static ExactGradients of(Task task, ConvexLayer layer) {
    for (double tolerance : TOLERANCES) {
      ForwardPass pass = layer.withSolver(new Automatic(tolerance)).forward(task.values());
      if (pass.allSolved())
        return new ExactGradients(
            layer.parameters(), pass.backward(task.cotangents(), new Implicit()));
    }
    return new ExactGradients(layer.parameters(), null);
  }

  /// The largest error over all slots: of each slot the largest difference of an entry, relative to
  /// its largest entry; +∞ where there is no reference.
  public double error(Gradients gradients) {
    if (reference == null) return Double.POSITIVE_INFINITY;
    double worst = 0;
    for (Parameter parameter : parameters)
      worst = Math.max(worst, error(gradients.of(parameter), reference.of(parameter)));
    return worst;
  }

  private static double error(Tensor gradient, Tensor exact) {
    double difference = 0;
    double largest = 0;
    for (int k = 0; k < exact.size(); k++) {
      difference = Math.max(difference, Math.abs(gradient.values()[k] - exact.values()[k]));
      largest = Math.max(largest, Math.abs(exact.values()[k]));
    }
    return difference == 0 ? 0 : difference / largest;
  }
}
