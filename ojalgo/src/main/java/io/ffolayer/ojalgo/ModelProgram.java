package io.ffolayer.ojalgo;

import io.ffolayer.ojalgo.ModelCoefficient.Limit;
import io.ffolayer.ojalgo.ModelCoefficient.Side;
import io.ffolayer.ojalgo.SlotEntries.ModelNumber;
import io.ffolayer.program.AffineMap;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.canonical.ObjectiveConstant;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.canonical.ProgramOutput;
import io.ffolayer.program.canonical.ProgramParameter;
import io.ffolayer.program.matrix.Layout;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.ModelEntity;
import org.ojalgo.optimisation.Variable;
import org.ojalgo.structure.Structure1D.IntIndex;
import org.ojalgo.structure.Structure2D.IntRowColumn;

/// A model of ojAlgo in the standard form, its named numbers as parameters: equalities above
/// inequalities, an inequality for each limit.
final class ModelProgram {
  /// The output of all variables.
  static final String VARIABLES = "variables";

  /// The output of the optimal value.
  static final String VALUE = "optimal value";

  /// Rows of one kind.
  private static final class Rows {
    final SlotEntries matrix = new SlotEntries();
    final SlotEntries sides = new SlotEntries();
    final List<Limit> limits = new ArrayList<>();
  }

  private final ModelEntities entities;
  private final double sign;
  private final List<OjAlgoModel.Named> parameters;
  private final Map<String, ModelNumber> named = new LinkedHashMap<>();
  private final Set<String> met = new HashSet<>();
  private final double[][] defaults;
  private final SlotEntries quadratic = new SlotEntries();
  private final SlotEntries linear = new SlotEntries();
  private final Rows equalities = new Rows();
  private final Rows inequalities = new Rows();

  /// @param sign −1 where the model is maximised
  ModelProgram(ExpressionsBasedModel model, double sign, List<OjAlgoModel.Named> parameters) {
    entities = ModelEntities.of(model);
    this.sign = sign;
    this.parameters = parameters;
    defaults = new double[parameters.size()][];
    for (int p = 0; p < parameters.size(); p++) {
      List<ModelCoefficient> entries = parameters.get(p).coefficients();
      defaults[p] = new double[entries.size()];
      for (int k = 0; k < entries.size(); k++)
        named.put(entries.get(k).description(), new ModelNumber(Double.NaN, p, k));
    }
    for (Variable variable : entities.variables()) add(variable);
    for (Expression expression : model.getExpressions()) add(expression);
    refuseUnmet();
    refuseWrongSquares();
  }

  private void refuseUnmet() {
    for (OjAlgoModel.Named parameter : parameters)
      for (ModelCoefficient coefficient : parameter.coefficients()) {
        entities.check(coefficient);
        if (!met.contains(coefficient.description()))
          throw new IllegalArgumentException(
              "%s is named by parameter %s, and the model has no such number: %s"
                  .formatted(
                      coefficient.description(),
                      parameter.name(),
                      MissingNumber.reason(coefficient)));
      }
  }

  private void refuseWrongSquares() {
    int j = quadratic.negativeDiagonal(entities.variables().size());
    if (j >= 0)
      throw new IllegalArgumentException(
          "the objective is %s, and the square of %s in it has a %s factor. Maybe it is to be %s, or the weight of its expression has the wrong sign"
              .formatted(
                  sign > 0 ? "minimised" : "maximised",
                  ModelEntities.name(entities.variables().get(j)),
                  sign > 0 ? "negative" : "positive",
                  sign > 0 ? "maximised" : "minimised"));
  }

  /// The number itself, or the entry of the parameter that names it.
  private ModelNumber number(ModelCoefficient coefficient, BigDecimal value) {
    String description = coefficient.description();
    ModelNumber parameter = named.get(description);
    if (parameter == null) return new ModelNumber(value.doubleValue(), -1, 0);
    met.add(description);
    defaults[parameter.parameter()][parameter.entry()] = value.doubleValue();
    return new ModelNumber(value.doubleValue(), parameter.parameter(), parameter.entry());
  }

  private void add(Variable variable) {
    int j = variable.getIndex().index;
    if (variable.isContributionWeightSet())
      linear.add(
          j, 0, sign, number(ModelCoefficient.weight(variable), variable.getContributionWeight()));
    addLimits(variable, Map.of(j, new ModelNumber(1, -1, 0)));
  }

  private void add(Expression expression) {
    if (!expression.isContributionWeightSet() && !expression.isConstraint()) return;
    Map<Integer, ModelNumber> factors = new LinkedHashMap<>();
    for (Map.Entry<IntIndex, BigDecimal> entry : expression.getLinearEntrySet()) {
      Variable of = entities.variables().get(entry.getKey().index);
      factors.put(
          entry.getKey().index, number(ModelCoefficient.factor(expression, of), entry.getValue()));
    }
    if (expression.isContributionWeightSet()) addObjective(expression, factors);
    if (!expression.isConstraint()) return;
    if (expression.isAnyQuadraticFactorNonZero())
      throw new IllegalArgumentException(
          "expression %s has limits and products of variables, and a layer of an ojAlgo model takes linear constraints. Maybe write the problem with io.ffolayer.model, which has cones"
              .formatted(expression.getName()));
    addLimits(expression, factors);
  }

  private void addObjective(Expression expression, Map<Integer, ModelNumber> factors) {
    Map<IntRowColumn, BigDecimal> products = products(expression);
    if (factors.isEmpty() && products.isEmpty()) return;
    ModelNumber weight =
        number(ModelCoefficient.weight(expression), expression.getContributionWeight());
    factors.forEach((j, factor) -> addTo(linear, j, 0, 1, product(expression, weight, factor)));
    List<Variable> of = entities.variables();
    for (Map.Entry<IntRowColumn, BigDecimal> entry : products.entrySet()) {
      int i = entry.getKey().row, j = entry.getKey().column;
      ModelNumber factor =
          number(ModelCoefficient.factor(expression, of.get(i), of.get(j)), entry.getValue());
      double ofHalf = i == j ? 2 : 1; // of ½yᵀPy, upper triangle
      addTo(quadratic, i, j, ofHalf, product(expression, weight, factor));
    }
  }

  /// The factors of products, on and above the diagonal: ojAlgo keeps one for each order of the two
  /// variables, and they add up.
  private static Map<IntRowColumn, BigDecimal> products(Expression expression) {
    Map<IntRowColumn, BigDecimal> products = new LinkedHashMap<>();
    for (Map.Entry<IntRowColumn, BigDecimal> entry : expression.getQuadraticEntrySet()) {
      int i = entry.getKey().row, j = entry.getKey().column;
      IntRowColumn upper = new IntRowColumn(Math.min(i, j), Math.max(i, j));
      products.merge(upper, entry.getValue(), BigDecimal::add);
    }
    return products;
  }

  /// A constant times a number that may be a parameter.
  private record Product(double constant, ModelNumber number) {}

  private static Product product(Expression in, ModelNumber weight, ModelNumber factor) {
    if (weight.isConstant()) return new Product(weight.value(), factor);
    if (factor.isConstant()) return new Product(factor.value(), weight);
    throw new IllegalArgumentException(
        "the weight of expression %s and a factor in it are both parameters, and their product is not affine. Maybe name one of them"
            .formatted(in.getName()));
  }

  private void addTo(SlotEntries slot, int row, int column, double scale, Product product) {
    slot.add(row, column, sign * scale * product.constant, product.number);
  }

  private void addLimits(ModelEntity<?> entity, Map<Integer, ModelNumber> factors) {
    BigDecimal lower = entity.getLowerLimit(), upper = entity.getUpperLimit();
    if (lower != null && upper != null && lower.compareTo(upper) == 0)
      addRow(equalities, 1, new Limit(entity, Side.LEVEL), factors, lower);
    else {
      if (upper != null) addRow(inequalities, 1, new Limit(entity, Side.UPPER), factors, upper);
      if (lower != null) addRow(inequalities, -1, new Limit(entity, Side.LOWER), factors, lower);
    }
  }

  private void addRow(
      Rows rows, int side, Limit limit, Map<Integer, ModelNumber> factors, BigDecimal value) {
    int row = rows.limits.size();
    rows.limits.add(limit);
    factors.forEach((j, factor) -> rows.matrix.add(row, j, side, factor));
    rows.sides.add(row, 0, side, number(limit, value));
  }

  // ---- the canonical program

  CanonicalProgram canonical() {
    int n = entities.variables().size(), count = parameters.size();
    Layout.Sparse p = quadratic.pattern(n, n);
    List<RowBlock> blocks = new ArrayList<>();
    List<Rows> kinds = List.of(equalities, inequalities);
    for (Rows rows : kinds) {
      int m = rows.limits.size();
      blocks.add(
          new RowBlock(
              rows == equalities ? new ZeroCone(m) : new NonnegativeCone(m),
              rows.matrix.pattern(m, n)));
    }
    ParametricProgram program =
        new ParametricProgram(
            new ProgramStructure(p, blocks),
            quadratic.map(p, count),
            linear.map(SlotEntries.column(n), count),
            List.of(
                equalities.matrix.map((Layout.Sparse) blocks.get(0).layout(), count),
                inequalities.matrix.map((Layout.Sparse) blocks.get(1).layout(), count)),
            new AffineMap.Stack(
                kinds.stream()
                    .map(rows -> rows.sides.map(SlotEntries.column(rows.limits.size()), count))
                    .toList()));
    return new CanonicalProgram(
        program,
        parameters.stream()
            .map(named ->
                new ProgramParameter(named.name(), new int[] {named.coefficients().size()}, false))
            .toList(),
        outputs(n));
  }

  private List<ProgramOutput> outputs(int n) {
    List<ProgramOutput> outputs = new ArrayList<>();
    outputs.add(
        new ProgramOutput(
            VARIABLES, new int[] {n}, Output.Part.consecutive(Output.Vector.Y, 0, n)));
    for (Variable variable : entities.variables())
      outputs.add(
          new ProgramOutput(
              variable.getName(),
              new int[0],
              Output.Part.consecutive(Output.Vector.Y, variable.getIndex().index, 1)));
    int row = 0;
    for (Rows rows : List.of(equalities, inequalities))
      for (Limit limit : rows.limits)
        outputs.add(
            new ProgramOutput(
                "dual of " + limit.description(),
                new int[0],
                Output.Part.consecutive(Output.Vector.Z, row++, 1)));
    outputs.add(
        new ProgramOutput(
            VALUE, new int[0], new Output.Value(sign, ObjectiveConstant.ZERO, false)));
    return outputs;
  }

  // ---- by position

  int output(Variable variable) {
    entities.check(variable);
    return 1 + variable.getIndex().index;
  }

  /// The output of the dual of a limit.
  int output(Limit limit) {
    entities.check(limit);
    int at = 1 + entities.variables().size();
    for (Rows rows : List.of(equalities, inequalities))
      for (Limit known : rows.limits) {
        if (known.description().equals(limit.description())) return at;
        at++;
      }
    throw new IllegalArgumentException(
        "the model has no row for %s: %s"
            .formatted(limit.description(), MissingNumber.reason(limit)));
  }

  int parameter(String name) {
    for (int p = 0; p < parameters.size(); p++) if (parameters.get(p).name().equals(name)) return p;
    throw new IllegalArgumentException(
        "there is no parameter %s. Maybe %s"
            .formatted(
                name,
                parameters.isEmpty()
                    ? "name one by OjAlgoModel.parameter, there are none yet"
                    : "one of " + parameters.stream().map(OjAlgoModel.Named::name).toList()));
  }

  Tensor defaults(int parameter) {
    return Tensor.vector(defaults[parameter]);
  }
}
