package io.ffolayer.internal.canon;

import static io.ffolayer.model.Affine.stack;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Operation;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.atom.Atoms;
import io.ffolayer.model.rule.DcpException;
import io.ffolayer.program.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The step that takes the logarithm of positive expressions, as expressions in the logarithms of
/// variables and parameters: products become sums, sums become log Σ exp, powers become multiples,
/// and an atom says for itself ([io.ffolayer.model.Atom#logarithm]).
final class LogarithmForms {
  private final Map<Variable, Variable> variables = new LinkedHashMap<>();
  private final Map<Parameter, Parameter> parameters = new LinkedHashMap<>();
  private final Map<Expression, Expression> known = new HashMap<>();

  /// u of every x = eᵘ.
  Map<Variable, Variable> variables() {
    return variables;
  }

  /// v of every p = eᵛ.
  Map<Parameter, Parameter> parameters() {
    return parameters;
  }

  /// The logarithm of every entry.
  ///
  /// @throws DcpException if no rule says that the expression is positive, or what its logarithm is
  Expression of(Expression expression) {
    expression.walk(this::below, part -> known.computeIfAbsent(part, this::found));
    return known(expression);
  }

  /// The logarithm of an expression that was found before.
  private Expression known(Expression expression) {
    return Objects.requireNonNull(known.get(expression));
  }

  private Expression found(Expression expression) {
    return switch (expression) {
      case Variable x -> variables.computeIfAbsent(x, LogarithmForms::logarithm);
      case Parameter p -> parameters.computeIfAbsent(p, LogarithmForms::logarithm);
      case Constant c -> logarithm(c);
      case Operation operation -> logarithm(operation);
    };
  }

  /// The arguments whose logarithms an expression needs. What is refused for itself needs none.
  private List<Expression> below(Expression expression) {
    if (known.containsKey(expression) || isNumber(expression)) return List.of();
    return switch (expression) {
      case Operation.Scaling scaling when !(scaling.factor() > 0) -> List.of();
      case Operation.Selection selection when holdsZeros(selection) -> List.of();
      case Operation.MatrixProduct product ->
          product.arguments().stream().filter(factor -> !isNumber(factor)).toList();
      case Operation.AtomValue value ->
          IntStream.range(0, value.arguments().size())
              .filter(i -> !value.atom().isCoefficient(i))
              .mapToObj(value.arguments()::get)
              .toList();
      default -> expression.arguments();
    };
  }

  private static boolean isNumber(Expression expression) {
    return !expression.hasVariables() && !expression.hasParameters();
  }

  private static boolean holdsZeros(Operation.Selection selection) {
    return Arrays.stream(selection.source()).anyMatch(source -> source < 0);
  }

  private static Variable logarithm(Variable x) {
    if (x.domain() != Variable.Domain.POSITIVE)
      throw new DcpException(
          "variable %s of a geometric program is not declared positive. Maybe make it with Variable.positive"
              .formatted(x.name()));
    return Variable.of("log " + x.name(), x.shape());
  }

  private static Parameter logarithm(Parameter p) {
    if (p.domain() != Parameter.Domain.POSITIVE || p.pattern() != null)
      throw new DcpException(
          "parameter %s of a geometric program is not declared positive. Maybe use %s.positive()"
              .formatted(p.name(), p.name()));
    return Parameter.of("log " + p.name(), p.shape());
  }

  private static Expression logarithm(Constant c) {
    double[] values = c.value(Map.of()).values().clone();
    for (int k = 0; k < values.length; k++) {
      if (!(values[k] > 0))
        throw new DcpException(
            "%s holds %s, and everything in a geometric program is positive"
                .formatted(c.name(), values[k]));
      values[k] = Math.log(values[k]);
    }
    return Constant.constant(Tensor.wrap(values, c.shape()));
  }

  private Expression logarithm(Operation operation) {
    if (isNumber(operation)) return logarithm(Constant.constant(operation.value(Map.of())));
    List<Expression> arguments = operation.arguments();
    return switch (operation) {
      case Operation.Addition sum ->
          Atoms.logAddExp(arguments.stream().map(this::known).toArray(Expression[]::new));
      case Operation.Scaling scaling -> scaled(scaling);
      case Operation.ElementwiseProduct product ->
          known(arguments.getFirst()).plus(known(arguments.getLast()));
      case Operation.MatrixProduct product -> product(product);
      case Operation.Selection selection -> selection(selection);
      case Operation.Total total -> total(total);
      case Operation.Stacking stacking -> stacking.on(arguments.stream().map(this::known).toList());
      case Operation.AtomValue value -> atom(value);
    };
  }

  private Expression scaled(Operation.Scaling scaling) {
    if (!(scaling.factor() > 0))
      throw new DcpException(
          "%s: a difference in a geometric program. Maybe bring the negative term to the other side of a constraint"
              .formatted(scaling.name()));
    return known(scaling.arguments().getFirst()).plus(Math.log(scaling.factor()));
  }

  private Expression selection(Operation.Selection selection) {
    if (holdsZeros(selection))
      throw new DcpException(
          selection.name() + " holds zeros, and everything in a geometric program is positive");
    return selection.on(List.of(known(selection.arguments().getFirst())));
  }

  private Expression atom(Operation.AtomValue value) {
    List<Expression> logarithms = new ArrayList<>();
    for (int i = 0; i < value.arguments().size(); i++) {
      Expression argument = value.arguments().get(i);
      logarithms.add(value.atom().isCoefficient(i) ? argument : known(argument));
    }
    @Nullable Expression logarithm = value.atom().logarithm(logarithms);
    if (logarithm == null)
      throw new DcpException(
          "%s is neither log-log convex nor log-log concave by the rules, and cannot stand in a geometric program"
              .formatted(value.atom().name()));
    return logarithm;
  }

  private Expression total(Operation.Total total) {
    Expression entries = flat(known(total.arguments().getFirst()));
    int[] target = total.target();
    if (total.size() == 1) return Atoms.logSumExp(entries).reshape(total.shape());
    List<List<Expression>> groups = new ArrayList<>();
    for (int k = 0; k < total.size(); k++) groups.add(new ArrayList<>());
    for (int k = 0; k < target.length; k++) groups.get(target[k]).add(entries.get(k));
    return sums(groups, total);
  }

  /// Entry (i, j) of A·B is log Σ_k exp(log a_ik + log b_kj); a zero of a constant leaves no term.
  private Expression product(Operation.MatrixProduct product) {
    Expression left = product.arguments().getFirst();
    Expression right = product.arguments().getLast();
    int inner = right.shape()[0];
    int rows = left.size() / inner;
    int columns = right.size() / inner;
    List<@Nullable Expression> a = entries(left);
    List<@Nullable Expression> b = entries(right);
    List<List<Expression>> groups = new ArrayList<>();
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < columns; j++) {
        List<Expression> terms = new ArrayList<>();
        for (int k = 0; k < inner; k++) {
          @Nullable Expression x = a.get(i * inner + k);
          @Nullable Expression y = b.get(k * columns + j);
          if (x != null && y != null) terms.add(x.plus(y));
        }
        groups.add(terms);
      }
    return sums(groups, product);
  }

  /// The logarithms of the entries; null for a zero of a constant.
  private List<@Nullable Expression> entries(Expression expression) {
    List<@Nullable Expression> entries = new ArrayList<>();
    if (expression.hasVariables() || expression.hasParameters()) {
      Expression logarithms = flat(known(expression));
      for (int k = 0; k < expression.size(); k++) entries.add(logarithms.get(k));
      return entries;
    }
    for (double value : expression.value(Map.of()).values())
      entries.add(value == 0 ? null : logarithm(Constant.scalar(value)));
    return entries;
  }

  private static Expression sums(List<List<Expression>> groups, Operation operation) {
    List<Expression> sums = new ArrayList<>();
    for (List<Expression> terms : groups) {
      if (terms.isEmpty())
        throw new DcpException(
            operation.name()
                + " has an entry 0, and everything in a geometric program is positive");
      sums.add(terms.size() == 1 ? terms.getFirst() : Atoms.logSumExp(stack(terms)));
    }
    return stack(sums).reshape(operation.shape());
  }

  private static Expression flat(Expression expression) {
    return expression.reshape(expression.size());
  }
}
