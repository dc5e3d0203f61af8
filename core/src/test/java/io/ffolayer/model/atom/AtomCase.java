package io.ffolayer.model.atom;

import io.ffolayer.model.Expression;
import io.ffolayer.model.atom.Formulas.Formula;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/// An atom with options, the formula that it must agree with, and where to try it.
///
/// @param make the atom at its arguments
/// @param isConvex whether it is convex; concave otherwise
/// @param arguments where each argument is taken from
record AtomCase(
    String name,
    Function<List<Expression>, Expression> make,
    Formula formula,
    boolean isConvex,
    List<Place> arguments) {
  /// Random arguments.
  double[][] sample(SplittableRandom random) {
    return arguments.stream().map(place -> place.sample(random)).toArray(double[][]::new);
  }

  @Override
  public String toString() {
    return name;
  }
}
