package io.ffolayer.ojalgo;

import io.ffolayer.ConvexLayer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Variable;

/// A model of ojAlgo that becomes a layer: whoever models there already differentiates what stands.
///
/// ```java
/// var layer = OjAlgoModel.minimise(model)
///     .parameter("cost", weight(gas), weight(coal))
///     .parameter("demand", level(north), level(south))
///     .toLayer();
/// var pass = layer.forward(Map.of(layer.parameter("demand"), Tensor.vector(70, 40)));   // costs as in the model
/// var gradients = pass.backward(layer.variable(gas), Tensor.scalar(1));
/// ```
///
/// Numbers that no parameter names are constants, with their values at the time of [#toLayer]. The
/// objective is that of ojAlgo, weights times variables and expressions; an expression may stand in
/// it with products of variables, and must then be convex (concave where it is maximised) for all
/// values of the parameters that are met. Refused are integer variables, products of variables in a
/// constraint, and a weight and a factor of one term that are both parameters. Immutable: each call
/// returns a new one.
public final class OjAlgoModel {
  /// A vector of coefficients under one name.
  record Named(String name, List<ModelCoefficient> coefficients) {}

  private final ExpressionsBasedModel model;
  private final boolean maximised;
  private final List<Named> parameters;

  private OjAlgoModel(ExpressionsBasedModel model, boolean maximised, List<Named> parameters) {
    this.model = model;
    this.maximised = maximised;
    this.parameters = List.copyOf(parameters);
  }

  /// The model as [ExpressionsBasedModel#minimise] solves it.
  ///
  /// @throws IllegalArgumentException if it has integer variables
  public static OjAlgoModel minimise(ExpressionsBasedModel model) {
    return of(model, false);
  }

  /// The model as [ExpressionsBasedModel#maximise] solves it.
  ///
  /// @throws IllegalArgumentException if it has integer variables
  public static OjAlgoModel maximise(ExpressionsBasedModel model) {
    return of(model, true);
  }

  private static OjAlgoModel of(ExpressionsBasedModel model, boolean maximised) {
    refuseIntegers(model);
    return new OjAlgoModel(model, maximised, List.of());
  }

  private static void refuseIntegers(ExpressionsBasedModel model) {
    for (Variable variable : model.getVariables())
      if (variable.isInteger())
        throw new IllegalArgumentException(
            "variable %s is integer, and a layer has derivatives only of what is continuous. Maybe model.relax(), or fix it at its optimal value"
                .formatted(variable.getName()));
  }

  /// Names coefficients: the entries of a vector parameter, in this order.
  ///
  /// @throws IllegalArgumentException if the name is blank or stands already, or one of the
  ///   coefficients is of another model or named twice
  public OjAlgoModel parameter(String name, ModelCoefficient... coefficients) {
    if (name.isBlank())
      throw new IllegalArgumentException(
          "a parameter has a blank name. Maybe say what it is, as \"demand\"");
    if (coefficients.length == 0)
      throw new IllegalArgumentException(
          "parameter %s has no coefficients. Maybe name some, as weight(x)".formatted(name));
    Set<String> known = new HashSet<>();
    for (Named other : parameters) {
      if (other.name.equals(name))
        throw new IllegalArgumentException(
            "there is a parameter %s already. Maybe name all its coefficients at once"
                .formatted(name));
      other.coefficients.forEach(coefficient -> known.add(coefficient.description()));
    }
    ModelEntities entities = ModelEntities.of(model);
    for (ModelCoefficient coefficient : coefficients) {
      entities.check(coefficient);
      if (!known.add(coefficient.description()))
        throw new IllegalArgumentException(
            "%s is named twice, the second time in parameter %s. Maybe take one of them out"
                .formatted(coefficient.description(), name));
    }
    List<Named> more = new ArrayList<>(parameters);
    more.add(new Named(name, List.of(coefficients)));
    return new OjAlgoModel(model, maximised, more);
  }

  /// The layer, with the automatic choice of a solver and the first-order adjoint.
  ///
  /// @throws IllegalArgumentException if a coefficient is named that the model has not, or the
  ///   model has no variables or integer ones, is no linear or quadratic program that is affine in
  ///   its parameters, or has a square of the wrong sign in its objective, whatever they are
  public ModelLayer toLayer() {
    refuseIntegers(model);
    if (model.countVariables() == 0)
      throw new IllegalArgumentException(
          "the model has no variables. Maybe model.addVariable(name) before toLayer()");
    ModelProgram program = new ModelProgram(model, maximised ? -1 : 1, parameters);
    return new ModelLayer(ConvexLayer.of(program.canonical()), program);
  }
}
