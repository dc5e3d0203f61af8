package io.ffolayer.model;

import io.ffolayer.program.matrix.Layout;
import org.jspecify.annotations.Nullable;

/// Numbers of a problem: known when the layer is made ([Constant]), or given with each call
/// ([Parameter]).
public sealed interface Coefficient permits Constant, Parameter {
  /// The name in messages.
  String name();

  /// The shape of the vector or matrix that it stands for, without a batch axis.
  int[] shape();

  /// Where the entries stand if the matrix is sparse; null if all entries are stored.
  Layout.@Nullable Sparse pattern();
}
