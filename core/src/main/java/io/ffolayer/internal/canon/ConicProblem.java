package io.ffolayer.internal.canon;

import io.ffolayer.internal.canon.graph.Columns;
import io.ffolayer.internal.canon.graph.ConicConstraint;
import io.ffolayer.internal.canon.graph.GraphForms;
import io.ffolayer.internal.canon.lowering.LinearForm;
import io.ffolayer.internal.canon.lowering.Lowering;
import io.ffolayer.internal.canon.lowering.ParameterOrder;
import io.ffolayer.internal.canon.lowering.QuadraticObjective;
import io.ffolayer.internal.canon.lowering.RowGathering;
import io.ffolayer.internal.canon.lowering.SlotMaps;
import io.ffolayer.internal.canon.lowering.Term;
import io.ffolayer.model.Atom.Quadratic;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Operation;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.AffineMap;
import io.ffolayer.program.Auxiliaries;
import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.canonical.ObjectiveConstant;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.canonical.Tightening;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A problem between the modeller's words and the matrices: an affine objective with quadratic
/// placeholders, and affine expressions in cones. Its text is what the tests of the steps compare.
///
/// 1. check: disciplined, for variables and parameters;
/// 2. graph forms ([GraphForms]);
/// 3. quadratic objective ([QuadraticObjective]);
/// 4. rows by cone ([RowGathering]);
/// 5. slots ([SlotMaps]).
final class ConicProblem {
  private final Problem problem;
  private final List<Variable> variables;
  private final GraphForms graph = new GraphForms();
  private final Expression objective;

  private ConicProblem(Problem problem) {
    this.problem = problem;
    this.variables = variablesOf(problem);
    Expression minimized =
        problem.isMaximization() ? problem.objective().negate() : problem.objective();
    this.objective = graph.objective(minimized);
    for (Constraint constraint : problem.constraints()) graph.addHandle(constraint);
    for (Variable x : variables) addDomain(x);
  }

  static ConicProblem of(Problem problem) {
    problem.requireDisciplined();
    return new ConicProblem(problem);
  }

  private void addDomain(Variable x) {
    switch (x.domain()) {
      case NONNEGATIVE, POSITIVE -> graph.subjectTo(x.ge(0));
      case NONPOSITIVE -> graph.subjectTo(x.le(0));
      case PSD -> graph.subjectTo(x.psd());
      case REAL, SYMMETRIC -> {}
    }
  }

  /// The variables in the order in which the problem mentions them.
  private static List<Variable> variablesOf(Problem problem) {
    SequencedSet<Variable> found = new LinkedHashSet<>();
    collect(problem.objective(), found);
    for (Constraint constraint : problem.constraints()) collect(constraint.expression(), found);
    return List.copyOf(found);
  }

  private static void collect(Expression expression, Set<Variable> found) {
    expression.walk(
        Expression::arguments,
        part -> {
          if (part instanceof Variable x) found.add(x);
        });
  }

  CanonicalForm program() {
    Columns columns = new Columns();
    ParameterOrder parameters = new ParameterOrder();
    for (Variable x : variables) columns.of(x);
    int named = columns.count();
    Lowering lowering = new Lowering(columns, parameters);
    QuadraticObjective quadratic = new QuadraticObjective(graph, lowering, parameters, objective);
    quadratic.run();
    for (ConicConstraint constraint : graph.constraints()) lowering.of(constraint.expression());
    Expression pull = graph.pull();
    if (pull != null) lowering.of(pull);
    int n = columns.count();
    RowGathering rows = new RowGathering(n, parameters);
    rows.gather(graph.constraints(), lowering);
    BitSet auxiliary = new BitSet();
    auxiliary.set(named, n);
    Tightening tightening = tightening(columns, lowering, rows.auxiliaryRows(), parameters);

    LinearForm linear = quadratic.linear();
    Layout layout = quadraticLayout(n, quadratic.quadratic());
    ParametricProgram program =
        new ParametricProgram(
            new ProgramStructure(
                layout, rows.blocks(), new Auxiliaries(auxiliary, rows.auxiliaryRows())),
            quadraticMap(layout, quadratic.quadratic(), parameters),
            SlotMaps.map(n, linear.part(false).terms(), parameters, (row, column) -> column),
            rows.matrices(),
            rows.rhs());
    AffineMap affine = SlotMaps.vector(1, linear.part(true).terms(), parameters);
    ObjectiveConstant constant = new ObjectiveConstant(affine, quadratic.squares());
    return CanonicalForm.of(
        program,
        parameters.list(),
        outputs(columns, rows.firstRows(), constant, tightening != null),
        Set.of(),
        tightening);
  }

  /// How the auxiliary variables of constraints become what they stand for.
  private @Nullable Tightening tightening(
      Columns columns, Lowering lowering, BitSet rows, ParameterOrder parameters) {
    Expression pull = graph.pull();
    if (pull == null) return null;
    BitSet variables = new BitSet();
    for (Variable t : graph.auxiliaries())
      if (columns.has(t)) variables.set(columns.of(t), columns.of(t) + Columns.count(t));
    List<Term> terms = lowering.of(pull).part(false).terms();
    return new Tightening(
        variables.stream().toArray(),
        rows.stream().toArray(),
        SlotMaps.map(columns.count(), terms, parameters, (row, column) -> column));
  }

  /// Dense where at least a quarter of P is there, else its upper triangle.
  private static Layout quadraticLayout(int n, List<Term> terms) {
    long count = terms.stream().mapToLong(Term::count).sum();
    return count > n && 4 * count >= (long) n * n
        ? new Layout.Dense(n, n)
        : SlotMaps.pattern(n, n, terms, true);
  }

  private static AffineMap quadraticMap(
      Layout layout, List<Term> terms, ParameterOrder parameters) {
    int n = layout.columns();
    return switch (layout) {
      case Layout.Dense dense ->
          SlotMaps.map(dense.size(), terms, parameters, (row, column) -> row * n + column);
      case Layout.Operator operator -> throw operator.noEntries("entries");
      case Layout.Sparse upper ->
          SlotMaps.map(
              upper.size(),
              terms,
              parameters,
              new SlotMaps.Placement() {
                @Override
                public int of(int row, int column) {
                  return upper.position(Math.min(row, column), Math.max(row, column));
                }

                // Both entries of a pair go to the one that is stored, as their mean.
                @Override
                public double share(int row, int column) {
                  return row == column ? 1 : 0.5;
                }
              });
    };
  }

  private Map<Differentiable, Output> outputs(
      Columns columns,
      Map<Constraint, Integer> firstRows,
      ObjectiveConstant constant,
      boolean hasTightening) {
    Map<Differentiable, Output> outputs = new LinkedHashMap<>();
    for (Variable x : variables) outputs.put(x, variableOutput(x, columns.of(x)));
    for (Constraint constraint : problem.constraints()) {
      int first = firstRows.getOrDefault(constraint, 0);
      outputs.put(constraint.dual(), rowOutput(constraint, Output.Vector.Z, first));
      boolean isTight =
          hasTightening
              && constraint.expression() instanceof Operation operation
              && operation.hasAtoms();
      Output.Vector slack = isTight ? Output.Vector.TIGHT_S : Output.Vector.S;
      outputs.put(constraint.slack(), rowOutput(constraint, slack, first));
    }
    outputs.put(
        problem.optimalValue(),
        new Output.Value(problem.isMaximization() ? -1 : 1, constant, false));
    return outputs;
  }

  private static Output variableOutput(Variable x, int first) {
    if (!Columns.isTriangle(x)) return Output.Part.consecutive(Output.Vector.Y, first, x.size());
    return triangle(Output.Vector.Y, x.shape()[0], first, 1);
  }

  private static Output rowOutput(Constraint constraint, Output.Vector vector, int first) {
    Expression expression = constraint.expression();
    return constraint.cone() instanceof PsdCone psd && expression.shape().length == 2
        ? triangle(vector, psd.order(), first, Math.sqrt(0.5))
        : Output.Part.consecutive(vector, first, expression.size());
  }

  /// A symmetric matrix read from its triangle, off-diagonal entries times a factor.
  private static Output triangle(Output.Vector vector, int order, int first, double offDiagonal) {
    int size = order * order;
    int[] index = new int[size];
    double[] scale = new double[size];
    for (int k = 0; k < size; k++) {
      index[k] = first + Columns.inTriangle(order, k);
      scale[k] = k / order == k % order ? 1 : offDiagonal;
    }
    return new Output.Part(vector, size, first, index, scale, false);
  }

  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    lines.add("minimize " + objective.name());
    graph
        .quadratics()
        .forEach((placeholder, q) -> lines.add("  where " + placeholder + " is " + text(q)));
    for (ConicConstraint constraint : graph.constraints()) lines.add("  " + constraint);
    return String.join("\n", lines);
  }

  private static String text(Quadratic quadratic) {
    return switch (quadratic) {
      case Quadratic.Squares squares -> "the squares of " + squares.vector().name();
      case Quadratic.SumOfSquares sum -> "the sum of squares of " + sum.vector().name();
      case Quadratic.Form form ->
          "the form " + form.matrix().name() + " of " + form.vector().name();
    };
  }
}
