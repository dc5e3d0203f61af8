package io.ffolayer.ojalgo;

// example begins
import static io.ffolayer.ojalgo.ModelCoefficient.level;
import static io.ffolayer.ojalgo.ModelCoefficient.weight;

import io.ffolayer.program.Tensor;
import java.util.Map;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Variable;

/// Two regions, three plants and a line between them: who produces how much?
class EnergyDispatch {
  final ExpressionsBasedModel model = new ExpressionsBasedModel();
  final Variable wind = model.addVariable("wind").lower(0).upper(30).weight(1);
  final Variable coal = model.addVariable("coal").lower(0).upper(60).weight(20);
  final Variable gas = model.addVariable("gas").lower(0).upper(100).weight(25);
  final Variable flow = model.addVariable("flow").lower(-40).upper(40).weight(0); // to the south
  final Expression north = model.addExpression("north").level(70);
  final Expression south = model.addExpression("south").level(50);
  final Expression carbon = model.addExpression("carbon").upper(70);
  final Expression wear = model.addExpression("wear").weight(0.5);

  EnergyDispatch() {
    north.set(wind, 1).set(coal, 1).set(flow, -1);
    south.set(gas, 1).set(flow, 1);
    carbon.set(coal, 0.9).set(gas, 0.4);
    wear.set(coal, coal, 0.2).set(gas, gas, 0.1).set(coal, gas, 0.02);
  }

  ModelLayer layer() {
    return OjAlgoModel.minimise(model)
        .parameter("cost", weight(coal), weight(gas))
        .parameter("demand", level(north), level(south))
        .toLayer();
  }

  public static void main(String[] args) {
    var dispatch = new EnergyDispatch();
    var layer = dispatch.layer();
    var cost = layer.parameter("cost");
    var demand = layer.parameter("demand");

    var pass = layer.forward(Map.of(demand, Tensor.vector(70, 50))); // costs as in the model
    System.out.println(pass.value(layer.variables())); // wind, coal, gas, flow
    System.out.println(pass.value(layer.dual(level(dispatch.south)))); // minus the price there

    var gradients = pass.backward(layer.variable(dispatch.gas), Tensor.scalar(1));
    System.out.println(gradients.of(cost)); // ∂gas/∂cost
    System.out.println(gradients.of(demand)); // ∂gas/∂demand
    System.out.println(gradients.report()); // active rows, margin, error estimate, flags
  }
}
// example ends
