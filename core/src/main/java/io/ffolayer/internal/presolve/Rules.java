package io.ffolayer.internal.presolve;

import io.ffolayer.internal.presolve.WorkingProgram.Kind;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// The rules that take variables and rows out of a [WorkingProgram], until none applies.
///
/// | rule | what goes |
/// |---|---|
/// | a row without entries | the row |
/// | an equality of one entry: a fixed variable | both |
/// | an equality whose variable has no other row but bounds, or few: a slack, a definition, a doubleton | both, where that leaves no more entries than before and no digits are lost |
/// | a multiple of another row that asks for less ([ParallelRows]) | the row |
/// | a bound that another one of the variable makes loose; a row that all points within the bounds satisfy | the row |
/// | a variable whose objective and rows all push to a bound | the variable and its bound |
///
/// What is loose must be so by a margin: rows that hold with equality, though with the multiplier
/// 0, are left for those who differentiate.
final class Rules {
  /// The least |a_j| / max |a_k| with which a variable is expressed by others in rows that have
  /// more than one.
  private static final double LEAST_PIVOT = 0.05;

  /// The part of its terms by which a loose row is loose.
  private static final double MARGIN = 1e-6;

  private static final int MOST_PASSES = 20;

  /// Equalities of more entries are asked for slacks only.
  private static final int LONG_ROW = 50;

  private final WorkingProgram program;
  private final SparseRows a;
  private final Bounds bounds;
  private final ParallelRows parallel;
  private final Deque<Integer> queue = new ArrayDeque<>();
  private final boolean[] isQueued;
  private boolean contradiction;

  Rules(WorkingProgram program) {
    this.program = program;
    a = program.a;
    bounds = new Bounds(program);
    parallel = new ParallelRows(program);
    isQueued = new boolean[a.rows()];
  }

  /// Applies the rules.
  ///
  /// @return false where two rows contradict each other: a solver has to prove it
  boolean apply() {
    int before = -1;
    for (int pass = 0; pass < MOST_PASSES && before != left() && !contradiction; pass++) {
      before = left();
      takeEqualities();
      takeLooseRows();
      if (!contradiction) takePushedVariables();
    }
    return !contradiction;
  }

  private int left() {
    int left = 0;
    for (boolean has : program.hasRow) if (has) left++;
    for (boolean has : program.hasVariable) if (has) left++;
    return left;
  }

  private void takeEqualities() {
    for (int i = 0; i < a.rows(); i++) enqueue(i);
    while (!queue.isEmpty() && !contradiction) {
      int row = queue.remove();
      isQueued[row] = false;
      if (!program.hasRow[row]) continue;
      if (a.length(row) == 0) takeEmpty(row);
      else if (program.kind[row] == Kind.EQUALITY) takeEquality(row);
    }
  }

  private void enqueue(int row) {
    if (isQueued[row] || !program.hasRow[row] || program.kind[row] == Kind.CURVED) return;
    isQueued[row] = true;
    queue.add(row);
  }

  private void takeEmpty(int row) {
    double left = program.b[row], rounding = WorkingProgram.ROUNDING * program.size[row];
    boolean holds =
        program.kind[row] == Kind.EQUALITY ? Math.abs(left) <= rounding : left >= -rounding;
    if (holds) program.drop(row);
    else contradiction = true;
  }

  private void takeEquality(int row) {
    int best = -1;
    long least = 1;
    double largest = a.largest(row);
    for (int k = 0; k < a.length(row); k++) {
      int j = a.column(row, k);
      long growth = growth(row, j);
      if (growth >= least || !isPivot(row, j, a.value(row, k), largest)) continue;
      best = j;
      least = growth;
    }
    if (best < 0) return;
    int[] touched = a.rowsIn(best);
    program.substitute(row, best);
    for (int other : touched) enqueue(other);
  }

  /// At most how many entries more a substitution leaves; large where it is out of the question.
  private long growth(int row, int j) {
    long others = a.length(row) - 1L, rows = a.count(j) - 1L;
    long joined = program.p.length(j);
    if (others > LONG_ROW && (rows > 1 || joined > 0)) return Long.MAX_VALUE;
    long inRows = others * rows - (others + 1) - rows;
    if (joined == 0) return inRows;
    boolean own = program.p.at(j, j) != 0;
    long joinedOthers = own ? joined - 1 : joined;
    return inRows + 2 * others * joinedOthers + (own ? others * others : 0) - 2 * joined + 1;
  }

  /// Whether x_j is a number of which little is lost in the rows that it is put into: any is where
  /// these are bounds.
  private boolean isPivot(int row, int j, double pivot, double largest) {
    if (a.length(row) == 1 || Math.abs(pivot) >= LEAST_PIVOT * largest) return true;
    for (int other : a.rowsIn(j)) if (other != row && a.length(other) > 1) return false;
    return program.p.length(j) == 0;
  }

  private void takeLooseRows() {
    parallel.take();
    bounds.read();
    for (int i = 0; i < a.rows(); i++) {
      if (!program.hasRow[i] || program.kind[i] != Kind.INEQUALITY || a.length(i) == 0) continue;
      boolean loose = a.length(i) == 1 ? bounds.isLoose(i, MARGIN) : isLoose(i);
      if (loose) program.drop(i);
    }
  }

  /// Whether the largest value of the row within the bounds is below b.
  private boolean isLoose(int row) {
    double most = 0, terms = Math.abs(program.b[row]);
    for (int k = 0; k < a.length(row); k++) {
      double term = bounds.most(a.column(row, k), a.value(row, k));
      if (term == Double.POSITIVE_INFINITY) return false;
      most += term;
      terms += Math.abs(term);
    }
    return most < program.b[row] - MARGIN * terms;
  }

  /// A variable without curvature that the objective and every row push towards one bound is there.
  private void takePushedVariables() {
    bounds.read();
    for (int j = 0; j < program.variables; j++) {
      double force = program.q[j];
      if (!program.hasVariable[j] || force == 0 || program.p.length(j) > 0) continue;
      int bound = force > 0 ? bounds.lower(j) : bounds.upper(j);
      if (bound < 0 || !isPushed(j, Math.signum(force))) continue;
      int[] touched = a.rowsIn(j);
      program.substitute(bound, j);
      for (int row : touched) bounds.consider(row);
    }
  }

  private boolean isPushed(int j, double sign) {
    return Arrays.stream(a.rowsIn(j))
        .allMatch(row ->
            program.kind[row] == Kind.INEQUALITY
                && (a.length(row) == 1 || sign * a.at(row, j) > 0));
  }
}
