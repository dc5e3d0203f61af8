package io.ffolayer.testing.recorded;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.Tangents;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.WarmStart;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Everything that a layer answers to one call: the solutions, and gradients and tangents by both
/// adjoints.
public final class LayerResults {
  private static final List<Adjoint> ADJOINTS = List.of(new FirstOrder(), new Implicit());

  private LayerResults() {}

  /// Adds a result for the forward pass and one for each adjoint.
  ///
  /// @param outputs all of them get cotangents, drawn at random
  public static void add(
      Results results,
      String name,
      ConvexLayer layer,
      Map<Parameter, Tensor> values,
      Collection<? extends Differentiable> outputs) {
    ForwardPass pass = layer.forward(values);
    Map<Differentiable, Tensor> cotangents = new LinkedHashMap<>();
    for (Differentiable output : outputs)
      cotangents.put(output, random(3 + cotangents.size(), pass.value(output).shape()));
    add(results, name, layer, values, cotangents);
  }

  /// The same with given cotangents.
  public static void add(
      Results results,
      String name,
      ConvexLayer layer,
      Map<Parameter, Tensor> values,
      Map<? extends Differentiable, Tensor> cotangents) {
    ForwardPass pass = layer.forward(values);
    Result forward = results.add(name + "/forward");
    addForward(forward, pass);
    int index = 0;
    for (Differentiable output : cotangents.keySet())
      forward.put("value " + index++ + " " + output.name(), pass.value(output).values());
    for (Adjoint adjoint : ADJOINTS) {
      Result backward = results.add(name + "/" + adjoint.name());
      addGradients(backward, layer, pass.backward(cotangents, adjoint));
      addTangents(backward, layer, pass, values, cotangents.keySet(), adjoint);
    }
  }

  private static void addForward(Result result, ForwardPass pass) {
    int batch = pass.batch();
    result
        .say("status", each(batch, pass::status))
        .say("solver", each(batch, pass::solver))
        .say("iterations", each(batch, pass::iterations))
        .say("message", each(batch, i -> String.valueOf(pass.message(i))))
        .say("active", each(batch, i -> pass.isSolved(i) ? bits(pass, i) : "-"));
    WarmStart.Point[] points =
        IntStream.range(0, batch).mapToObj(pass::point).toArray(WarmStart.Point[]::new);
    result.put("y", Arrays.stream(points).flatMapToDouble(p -> Arrays.stream(p.y())).toArray());
    result.put("s", Arrays.stream(points).flatMapToDouble(p -> Arrays.stream(p.s())).toArray());
    result.put("z", Arrays.stream(points).flatMapToDouble(p -> Arrays.stream(p.z())).toArray());
    double[] residuals =
        IntStream.range(0, batch).mapToDouble(i -> pass.residuals(i).largest()).toArray();
    result.put("~residual", residuals);
  }

  private static String bits(ForwardPass pass, int instance) {
    StringBuilder bits = new StringBuilder();
    for (int row = 0; row < pass.activeSet(instance).rows(); row++)
      bits.append(pass.activeSet(instance).contains(row) ? '1' : '0');
    return bits.toString();
  }

  private static void addGradients(Result result, ConvexLayer layer, Gradients gradients) {
    addReports(result, "", gradients.reports());
    int index = 0;
    for (Parameter parameter : layer.parameters())
      result.put("gradient " + index++ + " " + parameter.name(), gradients.of(parameter).values());
  }

  private static void addTangents(
      Result result,
      ConvexLayer layer,
      ForwardPass pass,
      Map<Parameter, Tensor> values,
      Collection<? extends Differentiable> outputs,
      Adjoint adjoint) {
    Map<Parameter, Tensor> changes = new LinkedHashMap<>();
    for (Parameter parameter : layer.parameters())
      changes.put(parameter, random(50 + changes.size(), values.get(parameter).shape()));
    Tangents tangents = pass.jvp(changes, adjoint);
    addReports(result, "tangent ", tangents.reports());
    int index = 0;
    for (Differentiable output : outputs)
      result.put("tangent " + index++ + " " + output.name(), tangents.of(output).values());
  }

  private static void addReports(Result result, String prefix, List<GradientReport> reports) {
    result
        .say(prefix + "flags", reports.stream().map(GradientReport::flags).toList())
        .say(prefix + "active", reports.stream().map(GradientReport::active).toList())
        .put("~" + prefix + "margin", numbers(reports, GradientReport::margin))
        .put("~" + prefix + "error", numbers(reports, GradientReport::errorEstimate))
        .put("~" + prefix + "residual", numbers(reports, GradientReport::residual));
  }

  private static double[] numbers(
      List<GradientReport> reports, ToDoubleFunction<GradientReport> number) {
    return reports.stream().mapToDouble(number).toArray();
  }

  private static List<?> each(int batch, IntFunction<?> word) {
    return IntStream.range(0, batch).mapToObj(word).toList();
  }

  private static Tensor random(long seed, int[] shape) {
    double[] values = new SplittableRandom(seed).doubles(Tensor.sizeOf(shape), -1, 1).toArray();
    return Tensor.wrap(values, shape);
  }
}
