package io.ffolayer.internal.pass;

import io.ffolayer.internal.canon.CanonicalForm;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Tensors by parameter, as a user gives them: checked, and put in the order of the program.
public final class GivenTensors {
  private GivenTensors() {}

  /// A value for every parameter.
  ///
  /// @throws IllegalArgumentException if one is missing or does not belong to the layer
  /// @throws ShapeException if one has another shape than its parameter, or two batch axes differ
  public static ParameterValues values(CanonicalForm form, Map<Parameter, Tensor> given) {
    given.keySet().forEach(form::position);
    List<Parameter> parameters = form.parameters();
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

  /// A change for some of the parameters of a solved batch; 0 for the others.
  public static ParameterValues changes(
      CanonicalForm form, int batch, Map<Parameter, Tensor> changes) {
    changes.keySet().forEach(form::position);
    List<Parameter> parameters = form.parameters();
    int count = parameters.size();
    double[][] values = new double[count][];
    int[] sizes = new int[count];
    boolean[] batched = new boolean[count];
    for (int p = 0; p < count; p++) {
      Parameter parameter = parameters.get(p);
      Tensor change = changes.get(parameter);
      sizes[p] = parameter.scalars();
      values[p] = change == null ? new double[sizes[p]] : change.values();
      batched[p] = change != null && hasBatchAxis(parameter, change);
      if (change != null && batched[p] && change.axis(0) != batch)
        throw new ShapeException(
            "the change of %s has a batch axis of %d, the pass one of %d"
                .formatted(parameter.name(), change.axis(0), batch));
    }
    return new ParameterValues(batch, values, sizes, batched);
  }

  private static boolean hasBatchAxis(Parameter parameter, Tensor tensor) {
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
