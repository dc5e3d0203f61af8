package io.ffolayer.lab.examples;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Map;

/// A problem with numbers for its parameters.
///
/// @param answer the variable that one would ask for
public record Example(Problem problem, Variable answer, Map<Parameter, Tensor> values) {}
