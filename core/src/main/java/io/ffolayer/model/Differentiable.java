package io.ffolayer.model;

/// What comes out of a layer and has gradients: a variable, the dual or slack of a constraint, the
/// optimal value.
public sealed interface Differentiable permits Variable, Dual, Slack, OptimalValue {
  /// The name in messages.
  String name();

  /// The shape of one instance, without the batch axis.
  int[] shape();
}
