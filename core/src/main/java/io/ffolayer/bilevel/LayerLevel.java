package io.ffolayer.bilevel;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A lower level that is a convex layer: solved and differentiated by its own solver and adjoint.
///
/// @param parameters what x is made of, in this order
/// @param variables what y is made of, in this order
record LayerLevel(ConvexLayer layer, List<Parameter> parameters, List<Variable> variables)
    implements LowerLevel {
  LayerLevel {
    parameters = List.copyOf(parameters);
    variables = List.copyOf(variables);
    for (Parameter parameter : layer.parameters())
      if (!parameters.contains(parameter))
        throw new IllegalArgumentException(
            "%s occurs in the lower level, but not in x. Maybe add it to the list"
                .formatted(parameter.name()));
    for (Variable variable : variables)
      if (!layer.outputs().contains(variable))
        throw new IllegalArgumentException(
            "%s is no variable of the lower level. Maybe another of the same name is"
                .formatted(variable.name()));
  }

  @Override
  public int outer() {
    return parameters.stream().mapToInt(Parameter::scalars).sum();
  }

  @Override
  public int inner() {
    return variables.stream().mapToInt(Variable::size).sum();
  }

  @Override
  public Solved at(double[] x, Watch watch) {
    Map<Parameter, Tensor> values = new HashMap<>();
    int next = 0;
    for (Parameter parameter : parameters) {
      int size = parameter.scalars();
      Tensor value = Tensor.wrap(Arrays.copyOfRange(x, next, next + size), parameter.tensorShape());
      if (layer.parameters().contains(parameter)) values.put(parameter, value);
      next += size;
    }
    return new Passed(this, layer.forward(values));
  }

  private record Passed(LayerLevel level, ForwardPass pass) implements Solved {
    @Override
    public Status status() {
      return pass.status(0);
    }

    @Override
    public double[] y() {
      double[] y = new double[level.inner()];
      int next = 0;
      for (Variable variable : level.variables) {
        double[] values = pass.value(variable).values();
        System.arraycopy(values, 0, y, next, values.length);
        next += values.length;
      }
      return y;
    }

    @Override
    public Pulled pullBack(double[] cotangent) {
      Map<Variable, Tensor> cotangents = new HashMap<>();
      int next = 0;
      for (Variable variable : level.variables) {
        double[] own = Arrays.copyOfRange(cotangent, next, next + variable.size());
        cotangents.put(variable, Tensor.wrap(own, variable.shape()));
        next += own.length;
      }
      Gradients gradients = pass.backward(cotangents);
      double[] byX = new double[level.outer()];
      int at = 0;
      for (Parameter parameter : level.parameters) {
        if (level.layer.parameters().contains(parameter)) {
          double[] own = gradients.of(parameter).values();
          System.arraycopy(own, 0, byX, at, own.length);
        }
        at += parameter.scalars();
      }
      return new Pulled(byX, gradients.report(0));
    }
  }
}
