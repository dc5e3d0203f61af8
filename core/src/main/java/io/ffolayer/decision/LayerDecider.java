package io.ffolayer.decision;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.AffineMap;
import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A layer as a decider: one of its parameters is the costs, and the decision is what they multiply
/// in the objective. With a quadratic or any other convex part r(w) the losses are those of cᵀw +
/// r(w).
///
/// ```java
/// Decider decider = LayerDecider.of(ConvexLayer.of(Problem.maximize(dot(c, w)).subjectTo(…)), c);
/// ```
///
/// An instance whose solve ends otherwise than [Status#SOLVED] or [Status#ALMOST_SOLVED] – it may
/// be infeasible, or out of time – keeps that status, has the decision 0, and counts in no loss.
///
/// @param layer whose problem is minimised or maximised
/// @param costs the parameter; losses ask for costs of any sign, whatever its domain
/// @param others values of all other parameters: a tensor of their own shape, or with a leading
///   axis of the length of every batch that is decided
public record LayerDecider(ConvexLayer layer, Parameter costs, Map<Parameter, Tensor> others)
    implements Decider {
  /// @throws IllegalArgumentException if the costs are no parameter of the layer, or do not
  ///   multiply a decision in its objective, or occur elsewhere
  public LayerDecider {
    others = Map.copyOf(others);
    requireCosts(layer, costs);
  }

  /// A layer that has no other parameters, or gets them by [#with].
  public static LayerDecider of(ConvexLayer layer, Parameter costs) {
    return new LayerDecider(layer.forInference(), costs, Map.of());
  }

  /// The same with values of the other parameters.
  public LayerDecider with(Map<Parameter, Tensor> values) {
    return new LayerDecider(layer, costs, values);
  }

  private static void requireCosts(ConvexLayer layer, Parameter costs) {
    int p = layer.parameters().indexOf(costs);
    if (p < 0)
      throw new IllegalArgumentException(
          "%s is no parameter of the layer, which has %s"
              .formatted(costs.name(), layer.parameters().stream().map(Parameter::name).toList()));
    CanonicalProgram canonical = layer.canonical();
    ParametricProgram program = canonical.program();
    boolean elsewhere =
        program.quadratic().reads(p)
            || program.rhs().reads(p)
            || program.rows().stream().anyMatch(map -> map.reads(p))
            || canonical.parameters().get(p).logarithmic()
            || canonical.objectiveConstant().squares().stream()
                .anyMatch(square -> square.vector().reads(p));
    if (elsewhere || !program.linear().reads(p))
      throw new IllegalArgumentException(
          "%s %s; costs may only stand in the objective, linearly, as in dot(c, w). Maybe use two parameters"
              .formatted(
                  costs.name(),
                  elsewhere
                      ? "occurs in a constraint or not linearly"
                      : "multiplies no variable of the objective"));
  }

  private int position() {
    return layer.parameters().indexOf(costs);
  }

  @Override
  public Sense sense() {
    return value().sign() < 0 ? Sense.MAXIMIZE : Sense.MINIMIZE;
  }

  @Override
  public boolean isLinear() {
    ParametricProgram program = layer.canonical().program();
    int p = position();
    return isNothing(program.quadratic())
        && terms(program.linear()).stream().allMatch(map -> map.reads(p) || isNothing(map))
        && layer.canonical().objectiveConstant().squares().isEmpty();
  }

  private static List<AffineMap> terms(AffineMap map) {
    return map instanceof AffineMap.Sum sum ? sum.terms() : List.of(map);
  }

  private static boolean isNothing(AffineMap map) {
    if (map.size() == 0) return true;
    return map instanceof AffineMap.Fixed fixed
        && Arrays.stream(fixed.values()).allMatch(v -> v == 0);
  }

  /// Whether an instance has other values of the other parameters than the next.
  boolean differsByInstance() {
    return others.entrySet().stream()
        .anyMatch(other -> other.getValue().rank() > other.getKey().tensorShape().length);
  }

  private Output.Value value() {
    return layer.canonical().outputs().stream()
        .flatMap(output ->
            output.readOut() instanceof Output.Value value ? Stream.of(value) : Stream.empty())
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Decisions decide(Tensor given) {
    Rows.requireMatrix("costs", given);
    int batch = given.axis(0), n = costs.scalars();
    if (given.axis(1) != n)
      throw new ShapeException(
          "costs have %d columns, the parameter %s has %d values"
              .formatted(given.axis(1), costs.name(), n));
    ForwardPass pass = layer.forward(inputs(given));
    double[] objective = new double[batch];
    pass.read(valuePosition(), objective);
    double[] decisions = new double[batch * n], terms = new double[batch];
    List<Status> statuses = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      statuses.add(pass.status(i));
      if (!Decisions.isDecided(pass.status(i))) continue;
      multiplied(pass.point(i).y(), decisions, i * n);
      double linear = 0;
      for (int k = i * n; k < (i + 1) * n; k++) linear += given.values()[k] * decisions[k];
      terms[i] = isLinear() ? 0 : objective[i] - linear;
    }
    return new Decisions(Tensor.wrap(decisions, batch, n), terms, statuses);
  }

  private Map<Parameter, Tensor> inputs(Tensor given) {
    Map<Parameter, Tensor> values = new HashMap<>(others);
    int[] own = costs.tensorShape();
    int[] shape = new int[own.length + 1];
    shape[0] = given.axis(0);
    System.arraycopy(own, 0, shape, 1, own.length);
    values.put(costs, given.reshape(shape));
    return values;
  }

  private int valuePosition() {
    var outputs = layer.canonical().outputs();
    for (int k = 0; k < outputs.size(); k++)
      if (outputs.get(k).readOut() instanceof Output.Value) return k;
    throw new AssertionError("every layer has an optimal value");
  }

  /// What the costs multiply: the derivative of the objective by them, which is linear in them.
  private void multiplied(double[] y, double[] out, int at) {
    CanonicalProgram canonical = layer.canonical();
    int p = position();
    canonical.program().linear().pullBack(p, y, 0, out, at);
    canonical.objectiveConstant().affine().pullBack(p, new double[] {1}, 0, out, at);
    if (sense() == Sense.MAXIMIZE)
      for (int k = at; k < at + costs.scalars(); k++) out[k] = 0 - out[k];
  }
}
