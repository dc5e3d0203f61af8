package io.ffolayer.internal.presolve;

import io.ffolayer.internal.presolve.Substitution.Column;
import io.ffolayer.internal.presolve.Substitution.Entries;
import io.ffolayer.internal.presolve.Substitution.Equation;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One instance of a program while rules take variables and rows out of it.
final class WorkingProgram {
  /// What a row asks for: 0, a sign, or its part in a curved cone.
  enum Kind {
    EQUALITY,
    INEQUALITY,
    CURVED
  }

  /// The part of the terms that went into a number below which it is 0.
  static final double ROUNDING = 1e-12;

  final int variables;
  final SparseRows a;

  /// P in full: both triangles.
  final SparseRows p;

  final double[] q;
  final double[] b;

  /// The largest |term| that went into each b: what is left of it, relative to this, may be
  /// rounding.
  final double[] size;

  final Kind[] kind;
  final boolean[] hasVariable;
  final boolean[] hasRow;
  final List<Substitution> substitutions = new ArrayList<>();

  /// Equalities that others imply, among the rows that were dropped.
  int dependentRows;

  WorkingProgram(ProgramData data, int instance) {
    ProgramStructure structure = data.structure();
    variables = structure.variables();
    int rows = structure.rows();
    q = part(data.linear().values(), data.linear().offset(instance), variables);
    b = part(data.rhs().values(), data.rhs().offset(instance), rows);
    size = new double[rows];
    for (int i = 0; i < rows; i++) size[i] = Math.abs(b[i]);
    kind = kinds(structure);
    hasVariable = new boolean[variables];
    hasRow = new boolean[rows];
    Arrays.fill(hasVariable, true);
    Arrays.fill(hasRow, true);
    a = new SparseRows(rows, variables);
    p = new SparseRows(variables, variables);
    readRows(data, instance);
    readQuadratic(data, instance);
  }

  private static double[] part(double[] values, int at, int length) {
    return Arrays.copyOfRange(values, at, at + length);
  }

  private static Kind[] kinds(ProgramStructure structure) {
    Kind[] kinds = new Kind[structure.rows()];
    for (ProgramStructure.ConeRows part : structure.cones()) {
      Kind kind =
          switch (part.cone()) {
            case ZeroCone zero -> Kind.EQUALITY;
            case NonnegativeCone nonnegative -> Kind.INEQUALITY;
            default -> Kind.CURVED;
          };
      Arrays.fill(kinds, part.first(), part.end(), kind);
    }
    return kinds;
  }

  private void readRows(ProgramData data, int instance) {
    ProgramStructure structure = data.structure();
    int first = 0;
    for (int k = 0; k < structure.blocks().size(); k++) {
      Layout layout = structure.blocks().get(k).layout();
      double[] values = data.rows().get(k).values();
      int at = data.rows().get(k).offset(instance), top = first;
      for (int j = 0; j < variables; j++) {
        int column = j;
        layout.forEachIn(
            j,
            (i, place) -> {
              double value = values[at + place];
              if (value != 0) a.append(top + i, column, value);
            });
      }
      first += layout.rows();
    }
  }

  /// The upper triangle column by column gives row j its entries left of the diagonal, ascending;
  /// the mirrored ones follow in the same order.
  private void readQuadratic(ProgramData data, int instance) {
    Layout layout = data.structure().quadratic();
    Layout.Sparse upper = layout.upperTriangle();
    double[] values = new double[upper.size()];
    data.p().copyUpperTriangleTo(instance, values);
    for (int pass = 0; pass < 2; pass++)
      for (int j = 0; j < variables; j++)
        for (int e = upper.columnStart(j); e < upper.columnStart(j + 1); e++) {
          int i = upper.rowIndex(e);
          if (values[e] == 0) continue;
          if (pass == 0) p.append(j, i, values[e]);
          else if (i != j) p.append(i, j, values[e]);
        }
  }

  /// Takes a row out, which stays satisfied and whose multiplier is 0.
  void drop(int row) {
    if (kind[row] == Kind.EQUALITY) dependentRows++;
    a.clear(row);
    hasRow[row] = false;
  }

  /// Takes out variable j and row i, which determines it.
  void substitute(int i, int j) {
    Equation equation = new Equation(i, a.at(i, j), b[i], entries(a, i, j));
    Entries rows = otherRows(i, j);
    substitutions.add(new Substitution(j, equation, new Column(q[j], entries(p, j, -1), rows)));
    for (int k = 0; k < rows.place().length; k++)
      combine(equation, j, rows.place()[k], rows.factor()[k] / equation.pivot());
    combineObjective(equation, j);
    a.clear(i);
    hasRow[i] = false;
    hasVariable[j] = false;
  }

  /// The entries of a row but that of one column.
  private static Entries entries(SparseRows matrix, int row, int without) {
    int[] place = new int[matrix.length(row)];
    double[] factor = new double[place.length];
    int count = 0;
    for (int k = 0; k < place.length; k++) {
      if (matrix.column(row, k) == without) continue;
      place[count] = matrix.column(row, k);
      factor[count++] = matrix.value(row, k);
    }
    return new Entries(Arrays.copyOf(place, count), Arrays.copyOf(factor, count));
  }

  private Entries otherRows(int i, int j) {
    int[] rows = Arrays.stream(a.rowsIn(j)).filter(row -> row != i).toArray();
    return new Entries(rows, Arrays.stream(rows).mapToDouble(row -> a.at(row, j)).toArray());
  }

  private void combine(Equation equation, int j, int row, double factor) {
    a.subtract(row, factor, equation.row(), j);
    double change = factor * equation.rhs();
    size[row] = Math.max(size[row], Math.abs(change));
    b[row] -= change;
  }

  /// ½xᵀPx + qᵀx with x_j = β − αᵀx.
  private void combineObjective(Equation equation, int j) {
    double beta = equation.rhs() / equation.pivot();
    double own = p.at(j, j);
    double linear = q[j] + own * beta;
    Entries others = equation.others();
    double[] alpha = new double[others.place().length];
    for (int k = 0; k < alpha.length; k++) {
      alpha[k] = others.factor()[k] / equation.pivot();
      q[others.place()[k]] -= linear * alpha[k];
    }
    if (p.length(j) == 0) return;
    Entries joined = entries(p, j, j);
    for (int k = 0; k < joined.place().length; k++)
      q[joined.place()[k]] += joined.factor()[k] * beta;
    p.clear(j);
    for (int other : joined.place()) p.subtract(other, 0, j, j);
    for (int k = 0; k < alpha.length; k++)
      combineCurvature(
          others.place()[k], alpha[k], joined, new Entries(others.place(), alpha), own);
  }

  /// P ← P − P_j αᵀ − α P_jᵀ + P_jj α αᵀ for one entry of α in front.
  private void combineCurvature(int column, double alpha, Entries joined, Entries all, double own) {
    for (int k = 0; k < joined.place().length; k++) {
      int other = joined.place()[k];
      p.add(other, column, -alpha * joined.factor()[k]);
      p.add(column, other, -alpha * joined.factor()[k]);
    }
    if (own == 0) return;
    for (int k = 0; k < all.place().length; k++)
      p.add(column, all.place()[k], own * alpha * all.factor()[k]);
  }
}
