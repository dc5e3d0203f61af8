package io.ffolayer.internal.kkt.separable;

import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be said from the layouts alone about whether a program is *separable*: P diagonal, most
/// rows bounds on one variable, and few *general* rows that couple the variables.
///
/// A sparse P must be a diagonal; a row of a sparse block is a bound if it has one entry, void if
/// it has none, and general otherwise. What a dense block holds shows in its numbers only: those
/// are looked at for each instance, by [SeparableProgram].
///
/// A variable that has neither an entry of P nor, by the layouts, a bound cannot be eliminated.
///
/// Worth it is the separable form only while the Schur complement of the general rows is small
/// beside the whole. With n variables and p general rows we ask for p ≤ [#FEW] or 4p ≤ 3n; if all
/// general rows are sparse, also for p ≤ [#SMALL_SCHUR] or p² ≤ 4·(entries of A), so that nothing
/// sparse turns into something large and dense; if some are dense and some sparse, for p ≤ [#FEW]
/// or p·n ≤ 4·(entries of A).
public final class SeparableStructure {
  /// So many general rows cost nothing, however few variables there are.
  static final int FEW = 8;

  /// Up to this many sparse general rows a dense Schur complement is small (2 MB).
  static final int SMALL_SCHUR = 512;

  static final int GENERAL = -1;
  static final int VOID = -2;
  static final int UNKNOWN = -3;

  private final ProgramStructure program;
  private final int rows;
  private final boolean[] equality;
  private final boolean[] curved;
  private final int[] firstRow;
  private final int[] kind;
  private final int[] entry;
  private final int mostGeneral;
  private final boolean anyUnknown;
  private final boolean anySparseGeneral;

  private SeparableStructure(ProgramStructure program) {
    this.program = program;
    rows = program.rows();
    equality = program.equalities();
    curved = new boolean[rows];
    for (ProgramStructure.ConeRows part : program.cones())
      Arrays.fill(curved, part.first(), part.end(), !part.cone().isPolyhedral());
    List<RowBlock> blocks = program.blocks();
    firstRow = new int[blocks.size() + 1];
    kind = new int[rows];
    entry = new int[rows];
    for (int k = 0; k < blocks.size(); k++) {
      firstRow[k + 1] = firstRow[k] + blocks.get(k).rows();
      classify(blocks.get(k).layout(), firstRow[k]);
    }
    anyUnknown = Arrays.stream(kind).anyMatch(v -> v == UNKNOWN);
    anySparseGeneral = Arrays.stream(kind).anyMatch(v -> v == GENERAL);
    mostGeneral = mostGeneral();
  }

  /// The structure, or null where the layouts exclude that a program of it is separable.
  public static @Nullable SeparableStructure of(ProgramStructure program) {
    if (program.quadratic() instanceof Layout.Sparse p && !p.isDiagonal()) return null;
    if (!program.hasEntries()) return null;
    SeparableStructure structure = new SeparableStructure(program);
    return structure.generalRows() <= structure.mostGeneral && structure.mayHoldEveryVariable()
        ? structure
        : null;
  }

  /// Whether each variable may have curvature or a bound: the others could not be eliminated.
  private boolean mayHoldEveryVariable() {
    if (anyUnknown || !(program.quadratic() instanceof Layout.Sparse p)) return true;
    boolean[] held = new boolean[variables()];
    for (int j = 0; j < held.length; j++) held[j] = p.columnStart(j) < p.columnStart(j + 1);
    for (int variable : kind) if (variable >= 0) held[variable] = true;
    for (boolean is : held) if (!is) return false;
    return true;
  }

  private void classify(Layout layout, int first) {
    if (!(layout instanceof Layout.Sparse sparse)) {
      Arrays.fill(kind, first, first + layout.rows(), UNKNOWN);
      return;
    }
    Arrays.fill(kind, first, first + layout.rows(), VOID);
    for (int j = 0; j < sparse.columns(); j++)
      for (int e = sparse.columnStart(j); e < sparse.columnStart(j + 1); e++) {
        int row = first + sparse.rowIndex(e);
        kind[row] = kind[row] == VOID ? j : GENERAL;
        entry[row] = e;
      }
  }

  private int mostGeneral() {
    int n = program.variables();
    long most = 3L * n / 4;
    long entries = program.entries() - program.quadratic().size();
    if (anySparseGeneral) {
      if (anyUnknown) most = Math.min(most, 4 * entries / Math.max(1, n));
      else most = Math.min(most, Math.max(SMALL_SCHUR, (long) Math.sqrt(4.0 * entries)));
    }
    return (int) Math.max(FEW, most);
  }

  public ProgramStructure program() {
    return program;
  }

  /// n.
  public int variables() {
    return program.variables();
  }

  /// m.
  public int rows() {
    return rows;
  }

  public boolean isEquality(int row) {
    return equality[row];
  }

  /// Whether a row belongs to a curved cone, so that a single entry in it is no bound.
  public boolean isCurved(int row) {
    return curved[row];
  }

  /// The largest number of general rows with which the separable form is worth it.
  public int mostGeneralRows() {
    return mostGeneral;
  }

  /// Whether the general rows are all sparse and more than [#FEW], so that a sparse factor of the
  /// whole may take less time.
  public boolean isSparse() {
    return isCertain() && generalRows() > FEW;
  }

  /// How many general rows the layouts show.
  public int generalRows() {
    return (int) Arrays.stream(kind).filter(v -> v == GENERAL).count();
  }

  /// How many entries the sparse general rows have.
  public double generalEntries() {
    return Arrays.stream(entriesOfGeneralRows()).asDoubleStream().sum();
  }

  /// How many products of entries the Schur complement is summed from, by the layouts.
  public double products() {
    int[] entries = entriesOfGeneralRows();
    return Arrays.stream(entries).mapToDouble(count -> 0.5 * count * (count + 1.0)).sum();
  }

  /// For each variable.
  private int[] entriesOfGeneralRows() {
    int[] entries = new int[variables()];
    for (int k = 0; k < program.blocks().size(); k++)
      if (program.blocks().get(k).layout() instanceof Layout.Sparse sparse)
        for (int j = 0; j < entries.length; j++)
          for (int e = sparse.columnStart(j); e < sparse.columnStart(j + 1); e++)
            if (kind[firstRow[k] + sparse.rowIndex(e)] == GENERAL) entries[j]++;
    return entries;
  }

  /// Whether the layouts alone say that every program of this structure is separable.
  public boolean isCertain() {
    return !anyUnknown && program.quadratic() instanceof Layout.Sparse;
  }

  int firstRow(int block) {
    return firstRow[block];
  }

  /// The variable that a row bounds, or [#GENERAL], [#VOID] or [#UNKNOWN].
  int kind(int row) {
    return kind[row];
  }

  /// Position of the only entry of a bound row among the values of its block.
  int entry(int row) {
    return entry[row];
  }
}
