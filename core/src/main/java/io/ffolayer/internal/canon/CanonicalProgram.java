package io.ffolayer.internal.canon;

import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.ObjectiveConstant;
import io.ffolayer.program.Output;
import io.ffolayer.program.ParametricProgram;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a user wrote, in the standard form: the program, in which order its parameters stand, and
/// where each output is read.
///
/// @param program structure and maps
/// @param parameters the parameters in the order of the maps
/// @param outputs the variables, duals, slacks and the optimal value
/// @param logarithmic the parameters whose logarithms the maps take, as in a geometric program
public record CanonicalProgram(
    ParametricProgram program,
    List<Parameter> parameters,
    Map<Differentiable, Output> outputs,
    Set<Parameter> logarithmic) {
  public CanonicalProgram {
    parameters = List.copyOf(parameters);
    logarithmic = Set.copyOf(logarithmic);
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  CanonicalProgram(
      ParametricProgram program, List<Parameter> parameters, Map<Differentiable, Output> outputs) {
    this(program, parameters, outputs, Set.of());
  }

  public static CanonicalProgram of(QuadraticProgram source) {
    return of(source.asConeProgram());
  }

  public static CanonicalProgram of(ConeProgram source) {
    return new ConeSource(source).build();
  }

  public static CanonicalProgram of(Problem problem) {
    return problem.isGeometric()
        ? GeometricForm.program(problem)
        : ConicProblem.of(problem).program();
  }

  /// Whether the maps take the logarithm of parameter number p.
  public boolean takesLogarithm(int p) {
    return logarithmic.contains(parameters.get(p));
  }

  /// What the optimal value holds beside the objective of the program.
  public ObjectiveConstant objectiveConstant() {
    for (Output output : outputs.values())
      if (output instanceof Output.Value value) return value.constant();
    return ObjectiveConstant.ZERO;
  }

  /// @throws IllegalArgumentException if the output does not belong to the program
  public Output output(Differentiable output) {
    Output found = outputs.get(output);
    if (found == null)
      throw new IllegalArgumentException(
          output.name()
              + " does not belong to this layer. Maybe take it from the problem that the layer was"
              + " made of; there are "
              + outputs.keySet());
    return found;
  }
}
