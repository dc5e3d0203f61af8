package io.ffolayer.internal.kkt;

import io.ffolayer.internal.batch.SharedMatrices;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import java.util.Arrays;
import java.util.List;

/// One instance in units in which the numbers 1, 1e-8 and 1e-13 mean something, and the way back.
///
/// ```
/// P̂ = f c D P D,   q̂ = c D q,   Â = E A D,   b̂ = E b / f            ŷ = D⁻¹ y / f,   ŝ = E s / f,   ẑ = c E⁻¹ z
/// ```
///
/// D and E, diagonal, make the largest entry of every row and column of [P Aᵀ; A 0] about 1
/// ([RuizScaling]); f is the size of b and c that of the objective, so that a unit start and
/// absolute floors are free of scale.
///
/// Rows with b = +∞ are absent: here they become 0ᵀŷ + ŝ = 1, a row that binds nothing, so that no
/// loop needs an exception.
///
/// The memory of one thread; allocates nothing after construction, but for a memory of matrices
/// that a batch shares.
public final class Equilibration {
  private final RuizScaling factors;
  private final double[] column;
  private final double[] row;
  private final double[] columnNorm;
  private final double[] length;
  private final boolean[] absent;
  private final double[] quadratic;
  private final double[] linear;
  private final double[] rhs;
  private final ProgramData scaled;
  private final SharedMatrices last = SharedMatrices.both();
  private double solutionScale = 1;
  private double objectiveScale = 1;
  private double naturalScale = 1;

  public Equilibration(ProgramStructure structure) {
    int variables = structure.variables(), rows = structure.rows();
    factors = new RuizScaling(structure);
    column = factors.column;
    row = factors.row;
    columnNorm = new double[variables];
    length = new double[rows];
    absent = new boolean[rows];
    quadratic = new double[structure.quadratic().size()];
    linear = new double[variables];
    rhs = new double[rows];
    List<Batched> scaledRows =
        structure.blocks().stream()
            .map(block -> changing(new double[block.layout().size()]))
            .toList();
    scaled =
        new ProgramData(
            structure, 1, changing(quadratic), changing(linear), scaledRows, changing(rhs));
  }

  /// Not a shared slot: the values change from instance to instance, and nothing computed from them
  /// may be kept.
  private static Batched changing(double[] values) {
    return Batched.each(values, values.length);
  }

  /// Scales one instance.
  ///
  /// @return false if the numbers span so many orders of magnitude that the scaled ones are not
  ///   finite
  public boolean apply(ProgramData data, int instance) {
    boolean sameMatrices = last.holds(data);
    boolean sameRows = markAbsentRows(data, instance);
    if (!sameMatrices || !sameRows) {
      factors.balance(data, instance, absent, false);
      scaleRows(data, instance);
      if (!sameMatrices) last.remember(data);
    }
    return scaleRest(data, instance);
  }

  /// The same with other factors, that begin with those of the columns: for an instance that was
  /// not solved with the usual ones.
  public boolean applyColumnsFirst(ProgramData data, int instance) {
    last.forget();
    markAbsentRows(data, instance);
    factors.balance(data, instance, absent, true);
    scaleRows(data, instance);
    return scaleRest(data, instance);
  }

  private boolean scaleRest(ProgramData data, int instance) {
    scaleQuadratic(data, instance);
    scaleVectors(data, instance);
    return Double.isFinite(solutionScale * objectiveScale)
        && solutionScale * objectiveScale > 0
        && isFinite(scaled);
  }

  private static boolean isFinite(ProgramData data) {
    boolean finite = isFinite(data.quadratic()) && isFinite(data.linear()) && isFinite(data.rhs());
    for (Batched block : data.rows()) finite &= isFinite(block);
    return finite;
  }

  /// A plain loop: once an instance, a vector kernel would stay uncompiled for long, and allocate.
  private static boolean isFinite(Batched slot) {
    double sum = 0;
    for (double value : slot.values()) sum += 0 * value;
    return sum == 0;
  }

  /// Whether the absent rows are those of the last call.
  private boolean markAbsentRows(ProgramData data, int instance) {
    double[] b = data.rhs().values();
    int at = data.rhs().offset(instance);
    boolean same = true;
    for (int i = 0; i < row.length; i++) {
      boolean now = b[at + i] == Double.POSITIVE_INFINITY;
      same &= now == absent[i];
      absent[i] = now;
    }
    return same;
  }

  private void scaleRows(ProgramData data, int instance) {
    Arrays.fill(length, 0);
    data.a().scaleInto(instance, row, 0, column, scaled.a());
    scaled.a().addSquaredRowNorms(0, length, 0);
    for (int i = 0; i < row.length; i++) {
      length[i] = Math.sqrt(length[i]);
      if (absent[i]) row[i] = 1;
    }
  }

  /// D P D, its size, and with it f and c.
  private void scaleQuadratic(ProgramData data, int instance) {
    data.p().scaleInto(instance, column, 0, column, scaled.p());
    Arrays.fill(columnNorm, 0);
    scaled.p().raiseSymmetricNorms(0, null, columnNorm);
    double sum = 0, largest = 0;
    for (int j = 0; j < column.length; j++) {
      sum += columnNorm[j];
      largest = Math.max(largest, columnNorm[j]);
    }
    double largestQ = largestScaled(data.linear(), instance, column);
    double largestB = largestScaled(data.rhs(), instance, row);
    naturalScale = largest > 0 && largestQ > 0 ? largestQ / largest : 1;
    solutionScale = largestB > 0 ? largestB : naturalScale;
    double size =
        Math.max(largestQ, column.length == 0 ? 0 : solutionScale * (sum / column.length));
    objectiveScale = size > 0 ? 1 / size : 1;
    double factor = solutionScale * objectiveScale;
    for (int k = 0; k < quadratic.length; k++) quadratic[k] *= factor;
  }

  private static double largestScaled(Batched slot, int instance, double[] scale) {
    double largest = 0;
    int at = slot.offset(instance);
    double[] values = slot.values();
    for (int i = 0; i < scale.length; i++) {
      double size = Math.abs(scale[i] * values[at + i]);
      if (size < Double.POSITIVE_INFINITY) largest = Math.max(largest, size);
    }
    return largest;
  }

  private void scaleVectors(ProgramData data, int instance) {
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    for (int j = 0; j < column.length; j++) linear[j] = objectiveScale * (column[j] * q[qAt + j]);
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    for (int i = 0; i < row.length; i++)
      rhs[i] = absent[i] ? 1 : row[i] * b[bAt + i] / solutionScale;
  }

  /// The instance of the last [#apply], in these units: a batch of one. Its arrays are overwritten
  /// by the next call.
  public ProgramData scaled() {
    return scaled;
  }

  /// D, the array itself: read only.
  public double[] column() {
    return column;
  }

  /// E, the array itself: read only.
  public double[] row() {
    return row;
  }

  /// The rows with b = +∞, the array itself: read only.
  public boolean[] absent() {
    return absent;
  }

  /// ‖â_i‖₂ of every scaled row, the array itself: read only.
  public double[] rowLength() {
    return length;
  }

  /// How large the solution would be without constraints, in the unit f: below it a ray of the
  /// objective cannot be told from a valley.
  public double unconstrainedSize() {
    return naturalScale / solutionScale;
  }

  /// f: a solution ŷ = 1 is y = f D.
  public double solutionScale() {
    return solutionScale;
  }

  /// c: a dual ẑ = 1 is z = E / c.
  public double objectiveScale() {
    return objectiveScale;
  }
}
