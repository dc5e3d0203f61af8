package io.ffolayer.model.atom;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Expression;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.Tensor;
import java.util.List;

/// A norm of the singular values of a matrix.
interface SingularValueAtom extends Atom {
  /// The value at singular values in ascending order.
  double at(double[] singularValues);

  @Override
  default int[] shape(List<Expression> arguments) {
    Matrices.requireMatrix(name(), arguments.getFirst().shape());
    return new int[0];
  }

  @Override
  default Tensor value(List<Tensor> arguments) {
    return Tensor.scalar(at(Matrices.singularValues(arguments.getFirst())));
  }

  @Override
  default Sign sign(List<Expression> arguments) {
    return Sign.NONNEGATIVE;
  }

  @Override
  default Curvature curvature(List<Expression> arguments) {
    return Curvature.CONVEX;
  }

  @Override
  default Monotonicity monotonicity(int i, List<Expression> arguments) {
    return Monotonicity.NEITHER;
  }
}
