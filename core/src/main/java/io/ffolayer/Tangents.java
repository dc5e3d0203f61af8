package io.ffolayer;

import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.model.Differentiable;
import io.ffolayer.program.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// The change of the outputs of a pass along a change of its parameters.
public final class Tangents {
  private final Function<Differentiable, Tensor> outputs;
  private final Supplier<List<GradientReport>> reports;

  /// For layers of one's own kind.
  ///
  /// @param outputs the change of each output, in the shape of its value
  /// @param reports how far to trust them, one per instance
  public Tangents(Function<Differentiable, Tensor> outputs, List<GradientReport> reports) {
    this(outputs, () -> reports);
  }

  /// @param reports of what was asked for so far
  Tangents(Function<Differentiable, Tensor> outputs, Supplier<List<GradientReport>> reports) {
    this.outputs = outputs;
    this.reports = reports;
  }

  /// The change of a variable, a dual or the optimal value, in the shape of its value. Zero for
  /// instances that were not solved.
  public Tensor of(Differentiable output) {
    return outputs.apply(output);
  }

  /// How far to trust the change of each instance, in the outputs that were asked for so far.
  public List<GradientReport> reports() {
    return List.copyOf(reports.get());
  }
}
