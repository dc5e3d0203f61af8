package io.ffolayer;

import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Solution;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The gradients of a scalar loss, with a report per instance.
public final class Gradients {
  private final Map<Parameter, Tensor> tensors;
  private final List<GradientReport> reports;
  private final int[] failures;
  private final double seconds;

  Gradients(
      Map<Parameter, Tensor> tensors,
      List<GradientReport> reports,
      Solution solution,
      double seconds) {
    this.tensors = tensors;
    this.reports = reports;
    this.failures =
        IntStream.range(0, solution.batch())
            .filter(i -> !solution.isSolved(i) || reports.get(i).isStopped())
            .toArray();
    this.seconds = seconds;
  }

  /// ∂ℓ/∂θ of a parameter of the layer: [B, …] where the call gave it a batch axis, otherwise the
  /// sum over the batch. A sparse parameter's gradient stands on its own pattern.
  ///
  /// @throws IllegalArgumentException if the parameter does not belong to the layer, or its
  ///   gradient was not asked for
  public Tensor of(Parameter parameter) {
    Tensor tensor = tensors.get(parameter);
    if (tensor == null)
      throw new IllegalArgumentException(
          "parameter "
              + parameter
              + " does not belong to this layer or was not asked for; there are gradients of "
              + tensors.keySet());
    return tensor;
  }

  /// How far to trust the gradient of each instance; [GradientReport#NONE] where it was not solved,
  /// [GradientReport#STOPPED] where the backward pass was stopped before it.
  public List<GradientReport> reports() {
    return reports;
  }

  public GradientReport report(int instance) {
    return reports.get(instance);
  }

  /// The report of the only instance.
  ///
  /// @throws IllegalStateException if there are several
  public GradientReport report() {
    if (reports.size() != 1)
      throw new IllegalStateException(
          "there are " + reports.size() + " instances. Maybe ask report(instance)");
    return reports.getFirst();
  }

  /// The instances that contribute nothing, because they were not solved or the backward pass was
  /// stopped before them; ascending.
  public int[] failures() {
    return failures.clone();
  }

  /// Seconds that the backward pass took.
  public double seconds() {
    return seconds;
  }
}
