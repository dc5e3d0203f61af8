package io.ffolayer.io;

import io.ffolayer.io.json.Place;
import io.ffolayer.io.value.Value;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Map;

/// A problem in the modeller's words, with the values of its parameters.
///
/// @param place for messages
/// @param problem objective and constraints
/// @param names what the names of the file stand for
/// @param parameters the values, by name, as the file writes them
/// @param cotangents ∂ℓ/∂ of variables and duals; what is missing is zero
public record WordedProblem(
    Place place,
    Problem problem,
    Names names,
    Map<String, Value> parameters,
    Map<Differentiable, Tensor> cotangents)
    implements StatedProblem {
  /// What the names of a file stand for, in its order.
  public record Names(
      Map<String, Variable> variables,
      Map<String, Parameter> parameters,
      Map<String, Constraint> constraints) {}

  @Override
  public boolean hasCotangent() {
    return !cotangents.isEmpty();
  }
}
