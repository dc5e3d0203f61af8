package io.ffolayer.bilevel.function;

import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.derivative.ReverseMode;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// An expression as a function: a row for each of its entries, x the values of its parameters one
/// after the other, y those of its variables. No rule of convexity is asked; a user who states an
/// inner problem with it promises that it is convex in y.
public final class ExpressionFunction implements SmoothFunction {
  private final Expression expression;
  private final List<Parameter> parameters;
  private final List<Variable> variables;
  private final ReverseMode byX;
  private final ReverseMode byY;

  private ExpressionFunction(
      Expression expression, List<Parameter> parameters, List<Variable> variables) {
    this.expression = expression;
    this.parameters = List.copyOf(parameters);
    this.variables = List.copyOf(variables);
    this.byX = ReverseMode.of(expression, parameters);
    this.byY = ReverseMode.of(expression, variables);
  }

  /// @param parameters what x is made of, in this order
  /// @param variables what y is made of, in this order
  /// @throws IllegalArgumentException if another variable or parameter occurs, or an atom that is
  ///   not smooth
  public static ExpressionFunction of(
      Expression expression, List<Parameter> parameters, List<Variable> variables) {
    expression.walk(
        Expression::arguments,
        part -> {
          boolean known =
              switch (part) {
                case Parameter p -> parameters.contains(p);
                case Variable v -> variables.contains(v);
                default -> true;
              };
          if (!known)
            throw new IllegalArgumentException(
                "%s occurs in %s, but neither in x nor in y. Maybe add it to one of the lists"
                    .formatted(part.name(), expression.name()));
        });
    return new ExpressionFunction(expression, parameters, variables);
  }

  /// The number of values of parameters: the length of x.
  public static int sizeOf(List<Parameter> parameters) {
    return parameters.stream().mapToInt(p -> Tensor.sizeOf(p.tensorShape())).sum();
  }

  @Override
  public int rows() {
    return expression.size();
  }

  /// The length of x.
  public int outer() {
    return sizeOf(parameters);
  }

  /// The length of y.
  public int inner() {
    return variables.stream().mapToInt(Variable::size).sum();
  }

  @Override
  public void value(double[] x, double[] y, double[] out) {
    System.arraycopy(expression.value(values(x, y)).values(), 0, out, 0, out.length);
  }

  @Override
  public void addProductX(double[] x, double[] y, double[] weights, double[] out) {
    Map<Expression, double[]> products = byX.at(values(x, y)).pullBack(weights);
    int next = 0;
    for (Parameter parameter : parameters)
      next = add(Objects.requireNonNull(products.get(parameter)), out, next);
  }

  @Override
  public void addProductY(double[] x, double[] y, double[] weights, double[] out) {
    Map<Expression, double[]> products = byY.at(values(x, y)).pullBack(weights);
    int next = 0;
    for (Variable variable : variables)
      next = add(Objects.requireNonNull(products.get(variable)), out, next);
  }

  private static int add(double[] product, double[] out, int from) {
    for (int k = 0; k < product.length; k++) out[from + k] += product[k];
    return from + product.length;
  }

  private Map<Expression, Tensor> values(double[] x, double[] y) {
    Map<Expression, Tensor> values = new HashMap<>();
    int next = 0;
    for (Parameter p : parameters) {
      int size = Tensor.sizeOf(p.tensorShape());
      values.put(p, Tensor.wrap(Arrays.copyOfRange(x, next, next + size), p.tensorShape()));
      next += size;
    }
    next = 0;
    for (Variable v : variables) {
      values.put(v, Tensor.wrap(Arrays.copyOfRange(y, next, next + v.size()), v.shape()));
      next += v.size();
    }
    return values;
  }

  @Override
  public String toString() {
    return expression.name();
  }
}
