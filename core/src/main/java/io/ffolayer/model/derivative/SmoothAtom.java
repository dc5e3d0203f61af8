package io.ffolayer.model.derivative;

import io.ffolayer.model.Atom;
import io.ffolayer.program.Tensor;
import java.util.List;

/// An atom that has first derivatives inside its domain, so that an expression of such atoms can be
/// differentiated by [ReverseMode]. A norm counts as one: at 0, its only kink, the derivative is 0,
/// the subgradient of least norm.
public interface SmoothAtom extends Atom {
  /// The products of a cotangent with the derivatives of the value: for each argument the gradient
  /// of Σ_k cotangent_k · value_k.
  ///
  /// @param arguments numbers, inside the domain; outside it, or on its boundary where the slope is
  ///   infinite, entries of the result are infinite or NaN
  /// @param cotangent shaped like the value, row-major; read only
  /// @return an array for each argument, shaped like it, row-major
  double[][] pullBack(List<Tensor> arguments, double[] cotangent);
}
