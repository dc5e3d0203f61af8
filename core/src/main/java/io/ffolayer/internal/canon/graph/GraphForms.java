package io.ffolayer.internal.canon.graph;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Atom.Quadratic;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Operation;
import io.ffolayer.model.Variable;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The step that puts the graph form of every atom in its place: what remains is affine, with more
/// variables and constraints. In the objective a quadratic atom becomes a placeholder, which keeps
/// its quadratic.
public final class GraphForms implements Graph {
  /// What stands in the place of the expressions that were met, in constraints and in the
  /// objective.
  private final Map<Expression, Expression> known = new HashMap<>();

  private final Map<Expression, Expression> objectives = new HashMap<>();
  private final Map<Variable, Quadratic> quadratics = new LinkedHashMap<>();
  private final List<ConicConstraint> constraints = new ArrayList<>();
  private final List<Variable> auxiliaries = new ArrayList<>();
  private final List<Expression> pulled = new ArrayList<>();
  private final ThinRows thinRows = new ThinRows(this::define);
  private int variables;

  /// How many graph forms of atoms of constraints the one that is made now stands in.
  private int depth;

  /// The placeholders of the quadratic atoms in the objective.
  public Map<Variable, Quadratic> quadratics() {
    return quadratics;
  }

  public List<ConicConstraint> constraints() {
    return constraints;
  }

  /// The variables that stand for what functions are in constraints, also where no constraint
  /// binds.
  public List<Variable> auxiliaries() {
    return auxiliaries;
  }

  /// What is least where every auxiliary variable is what it stands for: the sum of the functions
  /// of constraints, concave ones negated; null if there are none.
  public @Nullable Expression pull() {
    Expression sum = null;
    for (Expression each : pulled) sum = sum == null ? each : sum.plus(each);
    return sum;
  }

  @Override
  public Variable variable(int... shape) {
    Variable own = Variable.of("t" + ++variables, shape);
    if (depth > 0) auxiliaries.add(own);
    return own;
  }

  @Override
  public void subjectTo(Constraint constraint) {
    add(constraint, null);
  }

  private void define(Variable own, Expression sum) {
    auxiliaries.add(own);
    depth++;
    subjectTo(own.eq(sum));
    depth--;
  }

  /// A constraint of the user, whose dual and slack can be asked for.
  public void addHandle(Constraint constraint) {
    add(constraint, constraint);
  }

  private void add(Constraint constraint, @Nullable Constraint source) {
    Expression expression = affine(constraint.expression());
    if (constraint.cone() instanceof PsdCone psd && expression.shape().length == 2)
      expression = scaledTriangle(psd.order()).times(expression.reshape(expression.size()));
    if (ThinRows.areWorthIt(constraint.cone())) expression = thinRows.of(expression);
    constraints.add(new ConicConstraint(expression, constraint.cone(), source, depth > 0));
  }

  /// The matrix that takes a square matrix, row by row, to the scaled upper triangle of its
  /// symmetric part.
  private static Constant scaledTriangle(int order) {
    int[] i = new int[order * order];
    int[] j = new int[order * order];
    double[] factor = new double[order * order];
    for (int k = 0; k < i.length; k++) {
      i[k] = Columns.inTriangle(order, k);
      j[k] = k;
      factor[k] = k / order == k % order ? 1 : Math.sqrt(0.5);
    }
    // Column k has one entry, so the values stand in the order of the columns.
    return Constant.sparse(
        Layout.Sparse.ofEntries(order * (order + 1) / 2, order * order, i, j), factor);
  }

  /// The expression without atoms.
  Expression affine(Expression expression) {
    expression.walk(
        part -> isToPlace(part, known) && hasAtoms(part) ? part.arguments() : List.of(),
        part -> {
          if (isToPlace(part, known)) known.put(part, placed((Operation) part));
        });
    return known.getOrDefault(expression, expression);
  }

  /// Whether something may stand in the place of an expression that is not yet known.
  private static boolean isToPlace(Expression expression, Map<Expression, Expression> known) {
    return expression instanceof Operation && !known.containsKey(expression);
  }

  /// What stands in the place of an operation whose arguments have been placed.
  private Expression placed(Operation operation) {
    if (isConstant(operation)) return Constant.constant(operation.value(Map.of()));
    if (operation instanceof Operation.AtomValue value) return placed(value);
    return operation.hasAtoms() ? operation.on(of(operation.arguments(), known)) : operation;
  }

  private Expression placed(Operation.AtomValue value) {
    List<Expression> arguments = of(value.arguments(), known);
    depth++;
    Expression form = affine(value.atom().graph(arguments, this));
    depth--;
    boolean isConvex = value.atom().curvature(arguments).isConvex();
    if (depth == 0) pulled.add(isConvex ? form.sum() : form.sum().negate());
    return form;
  }

  private static boolean isConstant(Expression expression) {
    return !expression.hasVariables() && !expression.hasParameters();
  }

  private static boolean hasAtoms(Expression expression) {
    return expression instanceof Operation operation
        && operation.hasAtoms()
        && !isConstant(operation);
  }

  private static List<Expression> of(
      List<Expression> expressions, Map<Expression, Expression> known) {
    return expressions.stream().map(each -> known.getOrDefault(each, each)).toList();
  }

  /// The objective without atoms, quadratic ones being placeholders.
  public Expression objective(Expression expression) {
    expression.walk(
        part ->
            isToPlace(part, objectives) && hasAtoms(part) && !(part instanceof Operation.AtomValue)
                ? part.arguments()
                : List.of(),
        part -> {
          if (isToPlace(part, objectives))
            objectives.put(part, placedInObjective((Operation) part));
        });
    return objectives.getOrDefault(expression, expression);
  }

  private Expression placedInObjective(Operation operation) {
    if (!operation.hasAtoms()) return operation;
    if (isConstant(operation)) return affine(operation);
    if (!(operation instanceof Operation.AtomValue value))
      return operation.on(of(operation.arguments(), objectives));
    List<Expression> arguments = value.arguments().stream().map(this::affine).toList();
    Quadratic quadratic = value.atom().quadratic(arguments);
    if (quadratic == null) return objective(value.atom().graph(arguments, this));
    Variable placeholder = Variable.of(value.name(), value.shape());
    quadratics.put(placeholder, quadratic);
    return placeholder;
  }

  /// The expression with zeros for some variables.
  public static Expression without(Map<Variable, ?> gone, Expression expression) {
    Map<Expression, Expression> left = new HashMap<>();
    for (Variable x : gone.keySet()) left.put(x, Constant.constant(Tensor.zeros(x.shape())));
    expression.walk(
        Expression::arguments,
        part -> {
          if (part instanceof Operation operation)
            left.put(operation, operation.on(of(operation.arguments(), left)));
        });
    return left.getOrDefault(expression, expression);
  }
}
