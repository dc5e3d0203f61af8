package io.ffolayer.internal.canon.graph;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Graph;
import io.ffolayer.model.Operation;
import io.ffolayer.model.Quadratic;
import io.ffolayer.model.Variable;
import io.ffolayer.program.PsdCone;
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
  private final Map<Expression, Expression> known = new HashMap<>();
  private final Map<Variable, Quadratic> quadratics = new LinkedHashMap<>();
  private final List<Membership> memberships = new ArrayList<>();
  private final ThinRows thinRows = new ThinRows((own, sum) -> subjectTo(own.eq(sum)));
  private int variables;

  /// The placeholders of the quadratic atoms in the objective.
  public Map<Variable, Quadratic> quadratics() {
    return quadratics;
  }

  public List<Membership> memberships() {
    return memberships;
  }

  @Override
  public Variable variable(int... shape) {
    return Variable.of("t" + ++variables, shape);
  }

  @Override
  public void subjectTo(Constraint constraint) {
    add(constraint, null);
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
    memberships.add(new Membership(expression, constraint.cone(), source));
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
    if (!(expression instanceof Operation operation)) return expression;
    Expression before = known.get(expression);
    if (before != null) return before;
    Expression after = expression;
    if (!operation.hasVariables() && !operation.hasParameters())
      after = Constant.constant(operation.value(Map.of()));
    else if (operation instanceof Operation.AtomValue value)
      after = affine(value.atom().graph(affine(value.arguments()), this));
    else if (!isAffine(operation)) after = operation.on(affine(operation.arguments()));
    known.put(expression, after);
    return after;
  }

  private List<Expression> affine(List<Expression> expressions) {
    return expressions.stream().map(this::affine).toList();
  }

  private static boolean isAffine(Expression expression) {
    return !(expression instanceof Operation.AtomValue)
        && expression.arguments().stream().allMatch(GraphForms::isAffine);
  }

  /// The objective without atoms, quadratic ones being placeholders.
  public Expression objective(Expression expression) {
    if (!(expression instanceof Operation operation) || isAffine(expression)) return expression;
    if (!operation.hasVariables() && !operation.hasParameters()) return affine(expression);
    if (!(operation instanceof Operation.AtomValue value))
      return operation.on(operation.arguments().stream().map(this::objective).toList());
    List<Expression> arguments = affine(value.arguments());
    Quadratic quadratic = value.atom().quadratic(arguments);
    if (quadratic == null) return objective(value.atom().graph(arguments, this));
    Variable placeholder = Variable.of(value.name(), value.shape());
    quadratics.put(placeholder, quadratic);
    return placeholder;
  }

  /// The expression with zeros for some variables.
  public static Expression without(Map<Variable, ?> gone, Expression expression) {
    if (expression instanceof Variable x && gone.containsKey(x))
      return Constant.constant(io.ffolayer.program.Tensor.zeros(x.shape()));
    if (!(expression instanceof Operation operation)) return expression;
    return operation.on(
        operation.arguments().stream().map(argument -> without(gone, argument)).toList());
  }
}
