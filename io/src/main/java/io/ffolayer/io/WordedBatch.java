package io.ffolayer.io;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.io.value.Value;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One problem in words with a layer of its own: a batch of one.
final class WordedBatch extends ProblemBatch {
  private final WordedProblem problem;
  private final int position;

  WordedBatch(WordedProblem problem, int position) {
    super(null);
    this.problem = problem;
    this.position = position;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public Collection<Variable> variables() {
    return problem.names().variables().values();
  }

  @Override
  public Map<String, Parameter> parameters() {
    return problem.names().parameters();
  }

  @Override
  public boolean isSymmetric(Parameter parameter) {
    return parameter.domain() == Parameter.Domain.PSD;
  }

  /// @throws io.ffolayer.io.json.BadInputException if the problem is not convex by the rules, or
  ///   not rightly parametric
  @Override
  ConvexLayer layer() {
    try {
      return ConvexLayer.of(problem.problem());
    } catch (IllegalArgumentException refused) {
      throw problem.place().refuse("", oneLine("" + refused.getMessage()));
    }
  }

  /// What is wrong and what to try, without the tree between them.
  private static String oneLine(String message) {
    StringBuilder line = new StringBuilder();
    for (String part : message.lines().map(String::strip).toList())
      if (line.isEmpty() || part.startsWith("Maybe"))
        line.append(line.isEmpty() ? "" : " ").append(part);
    return line.toString();
  }

  @Override
  public Map<Parameter, Tensor> values() {
    Map<Parameter, Tensor> values = new LinkedHashMap<>();
    parameters()
        .forEach((name, parameter) -> {
          Value value = Objects.requireNonNull(problem.parameters().get(name));
          values.put(parameter, batchOfOne(Tensor.wrap(value.values(), parameter.tensorShape())));
        });
    return values;
  }

  private static Tensor batchOfOne(Tensor tensor) {
    int[] shape = new int[tensor.rank() + 1];
    shape[0] = 1;
    System.arraycopy(tensor.shape(), 0, shape, 1, tensor.rank());
    return tensor.reshape(shape);
  }

  @Override
  public boolean hasCotangents() {
    return problem.hasCotangent();
  }

  @Override
  public Map<Differentiable, Tensor> cotangents() {
    Map<Differentiable, Tensor> cotangents = new LinkedHashMap<>();
    problem
        .cotangents()
        .forEach((output, cotangent) -> cotangents.put(output, batchOfOne(cotangent)));
    return cotangents;
  }

  @Override
  public void answer(ForwardPass pass, @Nullable Gradients gradients, @Nullable Answer[] answers) {
    boolean solved = pass.isSolved(0);
    answers[position] =
        Answer.of(
            problem,
            Answer.Outcome.of(pass, 0),
            solved ? point(pass) : null,
            null,
            solved && gradients != null ? slopes(gradients) : null);
  }

  private Answer.Point point(ForwardPass pass) {
    var constraints = problem.names().constraints();
    return new Answer.Named(
        each(problem.names().variables(), pass::value),
        each(constraints, constraint -> pass.value(constraint.dual())),
        each(constraints, constraint -> pass.value(constraint.slack())),
        pass.value(problem.problem().optimalValue()).values()[0]);
  }

  private static <T> Map<String, Tensor> each(Map<String, T> named, Function<T, Tensor> value) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    named.forEach((name, one) -> values.put(name, value.apply(one).slice(0)));
    return values;
  }

  private Answer.Slopes slopes(Gradients gradients) {
    Map<String, double[]> slots = new LinkedHashMap<>();
    parameters().forEach((name, parameter) -> slots.put(name, gradients.of(parameter).values()));
    return new Answer.Slopes(slots, null, gradients.report(0));
  }
}
