package io.ffolayer;

import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The gradients of a scalar loss, with a report per instance.
public final class Gradients {
  private final Map<Parameter, Tensor> tensors;
  private final List<GradientReport> reports;
  private final int[] failures;
  private final double seconds;

  /// For layers of one's own kind.
  ///
  /// @param tensors the gradient of each parameter that was asked for
  /// @param reports how far to trust them, one per instance
  /// @param failures the instances that contribute nothing, ascending
  /// @param seconds that the backward pass took
  public Gradients(
      Map<Parameter, Tensor> tensors,
      List<GradientReport> reports,
      int[] failures,
      double seconds) {
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    this.reports = List.copyOf(reports);
    this.failures = failures.clone();
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
