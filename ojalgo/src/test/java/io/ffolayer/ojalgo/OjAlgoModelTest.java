package io.ffolayer.ojalgo;

import static io.ffolayer.ojalgo.ModelCoefficient.factor;
import static io.ffolayer.ojalgo.ModelCoefficient.level;
import static io.ffolayer.ojalgo.ModelCoefficient.lower;
import static io.ffolayer.ojalgo.ModelCoefficient.upper;
import static io.ffolayer.ojalgo.ModelCoefficient.weight;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.ForwardPass;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Ghost;
import io.ffolayer.decision.LayerDecider;
import io.ffolayer.decision.Losses;
import io.ffolayer.decision.SpoPlus;
import io.ffolayer.decision.Truth;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/// The layer of a model answers and differentiates what ojAlgo itself answers.
class OjAlgoModelTest {
  /// A number of the dispatch: how a parameter names it, and how ojAlgo's user changes it.
  private record Entry(
      String name,
      double value,
      Function<EnergyDispatch, ModelCoefficient> coefficient,
      BiConsumer<EnergyDispatch, Double> set) {}

  /// One of every kind; the value is that of the model.
  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("cost", 20, d -> weight(d.coal), (d, v) -> d.coal.weight(v)),
          new Entry("other cost", 25, d -> weight(d.gas), (d, v) -> d.gas.weight(v)),
          new Entry("demand", 70, d -> level(d.north), (d, v) -> d.north.level(v)),
          new Entry("other demand", 50, d -> level(d.south), (d, v) -> d.south.level(v)),
          new Entry("capacity", 30, d -> upper(d.wind), (d, v) -> d.wind.upper(v)),
          new Entry("carbon cap", 58, d -> upper(d.carbon), (d, v) -> d.carbon.upper(v)),
          new Entry("least gas", 0, d -> lower(d.gas), (d, v) -> d.gas.lower(v)),
          new Entry(
              "efficiency", 0.9, d -> factor(d.carbon, d.coal), (d, v) -> d.carbon.set(d.coal, v)),
          new Entry("loss", 1, d -> factor(d.south, d.flow), (d, v) -> d.south.set(d.flow, v)),
          new Entry(
              "wear",
              0.2,
              d -> factor(d.wear, d.coal, d.coal),
              (d, v) -> d.wear.set(d.coal, d.coal, v)),
          new Entry(
              "mixed wear",
              0.02,
              d -> factor(d.wear, d.gas, d.coal),
              (d, v) -> d.wear.set(d.coal, d.gas, v)));

  /// The cap of carbon binds, unlike in the example.
  private static EnergyDispatch dispatch() {
    EnergyDispatch dispatch = new EnergyDispatch();
    dispatch.carbon.upper(58);
    return dispatch;
  }

  private static double[] ofOjAlgo(EnergyDispatch dispatch) {
    Optimisation.Result result = dispatch.model.minimise();
    assertThat(result.getState().isOptimal()).isTrue();
    return IntStream.range(0, 4).mapToDouble(result::doubleValue).toArray();
  }

  @Test
  void theLayerOfTheDispatchAnswersWhatOjAlgoAnswers() {
    for (EnergyDispatch dispatch : List.of(dispatch(), new EnergyDispatch())) {
      var pass = OjAlgoModel.minimise(dispatch.model).toLayer().forward();
      assertThat(pass.isBatched()).isFalse();
      ModelLayer layer = OjAlgoModel.minimise(dispatch.model).toLayer();
      assertThat(layer.forward().value(layer.variables()).values())
          .containsExactly(ofOjAlgo(dispatch), within(1e-6));
      assertThat(layer.forward().value(layer.optimalValue()).item())
          .isEqualTo(dispatch.model.minimise().getValue(), within(1e-5));
    }
  }

  /// Prices are learnt by what their dispatch costs: the decision is what the weights multiply.
  @Test
  void aModelDecidesForLossesOfDecisions() {
    EnergyDispatch dispatch = dispatch();
    ModelLayer layer =
        OjAlgoModel.minimise(dispatch.model)
            .parameter("costs", weight(dispatch.coal), weight(dispatch.gas))
            .toLayer();
    LayerDecider decider = LayerDecider.of(layer.layer(), layer.parameter("costs"));
    Truth truth = Truth.of(decider, Tensor.matrix(new double[][] {{20, 25}}));
    ForwardPass known = layer.forward();
    assertThat(truth.decisions().values().values())
        .containsExactly(
            new double[] {
              known.value(layer.variable(dispatch.coal)).item(),
              known.value(layer.variable(dispatch.gas)).item()
            },
            within(1e-6));
    assertThat(decider.isLinear()).isFalse();
    Losses losses = new SpoPlus().of(decider, Tensor.matrix(new double[][] {{40, 10}}), truth);
    assertThat(losses.mean()).isPositive();
  }

  /// By the library's own methods, and by ojAlgo alone.
  @Test
  void everyKindOfCoefficientHasTheGradientOfDifferencesOfOjAlgosOwnAnswers() {
    EnergyDispatch dispatch = dispatch();
    OjAlgoModel model = OjAlgoModel.minimise(dispatch.model);
    for (Entry entry : ENTRIES)
      model = model.parameter(entry.name, entry.coefficient.apply(dispatch));
    ModelLayer fast = model.toLayer();
    ModelLayer alone =
        fast.with(layer ->
            layer
                .withSolver(new OjAlgo())
                .withAdjoint(new FirstOrder().withGhost(new Ghost.Solved(new OjAlgo()))));
    double[] seed = {0.3, 1, -0.5, 2};
    for (ModelLayer layer : List.of(fast, alone)) {
      var pass = layer.forward();
      var gradients = pass.backward(layer.variables(), Tensor.vector(seed));
      assertThat(gradients.report().isClean()).as("%s", gradients.report()).isTrue();
      for (Entry entry : ENTRIES) {
        Parameter parameter = layer.parameter(entry.name);
        assertThat(layer.defaultOf(parameter).values()).containsExactly(entry.value);
        double expected = difference(entry, seed);
        assertThat(gradients.of(parameter).item())
            .as(entry.name)
            .isEqualTo(expected, within(1e-4 * (1 + Math.abs(expected))));
      }
    }
  }

  private static double difference(Entry entry, double[] seed) {
    double step = 1e-3 * Math.max(1, Math.abs(entry.value)), sum = 0;
    for (double side : new double[] {1, -1}) {
      EnergyDispatch moved = dispatch();
      entry.set.accept(moved, entry.value + side * step);
      double[] y = ofOjAlgo(moved);
      for (int j = 0; j < 4; j++) sum += side * seed[j] * y[j] / (2 * step);
    }
    return sum;
  }

  @Test
  void aBatchOfDemandsIsSolvedAtTheCostsOfTheModel() {
    EnergyDispatch dispatch = new EnergyDispatch();
    ModelLayer layer = dispatch.layer();
    double[][] demands = {{70, 50}, {60, 40}, {80, 55}};
    var pass = layer.forward(Map.of(layer.parameter("demand"), Tensor.matrix(demands)));
    for (int t = 0; t < 3; t++) {
      EnergyDispatch other = new EnergyDispatch();
      other.north.level(demands[t][0]);
      other.south.level(demands[t][1]);
      assertThat(pass.value(layer.variables()).slice(t).values())
          .containsExactly(ofOjAlgo(other), within(1e-6));
    }
  }

  /// ∂value/∂demand is minus the dual, ∂value/∂capacity of an upper limit too.
  @Test
  void dualsAreThePricesOfTheLimits() {
    EnergyDispatch dispatch = dispatch();
    ModelLayer layer =
        OjAlgoModel.minimise(dispatch.model)
            .parameter("sides", level(dispatch.south), upper(dispatch.carbon))
            .toLayer();
    var pass = layer.forward();
    double[] slopes =
        pass.backward(layer.optimalValue(), Tensor.scalar(1)).of(layer.parameter("sides")).values();
    assertThat(pass.value(layer.dual(level(dispatch.south))).item())
        .isEqualTo(-slopes[0], within(1e-8));
    assertThat(pass.value(layer.dual(upper(dispatch.carbon))).item())
        .isEqualTo(-slopes[1], within(1e-8))
        .isPositive();
    assertThat(pass.value(layer.variable(dispatch.gas)).item())
        .isEqualTo(pass.value(layer.variables()).values()[2]);
  }

  /// max 3x − w·x² with 0 ≤ x ≤ 4: x = 3/(2w).
  @Test
  void aMaximisedModelWithTheWeightOfAnExpressionAsParameter() {
    ExpressionsBasedModel model = new ExpressionsBasedModel();
    Variable x = model.addVariable("x").lower(0).upper(4).weight(3);
    Expression square = model.addExpression("square").weight(-1);
    square.set(x, x, 1);
    ModelLayer layer = OjAlgoModel.maximise(model).parameter("w", weight(square)).toLayer();
    var pass = layer.forward();
    assertThat(pass.value(layer.variable(x)).item()).isEqualTo(1.5, within(1e-9));
    assertThat(pass.value(layer.optimalValue()).item()).isEqualTo(2.25, within(1e-9));
    assertThat(pass.backward(layer.variable(x), Tensor.scalar(1)).of(layer.parameter("w")).item())
        .isEqualTo(1.5, within(1e-8));
  }

  /// 4x² + 4y² + c·xy − x − y, c in two parts that ojAlgo adds up.
  private static Optimisation.Result ofProduct(double xy, double yx) {
    return product(xy, yx).minimise();
  }

  private static ExpressionsBasedModel product(double xy, double yx) {
    ExpressionsBasedModel model = new ExpressionsBasedModel();
    Variable x = model.addVariable("x").weight(-1), y = model.addVariable("y").weight(-1);
    Expression q = model.addExpression("q").weight(1);
    q.set(x, x, 4).set(y, y, 4).set(x, y, xy).set(y, x, yx);
    return model;
  }

  @Test
  void aProductInBothOrdersIsOneNumberTheirSum() {
    for (double[] parts : new double[][] {{1, 0.5}, {1.5, 0}, {0, 1.5}, {2, -0.5}}) {
      ExpressionsBasedModel model = product(parts[0], parts[1]);
      Variable x = model.getVariable(0), y = model.getVariable(1);
      ModelLayer layer =
          OjAlgoModel.minimise(model)
              .parameter("c", factor(model.getExpression("q"), x, y))
              .toLayer();
      assertThat(layer.defaultOf(layer.parameter("c")).values()).containsExactly(1.5);
      var pass = layer.forward();
      assertThat(pass.value(layer.variable(x)).item())
          .isEqualTo(ofProduct(parts[0], parts[1]).doubleValue(0), within(1e-9))
          .isEqualTo(2 / 19.0, within(1e-9));
      double step = 1e-3;
      double slope =
          (ofProduct(parts[0], parts[1] + step).doubleValue(0)
                  - ofProduct(parts[0], parts[1] - step).doubleValue(0))
              / (2 * step);
      assertThat(pass.backward(layer.variable(x), Tensor.scalar(1)).of(layer.parameter("c")).item())
          .isEqualTo(slope, within(1e-6));
    }
  }

  @Test
  void variablesAndExpressionsOfAnotherModelAreRefused() {
    EnergyDispatch dispatch = new EnergyDispatch(), other = new EnergyDispatch();
    OjAlgoModel model = OjAlgoModel.minimise(dispatch.model);
    List<ModelCoefficient> foreign =
        List.of(
            weight(other.gas),
            upper(other.wind),
            level(other.north),
            factor(other.carbon, dispatch.coal),
            factor(dispatch.carbon, other.coal),
            factor(dispatch.wear, other.coal, dispatch.gas),
            factor(dispatch.wear, dispatch.coal, other.gas));
    for (ModelCoefficient coefficient : foreign)
      assertThatThrownBy(() -> model.parameter("a", coefficient))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not of this model. Maybe");
    ModelLayer layer = model.toLayer();
    Variable late = dispatch.model.addVariable("late").upper(1);
    Expression lateToo = dispatch.model.addExpression("late too").upper(1);
    List<ThrowableAssert.ThrowingCallable> asked =
        List.of(
            () -> layer.variable(late),
            () -> layer.variable(other.gas),
            () -> layer.dual(upper(late)),
            () -> layer.dual(upper(lateToo)),
            () -> layer.dual(level(other.north)));
    for (var call : asked)
      assertThatThrownBy(call)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not of this model. Maybe");
    assertThat(layer.forward().value(layer.dual(upper(dispatch.carbon))).item()).isNotNegative();
  }

  @Test
  void whatTheModelLacksIsSaidWithItsReason() {
    ExpressionsBasedModel model = new ExpressionsBasedModel();
    Variable x = model.addVariable("x").lower(0).weight(1);
    Variable y = model.addVariable("y").weight(0);
    Expression idle = model.addExpression("idle").set(x, 1).set(x, x, 1);
    Expression row = model.addExpression("row").set(x, 1).set(y, 0).upper(2);
    Expression cost = model.addExpression("cost").set(x, x, 1).weight(1);
    Expression empty = model.addExpression("empty").weight(1);
    OjAlgoModel all = OjAlgoModel.minimise(model);
    Map<ModelCoefficient, String> reasons =
        Map.of(
            factor(idle, x, x), "the expression has no weight in the objective",
            factor(idle, x), "the expression has neither limits nor a weight",
            factor(row, y), "ojAlgo drops. Maybe set it to a small number",
            factor(cost, x, y), "ojAlgo drops. Maybe set it to a small number",
            weight(y), "ojAlgo drops. Maybe set it to a small number",
            weight(empty), "the expression has no factors",
            upper(x), "it has no upper limit",
            level(y), "it has no limits",
            level(row), "its limits are not equal. Maybe name lower or upper");
    reasons.forEach((coefficient, reason) ->
        assertThatThrownBy(() -> all.parameter("a", coefficient).toLayer())
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("is named by parameter a")
            .hasMessageContaining(reason));
    ModelLayer layer = all.toLayer();
    assertThatThrownBy(() -> layer.dual(upper(x))).hasMessageContaining("it has no upper limit");
    x.upper(3);
    assertThatThrownBy(() -> layer.dual(upper(x)))
        .hasMessageContaining("it was set after toLayer()");
    assertThatThrownBy(() -> layer.parameter("q")).hasMessageContaining("there are none");
    assertThatThrownBy(() -> all.parameter("", weight(x))).hasMessageContaining("blank name");
    assertThatThrownBy(() -> OjAlgoModel.minimise(new ExpressionsBasedModel()).toLayer())
        .hasMessageContaining("the model has no variables");
    x.integer();
    assertThatThrownBy(all::toLayer).hasMessageContaining("variable x is integer");
  }

  /// Unless the square, or the weight of its expression, is a parameter.
  @Test
  void aSquareOfTheWrongSignIsRefused() {
    ExpressionsBasedModel model = new ExpressionsBasedModel();
    Variable x = model.addVariable("x").lower(0).upper(4);
    Expression square = model.addExpression("square").weight(1).set(x, x, 1);
    assertThatThrownBy(OjAlgoModel.maximise(model)::toLayer)
        .hasMessageContaining("is maximised, and the square of variable x (number 0)")
        .hasMessageContaining("positive factor. Maybe it is to be minimised");
    square.set(x, x, -1);
    assertThatThrownBy(OjAlgoModel.minimise(model)::toLayer)
        .hasMessageContaining("is minimised, and the square of variable x (number 0)")
        .hasMessageContaining("negative factor. Maybe it is to be maximised");
    ModelLayer layer = OjAlgoModel.minimise(model).parameter("c", factor(square, x, x)).toLayer();
    var pass = layer.forward(Map.of(layer.parameter("c"), Tensor.vector(1)));
    assertThat(pass.value(layer.variable(x)).item()).isEqualTo(0, within(1e-9));
  }

  @Test
  void whatHasNoDerivativesIsRefusedAndSaysWhy() {
    ExpressionsBasedModel model = new ExpressionsBasedModel();
    Variable x = model.addVariable("x").lower(0).upper(4).weight(3);
    Variable on = model.addVariable("on").binary();
    assertThatThrownBy(() -> OjAlgoModel.minimise(model))
        .hasMessageContaining("variable on is integer")
        .hasMessageContaining("Maybe model.relax()");
    on.relax();
    Expression square = model.addExpression("square").weight(2);
    square.set(x, x, 1);
    OjAlgoModel relaxed = OjAlgoModel.minimise(model);
    assertThatThrownBy(() ->
            relaxed.parameter("a", weight(square)).parameter("b", factor(square, x, x)).toLayer())
        .hasMessageContaining("both parameters")
        .hasMessageContaining("Maybe name one");
    square.upper(3);
    assertThatThrownBy(relaxed::toLayer).hasMessageContaining("expression square has limits");
  }

  @Test
  void aNameOfNothingIsRefused() {
    EnergyDispatch dispatch = new EnergyDispatch();
    OjAlgoModel model = OjAlgoModel.minimise(dispatch.model);
    assertThatThrownBy(() -> model.parameter("a", upper(dispatch.north)).toLayer())
        .hasMessageContaining("the upper limit of expression north")
        .hasMessageContaining("level");
    assertThatThrownBy(() -> model.parameter("a", factor(dispatch.north, dispatch.gas)).toLayer())
        .hasMessageContaining("the factor of variable gas");
    assertThatThrownBy(() -> model.parameter("a")).hasMessageContaining("no coefficients");
    OjAlgoModel one = model.parameter("a", weight(dispatch.gas));
    assertThatThrownBy(() -> one.parameter("a", weight(dispatch.coal)))
        .hasMessageContaining("a parameter a already");
    assertThatThrownBy(() -> one.parameter("b", weight(dispatch.gas)))
        .hasMessageContaining("named twice");
    assertThatThrownBy(() -> one.toLayer().parameter("c")).hasMessageContaining("Maybe one of [a]");
    assertThatThrownBy(() -> one.toLayer().dual(lower(dispatch.north)))
        .hasMessageContaining("no row for the lower limit of expression north");
  }
}
