package io.ffolayer.model.atom;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Expression;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import java.util.List;

/// An atom of several arguments of one shape that works entry by entry; a number counts for every
/// entry of the others.
interface EntrywiseOfSeveral extends Atom {
  /// The value where the arguments have these entries.
  double at(double[] entries);

  @Override
  default int[] shape(List<Expression> arguments) {
    return commonShape(name(), arguments.stream().map(Expression::shape).toList());
  }

  @Override
  default Tensor value(List<Tensor> arguments) {
    int[] shape = commonShape(name(), arguments.stream().map(Tensor::shape).toList());
    double[] values = new double[Tensor.sizeOf(shape)];
    double[] entries = new double[arguments.size()];
    for (int k = 0; k < values.length; k++) {
      for (int i = 0; i < entries.length; i++) {
        Tensor argument = arguments.get(i);
        entries[i] = argument.values()[argument.rank() == 0 ? 0 : k];
      }
      values[k] = at(entries);
    }
    return Tensor.wrap(values, shape);
  }

  private static int[] commonShape(String name, List<int[]> shapes) {
    int[] common = new int[0];
    for (int[] shape : shapes) {
      if (shape.length == 0) continue;
      if (common.length > 0 && !Arrays.equals(common, shape))
        throw new ShapeException(
            "%s of the shapes %s and %s. Maybe reshape one"
                .formatted(name, Arrays.toString(common), Arrays.toString(shape)));
      common = shape;
    }
    return common;
  }
}
