package io.ffolayer.internal.canon.lowering;

import io.ffolayer.internal.canon.graph.Columns;
import io.ffolayer.internal.canon.graph.ConicConstraint;
import io.ffolayer.internal.canon.graph.GraphForms;
import io.ffolayer.model.Atom.Quadratic;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.canonical.ObjectiveConstant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The objective as ½ yᵀPy + qᵀy + constant. A quadratic vᵀMv of v = By + c gives P = 2BᵀMB, q =
/// 2BᵀMc and the constant cᵀMc. That is affine in the parameters if B has none and not both M and c
/// have; otherwise, and where BᵀMB would be much larger than B or columns of B are nearly dependent
/// (BᵀB would square that), v gets variables w = v of its own.
public final class QuadraticObjective {
  private static final long MOST_PRODUCTS = 10_000_000_000L;

  private final GraphForms graph;
  private final Lowering lowering;
  private final Expression objective;
  private final LinearForm weights;
  private final Columns placeholders = new Columns();

  private final ParameterOrder parameters;
  private final List<Term> quadratic = new ArrayList<>();
  private final List<Term> linear = new ArrayList<>();
  private final List<ObjectiveConstant.Square> squares = new ArrayList<>();

  public QuadraticObjective(
      GraphForms graph, Lowering lowering, ParameterOrder parameters, Expression objective) {
    this.graph = graph;
    this.lowering = lowering;
    this.objective = objective;
    this.parameters = parameters;
    for (Variable placeholder : graph.quadratics().keySet()) placeholders.of(placeholder);
    this.weights = new Lowering(placeholders, parameters).of(objective);
  }

  /// The entries of P, both triangles.
  public List<Term> quadratic() {
    return quadratic;
  }

  /// q, in one row; the constant column holds the affine part of the constant.
  public LinearForm linear() {
    return new LinearForm(1, linear);
  }

  /// What is quadratic in the parameters of the constant.
  public List<ObjectiveConstant.Square> squares() {
    return squares;
  }

  /// Finds P, q and the constant; may add variables to the graph.
  public void run() {
    linear.addAll(lowering.of(GraphForms.without(graph.quadratics(), objective)).terms());
    for (Map.Entry<Variable, Quadratic> entry : List.copyOf(graph.quadratics().entrySet()))
      add(weight(entry.getKey()), entry.getValue());
  }

  /// The weights of the entries of a placeholder: rows are the entries, column 0.
  private LinearForm weight(Variable placeholder) {
    int first = placeholders.of(placeholder);
    int size = placeholder.size();
    EntryList list = new EntryList();
    for (Term term : weights.terms())
      term.forEach((row, column, source, factor) -> {
        if (column >= first && column < first + size)
          list.add(term.parameter(), column - first, 0, source, factor);
      });
    return new LinearForm(size, list.terms());
  }

  private void add(LinearForm weight, Quadratic source) {
    Expression vector = source.vector();
    LinearForm form = lowering.of(vector.reshape(vector.size()));
    List<Term> matrix = matrix(weight, source);
    boolean matrixHasParameters = matrix.stream().anyMatch(t -> t.parameter() != Term.NONE);
    LinearForm constant = form.part(true);
    if (form.part(false).readsParameters()
        || (matrixHasParameters && constant.readsParameters())
        || isLarge(form.part(false))
        || squaresConditioning(form.part(false), source)) {
      Variable w = graph.variable(vector.size());
      graph
          .constraints()
          .add(
              new ConicConstraint(
                  vector.reshape(vector.size()).minus(w),
                  new ZeroCone(vector.size()),
                  null,
                  false));
      form = lowering.of(w);
      constant = new LinearForm(form.rows(), List.of());
    }
    if (!wholeVariable(form, matrix)) expand(form.part(false), matrix);
    cross(form.part(false), constant, matrix, matrixHasParameters);
    constant(constant, matrix);
  }

  /// M with the weight in it: entry (k, l) at row k, column l.
  private List<Term> matrix(LinearForm weight, Quadratic source) {
    EntryList list = new EntryList();
    int size = source.vector().size();
    return switch (source) {
      case Quadratic.Squares squaresOf -> {
        for (Term term : weight.terms())
          term.forEach((row, column, s, f) -> list.add(term.parameter(), row, row, s, f));
        yield list.terms();
      }
      case Quadratic.SumOfSquares sum -> {
        for (Term term : weight.terms())
          term.forEach((row, column, s, f) -> {
            for (int k = 0; k < size; k++) list.add(term.parameter(), k, k, s, f);
          });
        yield list.terms();
      }
      case Quadratic.Form form -> form(weight, form.matrix(), size);
    };
  }

  private List<Term> form(LinearForm weight, Expression matrix, int size) {
    SparseLeaf sparse = SparseLeaf.of(matrix, parameters);
    if (sparse != null) return weighted(weight, sparse);
    LinearForm given = lowering.of(matrix);
    List<Term> all = new ArrayList<>();
    for (Term term : Multiplying.elementwise(given.rows(), weight, given))
      all.add(asSquare(term, size));
    return all;
  }

  /// A weight, not both it and the matrix with parameters, in every entry of a sparse matrix.
  private static List<Term> weighted(LinearForm weight, SparseLeaf sparse) {
    EntryList list = new EntryList();
    for (Term term : weight.terms())
      term.forEach((row, column, s, f) ->
          sparse.forEach((i, j, source, factor) -> {
            boolean isConstant = sparse.parameter() == Term.NONE;
            list.add(
                isConstant ? term.parameter() : sparse.parameter(),
                i,
                j,
                isConstant ? s : source,
                f * factor);
          }));
    return list.terms();
  }

  /// Row k of a row-major square matrix as its entry (k / size, k mod size).
  private static Term asSquare(Term term, int size) {
    EntryList list = new EntryList();
    term.forEach((row, column, s, f) -> list.add(term.parameter(), row / size, row % size, s, f));
    return list.terms().isEmpty()
        ? new Term.Entries(Term.NONE, new int[0], new int[0], null, new double[0])
        : list.terms().getFirst();
  }

  /// Whether BᵀB would lose what B says. A form vᵀMv was squared by the user.
  private static boolean squaresConditioning(LinearForm form, Quadratic source) {
    return !(source instanceof Quadratic.Form) && ColumnAngles.areNarrow(form.byRow());
  }

  private static boolean isLarge(LinearForm form) {
    int[] perRow = new int[form.rows()];
    int[] widest = {0};
    for (Term term : form.terms())
      term.forEach((row, column, s, f) -> {
        perRow[row]++;
        widest[0] = Math.max(widest[0], column + 1);
      });
    long products = 0;
    for (int count : perRow) products += (long) count * count;
    long result = Math.min(products, (long) widest[0] * widest[0]);
    return products > MOST_PRODUCTS || result > 4 * form.count() + 100_000;
  }

  /// Where v is consecutive columns, each once, P is 2M there.
  private boolean wholeVariable(LinearForm form, List<Term> matrix) {
    List<Term> terms = form.part(false).terms();
    if (terms.size() != 1
        || !(terms.getFirst() instanceof Term.Loops loops)
        || !loops.isLine(form.rows())
        || !loops.isUniform()
        || loops.column().stride()[0] != 1) return false;
    int first = loops.column().start();
    double factor = 2 * loops.uniformValue() * loops.uniformValue();
    for (Term term : matrix) {
      Term.Entries entries = (Term.Entries) term.scaled(factor);
      int[] row = entries.row().clone();
      int[] column = entries.column().clone();
      for (int k = 0; k < row.length; k++) {
        row[k] += first;
        column[k] += first;
      }
      quadratic.add(
          new Term.Entries(entries.parameter(), row, column, entries.source(), entries.factor()));
    }
    return true;
  }

  /// P = 2 Σ M_kl B_kᵀB_l.
  private void expand(LinearForm form, List<Term> matrix) {
    LinearForm.ByRow b = form.byRow();
    SquareSums sums = new SquareSums(b);
    for (Term term : matrix)
      term.forEach((k, l, source, factor) -> {
        for (int x = b.start[k]; x < b.start[k + 1]; x++)
          for (int y = b.start[l]; y < b.start[l + 1]; y++)
            sums.add(
                term.parameter(),
                b.column[x],
                b.column[y],
                source,
                2 * factor * b.factor[x] * b.factor[y]);
      });
    quadratic.addAll(sums.terms());
  }

  /// q = 2 Bᵀ M c.
  private void cross(
      LinearForm form, LinearForm constant, List<Term> matrix, boolean matrixHasParameters) {
    LinearForm.ByRow b = form.byRow();
    LinearForm.ByRow c = constant.byRow();
    EntryList list = new EntryList();
    for (Term term : matrix)
      term.forEach((k, l, source, factor) -> {
        for (int x = b.start[k]; x < b.start[k + 1]; x++)
          for (int y = c.start[l]; y < c.start[l + 1]; y++)
            list.add(
                matrixHasParameters ? term.parameter() : c.parameter[y],
                0,
                b.column[x],
                matrixHasParameters ? source : c.source[y],
                2 * factor * b.factor[x] * c.factor[y]);
      });
    linear.addAll(list.terms());
  }

  /// cᵀMc: affine in the parameters of M, or a quadratic in those of c.
  private void constant(LinearForm constant, List<Term> matrix) {
    if (constant.count() == 0) return;
    if (!constant.readsParameters()) {
      LinearForm.ByRow c = constant.byRow();
      EntryList list = new EntryList();
      for (Term term : matrix)
        term.forEach((k, l, source, factor) -> {
          for (int x = c.start[k]; x < c.start[k + 1]; x++)
            for (int y = c.start[l]; y < c.start[l + 1]; y++)
              list.add(
                  term.parameter(), 0, Term.CONSTANT, source, factor * c.factor[x] * c.factor[y]);
        });
      linear.addAll(list.terms());
      return;
    }
    int count = Math.toIntExact(matrix.stream().mapToLong(Term::count).sum());
    int[] row = new int[count];
    int[] column = new int[count];
    double[] value = new double[count];
    int[] next = {0};
    for (Term term : matrix)
      term.forEach((k, l, source, factor) -> {
        row[next[0]] = k;
        column[next[0]] = l;
        value[next[0]++] = factor;
      });
    squares.add(
        new ObjectiveConstant.Square(
            SlotMaps.vector(constant.rows(), constant.terms(), parameters), row, column, value));
  }
}
