package io.ffolayer;

import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.canonical.SolutionDifferential;

/// ∂ℓ/∂y, ∂ℓ/∂z, ∂ℓ/∂s and ∂ℓ/∂(value) of a batch: what the cotangents of the outputs come to.
///
/// The slack is s = b − Ay. Its cotangent c_s is therefore −Aᵀc_s on y, and −c_s on dz in the
/// assembly: ∂b = −dz and ∂A = dz yᵀ + z dyᵀ get c_s and −c_s yᵀ, as they must.
final class Cotangents {
  private final Output.Point point;
  private final int n;
  private final int m;
  final SolutionDifferential of;

  /// @param point what the outputs are at the solution
  Cotangents(Output.Point point, int batch, int n, int m) {
    this.point = point;
    this.n = n;
    this.m = m;
    of = new SolutionDifferential(batch, n, m);
  }

  /// Adds 1 as the cotangent of entry k of an output.
  ///
  /// @param instance of the point
  /// @param at where the instance stands in the arrays here
  void add(Output output, int instance, int at, int k) {
    output.pullBack(point, instance, k, 1, of, at);
  }

  /// Adds the cotangents of all entries of an output at one instance.
  void add(Output output, int instance, double[] cotangent, int from) {
    output.pullBack(point, instance, cotangent, from, of);
  }

  /// ∂ℓ/∂y and ∂ℓ/∂z as right-hand sides.
  PrimalDual pairs() {
    return new PrimalDual(n, m, of.y(), of.z());
  }

  /// Turns the cotangent of the slack of an instance into one of y.
  void eliminateSlack(ProgramData data, int instance, int at) {
    if (!of.hasSlack()) return;
    double[] negative = new double[m];
    for (int i = 0; i < m; i++) negative[i] = -of.s()[at * m + i];
    data.addTransposedProduct(instance, negative, 0, of.y(), at * n);
  }

  /// What the slack leaves for the assembly.
  void addSlack(int at, double[] dz, int dzAt) {
    if (!of.hasSlack()) return;
    for (int i = 0; i < m; i++) dz[dzAt + i] -= of.s()[at * m + i];
  }
}
