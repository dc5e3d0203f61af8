package io.ffolayer.ojalgo;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.ojalgo.ModelCoefficient.Limit;
import io.ffolayer.program.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.ojalgo.optimisation.Variable;

/// The layer of an ojAlgo model: its parameters by their names, its outputs by the entities of the
/// model. Immutable and thread-safe, like [ConvexLayer].
public final class ModelLayer {
  private final ConvexLayer layer;
  private final ModelProgram program;

  ModelLayer(ConvexLayer layer, ModelProgram program) {
    this.layer = layer;
    this.program = program;
  }

  /// The same with other options, for example `l -> l.withSolver(new OjAlgo())`.
  public ModelLayer with(UnaryOperator<ConvexLayer> options) {
    return new ModelLayer(options.apply(layer), program);
  }

  /// The layer itself, whose parameters and outputs these are.
  public ConvexLayer layer() {
    return layer;
  }

  /// A parameter of shape `[coefficients]`.
  ///
  /// @throws IllegalArgumentException if there is none of this name
  public Parameter parameter(String name) {
    return layer.parameters().get(program.parameter(name));
  }

  /// The values that the coefficients of a parameter had in the model.
  ///
  /// @throws IllegalArgumentException if the layer has no parameter of its name
  public Tensor defaultOf(Parameter parameter) {
    return program.defaults(program.parameter(parameter.name()));
  }

  /// All variables of the model in its order, `[n]`.
  public Differentiable variables() {
    return layer.outputs().getFirst();
  }

  /// One variable, a scalar.
  ///
  /// @throws IllegalArgumentException if it is of another model, or was added after `toLayer()`
  public Differentiable variable(Variable variable) {
    return layer.outputs().get(program.output(variable));
  }

  /// The dual of a limit, a scalar, of the objective as it is minimised (its negative where the
  /// model is maximised): z ≥ 0 of a lower or upper limit, the rate at which the least value falls
  /// when the limit is moved outward; of a level, the rate at which it falls when the level grows.
  ///
  /// @throws IllegalArgumentException if the model has no such limit
  public Differentiable dual(Limit limit) {
    return layer.outputs().get(program.output(limit));
  }

  /// The value of the model's objective, a scalar.
  public Differentiable optimalValue() {
    return layer.outputs().getLast();
  }

  /// Solves at the values of the model.
  public ForwardPass forward() {
    return forward(Map.of());
  }

  /// Solves for values of the parameters; those that are missing have the values of the model.
  ///
  /// @param values `[coefficients]`, or `[B, coefficients]` for a batch
  public ForwardPass forward(Map<Parameter, Tensor> values) {
    Map<Parameter, Tensor> all = new LinkedHashMap<>();
    for (Parameter parameter : layer.parameters()) all.put(parameter, defaultOf(parameter));
    all.putAll(values);
    return layer.forward(all);
  }
}
