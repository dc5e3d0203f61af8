package io.ffolayer.model.atom;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Expression;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.List;

/// An atom of one argument that works entry by entry.
interface Entrywise extends Atom {
  /// The value at one entry.
  double at(double x);

  @Override
  default int[] shape(List<Expression> arguments) {
    return arguments.getFirst().shape();
  }

  @Override
  default Tensor value(List<Tensor> arguments) {
    Tensor x = arguments.getFirst();
    return Tensor.wrap(Arrays.stream(x.values()).map(this::at).toArray(), x.shape());
  }
}
