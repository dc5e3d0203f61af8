package io.ffolayer.internal.kkt.separable;

import io.ffolayer.internal.batch.SharedMatrices;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One instance in separable form, in the memory of one thread:
///
/// ```
/// ½ Σ d_j y_j² + qᵀy,    a_i y_{j(i)} + s_i = b_i (bounds),    G y + s = b (general rows)
/// ```
///
/// What the layouts leave open is read from the numbers: a dense P must be diagonal, and the
/// entries of a dense row are counted up to the second. The scan ends at the first contradiction,
/// so that a general dense program costs next to nothing, and it sees nothing but its own instance.
/// Blocks that the batch shares are looked at once.
public final class SeparableProgram {
  private final SeparableStructure structure;
  private final double[] diagonal;
  private final int[] kind;
  private final double[] value;
  private final int[] general;
  private final int[] place;
  private int generalCount;
  private final int[] voids;
  private int voidCount;
  private final int[] boundStart;
  private final int[] boundRow;
  private final GeneralRows matrix;
  private final SharedMatrices lastQuadratic = SharedMatrices.quadratic();
  private final SharedMatrices lastRows = SharedMatrices.rows();
  private boolean rowsAreSeparable;

  public SeparableProgram(SeparableStructure structure) {
    this.structure = structure;
    diagonal = new double[structure.variables()];
    kind = new int[structure.rows()];
    value = new double[structure.rows()];
    general = new int[structure.mostGeneralRows()];
    place = new int[structure.rows()];
    voids = new int[structure.rows()];
    boundStart = new int[structure.variables() + 2];
    boundRow = new int[structure.rows()];
    matrix = new GeneralRows(structure);
  }

  /// Takes the numbers P and A of an instance.
  ///
  /// @return whether it is separable
  public boolean read(ProgramData data, int instance) {
    return readQuadratic(data, instance) && readAllRows(data, instance);
  }

  /// Lets go of the numbers of the user, which the next [#read] looks at again where they may have
  /// changed: to be called when a batch is over.
  public void release() {
    matrix.release();
  }

  private boolean readQuadratic(ProgramData data, int instance) {
    if (lastQuadratic.holds(data)) return true;
    lastQuadratic.forget();
    Batched p = data.quadratic();
    boolean isDiagonal = true;
    if (data.p().isRowMajor()) isDiagonal = readDense(p.values(), p.offset(instance));
    else data.p().diagonal(instance, diagonal);
    if (isDiagonal) lastQuadratic.remember(data);
    return isDiagonal;
  }

  private boolean readDense(double[] p, int offset) {
    int n = diagonal.length;
    for (int i = 0; i < n; i++) {
      int row = offset + i * n;
      if (nextEntry(p, row + i + 1, row + n) < row + n) return false;
      diagonal[i] = p[row + i];
    }
    return true;
  }

  /// The first place from `at` on that does not hold zero, or `to`.
  private static int nextEntry(double[] values, int at, int to) {
    while (at < to && values[at] == 0) at++;
    return at;
  }

  private boolean readAllRows(ProgramData data, int instance) {
    if (lastRows.holds(data)) {
      if (rowsAreSeparable) matrix.attach(data);
      return rowsAreSeparable;
    }
    lastRows.forget();
    generalCount = 0;
    voidCount = 0;
    matrix.clear();
    rowsAreSeparable = true;
    for (int k = 0; k < data.rows().size() && rowsAreSeparable; k++)
      rowsAreSeparable = readBlock(k, data.rows().get(k), instance);
    if (rowsAreSeparable) {
      matrix.gather(data, instance, place);
      groupBounds();
    }
    lastRows.remember(data);
    return rowsAreSeparable;
  }

  private boolean readBlock(int block, Batched data, int instance) {
    int first = structure.firstRow(block);
    int end = structure.firstRow(block + 1);
    int n = diagonal.length;
    int offset = data.offset(instance);
    double[] a = data.values();
    for (int row = first; row < end; row++) {
      int found = structure.kind(row);
      if (found == SeparableStructure.UNKNOWN) {
        int from = offset + (row - first) * n;
        int at = nextEntry(a, from, from + n);
        if (at == from + n) found = SeparableStructure.VOID;
        else if (nextEntry(a, at + 1, from + n) < from + n) found = SeparableStructure.GENERAL;
        else found = at - from;
        if (found >= 0) value[row] = a[at];
        else if (found == SeparableStructure.GENERAL && !addGeneral(row, block, a, from))
          return false;
      } else if (found == SeparableStructure.GENERAL) {
        if (!addGeneral(row, block, null, 0)) return false;
      } else if (found >= 0) {
        value[row] = a[offset + structure.entry(row)];
        if (value[row] == 0) found = SeparableStructure.VOID;
      }
      kind[row] = found;
      if (found == SeparableStructure.VOID) voids[voidCount++] = row;
    }
    return true;
  }

  private boolean addGeneral(int row, int block, double @Nullable [] dense, int offset) {
    if (generalCount == structure.mostGeneralRows()) return false;
    place[row] = generalCount;
    general[generalCount++] = row;
    if (dense == null) matrix.addSparse();
    else matrix.addDense(block, dense, offset);
    return true;
  }

  /// Sorts the bounds by variable, rows ascending.
  private void groupBounds() {
    Arrays.fill(boundStart, 0);
    for (int v : kind) if (v >= 0) boundStart[v + 2]++;
    for (int j = 2; j < boundStart.length; j++) boundStart[j] += boundStart[j - 1];
    for (int row = 0; row < kind.length; row++)
      if (kind[row] >= 0) boundRow[boundStart[kind[row] + 1]++] = row;
  }

  public SeparableStructure structure() {
    return structure;
  }

  /// n.
  public int variables() {
    return diagonal.length;
  }

  /// d, the diagonal of P, the array itself.
  public double[] diagonal() {
    return diagonal;
  }

  /// Number p of general rows.
  public int generalCount() {
    return generalCount;
  }

  /// The row of the program that is general row g.
  public int generalRow(int g) {
    return general[g];
  }

  /// The number among the general rows of a row of the program that is one.
  public int generalNumber(int row) {
    return place[row];
  }

  /// The variable that a row bounds, or a negative number where it does not.
  public int variable(int row) {
    return kind[row];
  }

  /// Whether a row has no entry that is not zero.
  public boolean isVoid(int row) {
    return kind[row] == SeparableStructure.VOID;
  }

  /// Number of rows without an entry that is not zero.
  int voidCount() {
    return voidCount;
  }

  /// The row of the program that is void row v.
  int voidRow(int v) {
    return voids[v];
  }

  /// The entry of a row that is a bound.
  public double value(int row) {
    return value[row];
  }

  /// The bounds on variable j are the rows boundRow(k) for boundStart(j) ≤ k < boundStart(j + 1).
  public int boundStart(int j) {
    return boundStart[j];
  }

  public int boundRow(int k) {
    return boundRow[k];
  }

  /// out ← G x.
  public void multiply(double[] x, int xAt, double[] out) {
    matrix.multiply(x, xAt, out, 0);
  }

  /// out ← Gᵀ v.
  public void multiplyTransposed(double[] v, double[] out) {
    matrix.multiplyTransposed(v, 0, out, 0);
  }

  /// out_g ← Σ_j θ_j G_gj².
  public void weightedSquares(double[] theta, double[] out) {
    matrix.weightedSquares(theta, out);
  }

  /// S ← G_K diag(θ) G_Kᵀ for the general rows K, ascending; null for all.
  public void schur(int @Nullable [] kept, int keptCount, double[] theta, SchurComplement s) {
    matrix.schur(kept, keptCount, theta, s);
  }

  GeneralRows rowsForLater() {
    return matrix.snapshot();
  }

  /// The general rows as they are, whatever becomes of the data.
  GeneralRows ownRowsForLater() {
    return matrix.copy();
  }
}
