package io.ffolayer;

import io.ffolayer.model.Parameter;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one call gave: the values, checked, and whether there is a batch axis.
///
/// @param batched whether any parameter has a batch axis; without one, neither have the results
/// @param given the tensors themselves
record Call(ParameterValues values, boolean batched, Map<Parameter, Tensor> given) {
  Call(List<Parameter> parameters, Map<Parameter, Tensor> given) {
    this(
        check(parameters, given),
        parameters.stream().anyMatch(p -> isBatched(p, given.get(p))),
        Map.copyOf(given));
  }

  /// The call as a geometric program takes it.
  ///
  /// @throws IllegalArgumentException if a value is not positive
  Call logarithms(CanonicalProgram program) {
    double[][] logarithms = new double[values.values().length][];
    for (int p = 0; p < logarithms.length; p++) {
      logarithms[p] = values.values()[p];
      if (!program.parameters().get(p).logarithmic()) continue;
      logarithms[p] = logarithms[p].clone();
      for (int k = 0; k < logarithms[p].length; k++) {
        double value = logarithms[p][k];
        if (value <= 0)
          throw new IllegalArgumentException(
              "parameter %s holds %s, and in a geometric program it must be positive"
                  .formatted(program.parameters().get(p).name(), value));
        logarithms[p][k] = Math.log(value);
      }
    }
    return new Call(
        new ParameterValues(values.batch(), logarithms, values.sizes(), values.batched()),
        batched,
        given);
  }

  private static boolean isBatched(Parameter parameter, @Nullable Tensor tensor) {
    return tensor != null && tensor.rank() == parameter.tensorShape().length + 1;
  }

  private static ParameterValues check(List<Parameter> parameters, Map<Parameter, Tensor> given) {
    for (Parameter parameter : given.keySet())
      if (!parameters.contains(parameter))
        throw new IllegalArgumentException(
            "parameter "
                + parameter
                + " does not belong to this layer, whose parameters are "
                + parameters);
    int count = parameters.size();
    double[][] values = new double[count][];
    int[] sizes = new int[count];
    boolean[] batched = new boolean[count];
    int batch = -1;
    String batchFrom = "";
    for (int p = 0; p < count; p++) {
      Parameter parameter = parameters.get(p);
      Tensor tensor = given.get(parameter);
      if (tensor == null)
        throw new IllegalArgumentException(
            "no value for parameter "
                + parameter
                + ". Maybe add it to the map, which has "
                + given.keySet());
      values[p] = tensor.values();
      sizes[p] = parameter.scalars();
      batched[p] = hasBatchAxis(parameter, tensor);
      if (!batched[p]) continue;
      if (batch >= 0 && tensor.axis(0) != batch)
        throw new ShapeException(
            "%s has a batch axis of %d, %s one of %d"
                .formatted(parameter.name(), tensor.axis(0), batchFrom, batch));
      batch = tensor.axis(0);
      batchFrom = parameter.name();
    }
    return new ParameterValues(batch < 0 ? 1 : batch, values, sizes, batched);
  }

  static boolean hasBatchAxis(Parameter parameter, Tensor tensor) {
    int[] own = parameter.tensorShape();
    int[] shape = tensor.shape();
    if (Arrays.equals(shape, own)) return false;
    if (shape.length == own.length + 1
        && Arrays.equals(Arrays.copyOfRange(shape, 1, shape.length), own)) return true;
    String expected = Arrays.toString(own);
    throw new ShapeException(
        "the tensor of %s has shape %s, expected %s, or [B%s for a batch"
            .formatted(
                parameter.name(),
                Arrays.toString(shape),
                expected,
                own.length == 0 ? "]" : ", " + expected.substring(1)));
  }
}
