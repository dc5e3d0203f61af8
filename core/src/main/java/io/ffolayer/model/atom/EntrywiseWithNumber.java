package io.ffolayer.model.atom;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Expression;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import java.util.List;

/// An atom that works entry by entry on its first argument; the second one is a number without
/// variables.
interface EntrywiseWithNumber extends Atom {
  /// The value at one entry.
  double at(double x, double number);

  /// What the number is, in messages.
  String numberName();

  @Override
  default boolean isCoefficient(int i) {
    return i == 1;
  }

  @Override
  default int[] shape(List<Expression> arguments) {
    Expression number = arguments.getLast();
    if (!number.isScalar())
      throw new ShapeException(
          "the %s is a number, %s has shape %s"
              .formatted(numberName(), number.name(), Arrays.toString(number.shape())));
    return arguments.getFirst().shape();
  }

  @Override
  default Tensor value(List<Tensor> arguments) {
    Tensor x = arguments.getFirst();
    double number = arguments.getLast().item();
    return Tensor.wrap(
        Arrays.stream(x.values()).map(entry -> at(entry, number)).toArray(), x.shape());
  }
}
