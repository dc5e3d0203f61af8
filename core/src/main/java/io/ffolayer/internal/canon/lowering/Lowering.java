package io.ffolayer.internal.canon.lowering;

import io.ffolayer.internal.canon.graph.Columns;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Operation;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.AffineMap.Walk;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// From affine expressions to matrices over the columns. Leaves are one loop each; operations keep
/// loops where they can and fall back to lists of entries.
public final class Lowering {
  /// Terms of a sum that are left as they come.
  private static final int MANY = 64;

  private static final double[] ONE = {1};
  private static final Walk STAYS = new Walk(0, new int[] {0});
  private static final Walk ALONG = new Walk(0, new int[] {1});

  private final Columns columns;
  private final ParameterOrder parameters;
  private final Map<Expression, LinearForm> known = new HashMap<>();

  /// @param parameters grows by the parameters that are met
  public Lowering(Columns columns, ParameterOrder parameters) {
    this.columns = columns;
    this.parameters = parameters;
  }

  public LinearForm of(Expression expression) {
    expression.walk(
        part -> known.containsKey(part) || isConstant(part) ? List.of() : part.arguments(),
        part -> {
          if (SparseLeaf.of(part, parameters) == null) known.computeIfAbsent(part, this::lowered);
        });
    return form(expression);
  }

  private static boolean isConstant(Expression expression) {
    return !expression.hasVariables() && !expression.hasParameters();
  }

  /// The form of an expression whose arguments were lowered before; that of a sparse matrix is made
  /// only where it does not stand in a product.
  private LinearForm form(Expression expression) {
    LinearForm form = known.get(expression);
    return form == null ? lowered(expression) : form;
  }

  private LinearForm lowered(Expression expression) {
    List<Term> terms = terms(expression);
    boolean many = terms.size() > MANY && expression instanceof Operation.Addition;
    return new LinearForm(expression.size(), many ? LikeTerms.added(terms) : terms);
  }

  private List<Term> terms(Expression expression) {
    return switch (expression) {
      case Variable x -> List.of(variable(x));
      case Parameter p -> leaf(p.size(), p.pattern(), parameters.index(p), null);
      case Constant c -> constant(c);
      case Operation operation -> {
        if (isConstant(operation)) yield constant(Constant.constant(operation.value(Map.of())));
        yield operation(operation);
      }
    };
  }

  private Term variable(Variable x) {
    int first = columns.of(x);
    if (!Columns.isTriangle(x))
      return Term.Loops.line(new Term.Data(Term.NONE, ONE, STAYS), first, 1, x.size());
    int size = x.size();
    int[] rows = new int[size];
    int[] at = new int[size];
    double[] ones = new double[size];
    for (int k = 0; k < size; k++) {
      rows[k] = k;
      at[k] = first + Columns.inTriangle(x.shape()[0], k);
      ones[k] = 1;
    }
    return new Term.Entries(Term.NONE, rows, at, null, ones);
  }

  private static List<Term> constant(Constant c) {
    if (c.sign() == Sign.ZERO) return List.of();
    return leaf(c.size(), c.pattern(), Term.NONE, c.values());
  }

  private static List<Term> leaf(
      int size, Layout.@Nullable Sparse pattern, int parameter, double @Nullable [] values) {
    if (pattern == null)
      return List.of(
          Term.Loops.line(new Term.Data(parameter, values, ALONG), Term.CONSTANT, 0, size));
    EntryList list = new EntryList();
    for (int j = 0; j < pattern.columns(); j++)
      for (int k = pattern.columnStart(j); k < pattern.columnStart(j + 1); k++)
        list.add(
            parameter,
            pattern.rowIndex(k) * pattern.columns() + j,
            Term.CONSTANT,
            k,
            values == null ? 1 : values[k]);
    return list.terms();
  }

  private List<Term> operation(Operation operation) {
    if (operation instanceof Operation.MatrixProduct product) return product(product);
    List<LinearForm> arguments = operation.arguments().stream().map(this::form).toList();
    LinearForm first = arguments.getFirst();
    return switch (operation) {
      case Operation.Addition sum ->
          arguments.stream().flatMap(form -> form.terms().stream()).toList();
      case Operation.Scaling scaling -> first.scaled(scaling.factor()).terms();
      case Operation.Stacking stacking -> stacked(arguments);
      case Operation.Total total -> total(total, first);
      case Operation.Selection selection -> new Selecting(selection, first).terms();
      case Operation.ElementwiseProduct product ->
          Multiplying.elementwise(product.size(), first, arguments.getLast());
      case Operation.MatrixProduct product -> product(product);
      case Operation.AtomValue atom ->
          throw new IllegalStateException(atom.name() + " is not affine");
    };
  }

  private List<Term> product(Operation.MatrixProduct product) {
    Expression left = product.arguments().getFirst(), right = product.arguments().getLast();
    int m = left.shape().length == 2 ? left.shape()[0] : 1;
    int n = right.shape().length == 2 ? right.shape()[1] : 1;
    SparseLeaf sparse = SparseLeaf.of(left, parameters);
    if (sparse != null) return sparse.times(form(right), n);
    sparse = SparseLeaf.of(right, parameters);
    if (sparse != null) return sparse.under(form(left), m);
    return new Multiplying(m, right.shape()[0], n).matrices(form(left), form(right));
  }

  private static List<Term> stacked(List<LinearForm> parts) {
    List<Term> terms = new ArrayList<>();
    int row = 0;
    for (LinearForm part : parts) {
      for (Term term : part.terms()) terms.add(row == 0 ? term : term.shifted(row));
      row += part.rows();
    }
    return terms;
  }

  private static List<Term> total(Operation.Total total, LinearForm form) {
    List<Term> terms = new ArrayList<>();
    int[] target = total.target();
    for (Term term : form.terms()) {
      if (term instanceof Term.Loops loops && total.isScalar()) {
        terms.add(loops.totalled());
        continue;
      }
      EntryList list = new EntryList();
      term.forEach((r, c, s, f) -> list.add(term.parameter(), target[r], c, s, f));
      terms.addAll(list.terms());
    }
    return terms;
  }
}
