package io.ffolayer.model.atom;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Expression;
import io.ffolayer.program.Tensor;
import java.util.List;

/// An atom that makes one number of all entries of its argument.
interface Reduction extends Atom {
  /// The value at the entries, row-major.
  double at(double[] x);

  @Override
  default int[] shape(List<Expression> arguments) {
    return new int[0];
  }

  @Override
  default Tensor value(List<Tensor> arguments) {
    return Tensor.scalar(at(arguments.getFirst().values()));
  }
}
