package io.ffolayer.model.atom;

import io.ffolayer.model.derivative.SmoothAtom;
import io.ffolayer.program.Tensor;
import java.util.List;

/// A sum over the eigenvalues of the symmetric part X = V diag(λ) Vᵀ of one smooth function f of
/// each: its gradient is V diag(f′(λ)) Vᵀ.
interface SmoothSpectralAtom extends SpectralAtom, SmoothAtom {
  /// f′ at one eigenvalue.
  double slope(double eigenvalue);

  @Override
  default double[][] pullBack(List<Tensor> arguments, double[] cotangent) {
    double[] gradient = Matrices.spectral(arguments.getFirst(), this::slope);
    for (int k = 0; k < gradient.length; k++) gradient[k] *= cotangent[0];
    return new double[][] {gradient};
  }
}
