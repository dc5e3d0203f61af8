package io.ffolayer.internal.presolve;

import io.ffolayer.program.Auxiliaries;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Reduction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What programs in which the same variables are defined have in common once these are taken out:
/// the structure of what is left, and where the numbers of the whole go. Immutable.
final class CondensedShape {
  /// Rows with this part of their entries are dense: P is.
  private static final double DENSE = 0.25;

  private final Definitions definitions;
  private final ProgramStructure structure;
  private final int[] placeOfVariable;
  private final int[] placeOfRow;
  private final Moves toSquare;
  private final Moves toQuadratic;
  private final Moves toMirrored;
  private final List<RowMoves> rows = new ArrayList<>();

  /// Numbers of a matrix and where they go in an array: runs of numbers that stand one after the
  /// other and go to places of one distance, as a column goes to a matrix that is stored by rows. A
  /// block of a matrix is a run a column, whatever its height, so that no list of its entries is
  /// read.
  ///
  /// @param source where each run begins
  /// @param target where its first number goes
  /// @param step from there to where the next number goes
  /// @param count of numbers in each run
  record Moves(int[] source, int[] target, int[] step, int[] count) {
    /// Where an entry goes.
    interface Place {
      /// Of entry (i, j), negative for nowhere.
      int of(int i, int j);
    }

    static Moves of(Layout layout, Place place) {
      List<int[]> runs = new ArrayList<>();
      for (int column = 0; column < layout.columns(); column++) {
        int j = column;
        layout.forEachIn(
            j,
            (i, position) -> {
              int target = place.of(i, j);
              if (target >= 0 && !isNext(runs, position, target))
                runs.add(new int[] {position, target, 0, 1});
            });
      }
      return new Moves(part(runs, 0), part(runs, 1), part(runs, 2), part(runs, 3));
    }

    /// Lengthens the last run if the number belongs to it.
    private static boolean isNext(List<int[]> runs, int source, int target) {
      if (runs.isEmpty()) return false;
      int[] run = runs.getLast();
      int count = run[3];
      if (source != run[0] + count) return false;
      if (count == 1) run[2] = target - run[1];
      if (target != run[1] + count * run[2]) return false;
      run[3]++;
      return true;
    }

    private static int[] part(List<int[]> runs, int k) {
      return runs.stream().mapToInt(run -> run[k]).toArray();
    }

    /// Copies the numbers.
    ///
    /// @param at where the matrix begins in `from`
    void run(double[] from, int at, double[] to) {
      for (int k = 0; k < source.length; k++) {
        int first = at + source[k], place = target[k], apart = step[k];
        for (int e = 0; e < count[k]; e++) to[place + e * apart] = from[first + e];
      }
    }
  }

  /// Where the numbers of a block of rows go: the coefficients of what is defined, the others of
  /// these rows, and the rows that are left.
  record RowMoves(Moves toCoefficient, Moves toMap, Moves toRows) {}

  /// The shape that was met last, for all threads. Most batches have one.
  static final class Known {
    private volatile @Nullable CondensedShape last;

    CondensedShape of(ProgramStructure whole, Definitions definitions) {
      CondensedShape known = last;
      if (known != null && definitions.sameAs(known.definitions)) return known;
      CondensedShape made = new CondensedShape(whole, definitions);
      last = made;
      return made;
    }
  }

  private CondensedShape(ProgramStructure whole, Definitions definitions) {
    this.definitions = definitions;
    placeOfVariable = places(whole.variables(), definitions.kept(), definitions.variables());
    placeOfRow = places(whole.rows(), definitions.keptRows(), definitions.rows());
    structure = structure(whole);
    Layout p = whole.quadratic();
    int x = variables();
    boolean half = p instanceof Layout.Sparse;
    toSquare = Moves.of(p, (i, j) -> i == j ? -1 - placeOfVariable[i] : -1);
    toQuadratic = Moves.of(p, (i, j) -> place(placeOfVariable[i], placeOfVariable[j], x));
    toMirrored =
        Moves.of(p, (i, j) -> half ? place(placeOfVariable[j], placeOfVariable[i], x) : -1);
    for (int k = 0; k < whole.blocks().size(); k++)
      rows.add(rowMoves(whole.blocks().get(k).layout(), whole.firstRow(k)));
  }

  private static int place(int row, int column, int columns) {
    return row >= 0 && column >= 0 ? row * columns + column : -1;
  }

  private RowMoves rowMoves(Layout layout, int first) {
    int x = variables();
    int[] t = definitions.variables();
    return new RowMoves(
        Moves.of(
            layout,
            (i, j) -> {
              int k = -1 - placeOfRow[first + i];
              return k >= 0 && j == t[k] ? k : -1;
            }),
        Moves.of(layout, (i, j) -> place(-1 - placeOfRow[first + i], placeOfVariable[j], x)),
        Moves.of(layout, (i, j) -> position(placeOfRow[first + i], placeOfVariable[j])));
  }

  private int position(int row, int column) {
    if (row < 0 || column < 0) return -1;
    return structure.blocks().getFirst().layout() instanceof Layout.Sparse sparse
        ? sparse.position(row, column)
        : row * variables() + column;
  }

  /// k for what is kept as number k, −1 − k for definition number k.
  private static int[] places(int size, int[] kept, int[] defined) {
    int[] places = new int[size];
    for (int k = 0; k < kept.length; k++) places[kept[k]] = k;
    for (int k = 0; k < defined.length; k++) places[defined[k]] = -1 - k;
    return places;
  }

  private ProgramStructure structure(ProgramStructure whole) {
    Layout p = new Layout.Dense(variables(), variables());
    int m = definitions.keptRows().length;
    if (m == 0) return new ProgramStructure(p, List.of(), auxiliaries(whole));
    Layout.Sparse pattern = pattern(whole, m);
    boolean dense = pattern.size() >= DENSE * m * variables();
    Layout a = dense ? new Layout.Dense(m, variables()) : pattern;
    return new ProgramStructure(p, List.of(new RowBlock(cone(whole), a)), auxiliaries(whole));
  }

  private Auxiliaries auxiliaries(ProgramStructure whole) {
    BitSet variables = new BitSet(), helping = new BitSet();
    for (int k = 0; k < variables(); k++)
      variables.set(k, whole.auxiliaries().hasVariable(definitions.kept()[k]));
    for (int k = 0; k < definitions.keptRows().length; k++)
      helping.set(k, whole.auxiliaries().hasRow(definitions.keptRows()[k]));
    return new Auxiliaries(variables, helping);
  }

  private Layout.Sparse pattern(ProgramStructure whole, int m) {
    List<int[]> entries = new ArrayList<>();
    for (int k = 0; k < whole.blocks().size(); k++) {
      int first = whole.firstRow(k);
      Layout layout = whole.blocks().get(k).layout();
      for (int column = 0; column < variables(); column++) {
        int j = column;
        layout.forEachIn(
            definitions.kept()[j],
            (i, position) -> {
              if (placeOfRow[first + i] >= 0) entries.add(new int[] {placeOfRow[first + i], j});
            });
      }
    }
    int[] i = entries.stream().mapToInt(entry -> entry[0]).toArray();
    int[] j = entries.stream().mapToInt(entry -> entry[1]).toArray();
    return Layout.Sparse.ofEntries(m, variables(), i, j);
  }

  private Cone cone(ProgramStructure whole) {
    List<Cone> cones = new ArrayList<>();
    for (ProgramStructure.ConeRows part : whole.cones()) {
      if (!(part.cone() instanceof ZeroCone)) {
        cones.add(part.cone());
        continue;
      }
      int left = 0;
      for (int i = part.first(); i < part.end(); i++) if (placeOfRow[i] >= 0) left++;
      if (left > 0) cones.add(new ZeroCone(left));
    }
    return cones.size() == 1 ? cones.getFirst() : new ProductCone(cones);
  }

  /// Number of variables that are left.
  int variables() {
    return definitions.kept().length;
  }

  /// Of P on what is defined, alone.
  Moves toSquare() {
    return toSquare;
  }

  /// Of P on what is left.
  Moves toQuadratic() {
    return toQuadratic;
  }

  /// The other triangle of that, where P has one only.
  Moves toMirrored() {
    return toMirrored;
  }

  /// Of each block of rows.
  List<RowMoves> rows() {
    return rows;
  }

  /// What is taken out: every definition, with its variable.
  Reduction reduction() {
    int count = definitions.variables().length;
    return new Reduction(count, count, 0);
  }

  Definitions definitions() {
    return definitions;
  }

  /// Of what is left: a dense P, and rows that are dense where they are filled.
  ProgramStructure structure() {
    return structure;
  }

  /// z that proves what is left infeasible, as a proof of the whole.
  double[] restoredProof(double[] left) {
    double[] z = new double[placeOfRow.length];
    for (int k = 0; k < left.length; k++) z[definitions.keptRows()[k]] = left[k];
    return z;
  }

  /// Which rows of the whole are active: those that define are.
  boolean[] restoredActive(boolean[] left) {
    boolean[] active = new boolean[placeOfRow.length];
    for (int i = 0; i < active.length; i++) active[i] = placeOfRow[i] < 0 || left[placeOfRow[i]];
    return active;
  }
}
