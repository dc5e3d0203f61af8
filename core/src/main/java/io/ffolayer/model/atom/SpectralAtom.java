package io.ffolayer.model.atom;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Expression;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.program.Tensor;
import java.util.List;

/// A number made of the eigenvalues of the symmetric part of a square matrix.
interface SpectralAtom extends Atom {
  /// The value at eigenvalues in ascending order.
  double at(double[] eigenvalues);

  @Override
  default int[] shape(List<Expression> arguments) {
    Matrices.requireSquare(name(), arguments.getFirst().shape());
    return new int[0];
  }

  @Override
  default Tensor value(List<Tensor> arguments) {
    return Tensor.scalar(at(Matrices.eigenvalues(arguments.getFirst())));
  }

  /// Growing one entry of a matrix may move an eigenvalue either way.
  @Override
  default Monotonicity monotonicity(int i, List<Expression> arguments) {
    return Monotonicity.NEITHER;
  }
}
