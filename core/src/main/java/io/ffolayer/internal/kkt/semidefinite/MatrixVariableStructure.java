package io.ffolayer.internal.kkt.semidefinite;

import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A program whose semidefinite cones hold variables of their own, X ⪰ 0, beside flat rows: what
/// [MatrixVariableKkt] needs to turn it over, for all threads. Each row of such a cone has one
/// entry, and each of its variables stands in no other row of a cone; P is a diagonal.
public final class MatrixVariableStructure {
  /// The turned program: a variable for every flat row of the original; the rows of the
  /// semidefinite cones, then a row for every other variable, then one for every flat row that is
  /// no equality.
  final SpectralStructure turned;

  /// First rows of the semidefinite cones, of the original and of the turned program, and the
  /// places of the cones in the order of the original rows.
  final List<ProgramStructure.ConeRows> cones = new ArrayList<>();

  final int[] coneIndex;

  /// For each turned row of a cone: the variable, and the block and the place of its entry.
  final int[] variable;

  final int[] entryBlock;
  final int[] entryPosition;

  /// The flat rows, ascending, and those among them that are no equalities, by their number.
  final int[] flat;

  final int[] inequality;

  /// The other variables, ascending.
  final int[] free;

  /// Where the numbers of the turned rows come from: block and place; and for those of the cones
  /// the turned row, whose own entry they are divided by.
  final int[] sourceBlock;

  final int[] source;
  final int[] divisor;

  /// Numbers of the turned rows of the cones; the rest are those of the other rows.
  final int coneEntries;

  /// Rows of the cones.
  final int coneRows;

  private MatrixVariableStructure(ProgramStructure program, Reading reading) {
    coneRows = reading.coneRows;
    variable = reading.variable;
    entryBlock = reading.entryBlock;
    entryPosition = reading.entryPosition;
    flat = reading.flat;
    free = reading.free;
    cones.addAll(reading.cones);
    coneIndex = reading.coneIndex;
    boolean[] equality = program.equalities();
    inequality = IntStream.range(0, flat.length).filter(e -> !equality[flat[e]]).toArray();
    TurnedEntries entries = new TurnedEntries(program, this, reading);
    sourceBlock = entries.block;
    source = entries.position;
    divisor = entries.divisor;
    coneEntries = entries.coneEntries;
    List<Cone> matrices = new ArrayList<>();
    for (ProgramStructure.ConeRows part : cones) matrices.add(part.cone());
    List<RowBlock> blocks = new ArrayList<>();
    Cone product = matrices.size() == 1 ? matrices.getFirst() : new ProductCone(matrices);
    blocks.add(new RowBlock(product, entries.coneLayout));
    int rows = entries.flatLayout.rows();
    if (rows > 0) blocks.add(new RowBlock(new NonnegativeCone(rows), entries.flatLayout));
    Layout none = Layout.Sparse.empty(flat.length, flat.length);
    turned = new SpectralStructure(new ProgramStructure(none, blocks));
  }

  /// The structure, or null where the program is none such.
  public static @Nullable MatrixVariableStructure of(ProgramStructure program) {
    Reading reading = Reading.of(program);
    return reading == null ? null : new MatrixVariableStructure(program, reading);
  }

  /// The predicted time of a factorisation and of the products for its answers.
  public double nanos() {
    return turned.nanos();
  }

  /// What stands where.
  static final class Reading {
    final List<ProgramStructure.ConeRows> cones = new ArrayList<>();
    int[] coneIndex = new int[0];
    int coneRows;
    int[] variable = new int[0];
    int[] entryBlock = new int[0];
    int[] entryPosition = new int[0];
    int[] flat = new int[0];
    int[] free = new int[0];

    /// For every row of the original: its turned row, or −1 − its number among the flat ones.
    int[] place = new int[0];

    /// For every variable its turned row.
    int[] turnedRow = new int[0];

    static @Nullable Reading of(ProgramStructure program) {
      boolean sparse =
          program.quadratic() instanceof Layout.Sparse p && (p.size() == 0 || p.isDiagonal());
      Reading reading = new Reading();
      return sparse && reading.readCones(program) && reading.readEntries(program) ? reading : null;
    }

    private boolean readCones(ProgramStructure program) {
      place = new int[program.rows()];
      flat = new int[program.rows()];
      int flatCount = 0, k = 0;
      coneIndex = new int[program.cones().size()];
      for (ProgramStructure.ConeRows part : program.cones()) {
        boolean matrix = part.cone() instanceof PsdCone;
        if (!matrix && !part.cone().isPolyhedral()) return false;
        if (matrix) coneIndex[cones.size()] = k;
        if (matrix) cones.add(part);
        for (int i = part.first(); i < part.end(); i++) {
          place[i] = matrix ? coneRows++ : -1 - flatCount;
          if (!matrix) flat[flatCount++] = i;
        }
        k++;
      }
      flat = Arrays.copyOf(flat, flatCount);
      return !cones.isEmpty();
    }

    private boolean readEntries(ProgramStructure program) {
      variable = new int[coneRows];
      entryBlock = new int[coneRows];
      entryPosition = new int[coneRows];
      Arrays.fill(variable, -1);
      turnedRow = new int[program.variables()];
      Arrays.fill(turnedRow, -1);
      boolean[] fits = {true};
      int first = 0;
      for (int b = 0; b < program.blocks().size(); b++) {
        int block = b, from = first;
        Layout layout = program.blocks().get(b).layout();
        if (layout instanceof Layout.Operator) return false;
        for (int j = 0; j < layout.columns() && fits[0]; j++) {
          int column = j;
          layout.forEachIn(
              j, (i, position) -> fits[0] &= read(block, place[from + i], column, position));
        }
        first += layout.rows();
      }
      for (int j : variable) fits[0] &= j >= 0;
      int others = program.variables() - coneRows, count = 0;
      if (!fits[0] || others < 0) return false;
      free = new int[others];
      for (int j = 0; j < turnedRow.length; j++)
        if (turnedRow[j] < 0) {
          free[count] = j;
          turnedRow[j] = coneRows + count++;
        }
      return true;
    }

    private boolean read(int block, int row, int column, int position) {
      if (row < 0) return true;
      if (variable[row] >= 0 || turnedRow[column] >= 0) return false;
      variable[row] = column;
      turnedRow[column] = row;
      entryBlock[row] = block;
      entryPosition[row] = position;
      return true;
    }
  }
}
