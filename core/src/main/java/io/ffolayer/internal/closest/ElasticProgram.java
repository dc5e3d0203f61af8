package io.ffolayer.internal.closest;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A program of flat rows whose right-hand sides may be shifted:
///
/// ```
/// minimize ½ yᵀPy + qᵀy + ½ tᵀt    subject to  Ay − t/√κ + s = b        shift t/√κ = z/κ,  paid ½κ‖shift‖²
/// ```
///
/// It has a solution wherever the objective has a lower bound. Rows, slacks and duals are those of
/// the program; so are the parts of a direction, and the gradient is assembled as ever.
final class ElasticProgram {
  private static final int CONSTANT = -1;

  private final ProgramStructure plain;
  private final double root;
  private final Entries quadratic;
  private final List<Entries> rows = new ArrayList<>();
  final ProgramStructure structure;

  /// A matrix with more columns: where each entry comes from.
  ///
  /// @param source the position among the numbers of the plain matrix, or [#CONSTANT]
  /// @param constant what stands there then
  private record Entries(Layout.Sparse layout, int[] source, double constant) {
    Batched at(Batched numbers, int instance) {
      int from = numbers.offset(instance);
      double[] values = new double[source.length];
      for (int e = 0; e < values.length; e++)
        values[e] = source[e] == CONSTANT ? constant : numbers.values()[from + source[e]];
      return Batched.shared(values);
    }
  }

  /// @param price κ
  ElasticProgram(ProgramStructure plain, double price) {
    this.plain = plain;
    root = Math.sqrt(price);
    int n = plain.variables(), m = plain.rows();
    quadratic = entries(plain.quadratic(), n + m, n, n, 1, true);
    List<RowBlock> blocks = new ArrayList<>();
    for (int k = 0; k < plain.blocks().size(); k++) {
      RowBlock block = plain.blocks().get(k);
      Entries wide = entries(block.layout(), block.rows(), n, plain.firstRow(k), -1 / root, false);
      rows.add(wide);
      blocks.add(new RowBlock(block.cone(), wide.layout));
    }
    structure = new ProgramStructure(quadratic.layout, blocks);
  }

  /// The matrix, and behind it a diagonal of a constant in the columns of m further variables.
  ///
  /// @param first row i of the diagonal stands in column n + first + i, or, of P, in row n + i
  private Entries entries(
      Layout matrix, int rowCount, int n, int first, double constant, boolean isQuadratic) {
    int m = plain.rows(), most = matrix.size() + (isQuadratic ? m : rowCount);
    int[] starts = new int[n + m + 1], index = new int[most], source = new int[most];
    int count = 0;
    for (int j = 0; j < n; j++) {
      count = copyColumn(matrix, j, isQuadratic ? j + 1 : rowCount, index, source, count);
      starts[j + 1] = count;
    }
    for (int k = 0; k < m; k++) {
      int row = isQuadratic ? n + k : k - first;
      if (row >= 0 && row < rowCount) {
        index[count] = row;
        source[count++] = CONSTANT;
      }
      starts[n + k + 1] = count;
    }
    Layout.Sparse layout =
        Layout.Sparse.ofColumns(rowCount, n + m, starts, Arrays.copyOf(index, count));
    return new Entries(layout, Arrays.copyOf(source, count), constant);
  }

  /// Appends the rows of a column above `end`, and where their numbers stand.
  ///
  /// @return the new count
  private static int copyColumn(
      Layout matrix, int j, int end, int[] index, int[] source, int count) {
    switch (matrix) {
      case Layout.Dense dense -> {
        for (int i = 0; i < end; i++, count++) {
          index[count] = i;
          source[count] = i * dense.columns() + j;
        }
      }
      case Layout.Operator operator -> throw operator.noEntries("the closest feasible program");
      case Layout.Sparse sparse -> {
        for (int e = sparse.columnStart(j); e < sparse.columnStart(j + 1); e++, count++) {
          index[count] = sparse.rowIndex(e);
          source[count] = e;
        }
      }
    }
    return count;
  }

  /// The numbers of one instance.
  ProgramData at(ProgramData data, int instance) {
    int n = plain.variables(), m = plain.rows();
    double[] q = new double[n + m], b = new double[m];
    System.arraycopy(data.linear().values(), data.linear().offset(instance), q, 0, n);
    System.arraycopy(data.rhs().values(), data.rhs().offset(instance), b, 0, m);
    List<Batched> values = new ArrayList<>();
    for (int k = 0; k < rows.size(); k++) values.add(rows.get(k).at(data.rows().get(k), instance));
    return new ProgramData(
        structure,
        1,
        quadratic.at(data.quadratic(), instance),
        Batched.shared(q),
        values,
        Batched.shared(b));
  }

  /// A solution of this program from one of the plain rows: t = z/√κ.
  Solution lifted(Solution solution, int instance) {
    int n = plain.variables(), m = plain.rows();
    Solution lifted = new Solution(structure, 1);
    System.arraycopy(solution.y(), instance * n, lifted.y(), 0, n);
    System.arraycopy(solution.s(), instance * m, lifted.s(), 0, m);
    System.arraycopy(solution.z(), instance * m, lifted.z(), 0, m);
    for (int i = 0; i < m; i++) lifted.y()[n + i] = lifted.z()[i] / root;
    lifted.record(
        0,
        Status.SOLVED,
        ClosestFeasible.residuals(solution, instance),
        0,
        solution.solver(instance));
    return lifted;
  }
}
