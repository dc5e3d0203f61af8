package io.ffolayer.internal.kkt;

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
/// D and E, diagonal, make the largest entry of every row and column of [P Aᵀ; A 0] about 1 (Ruiz,
/// *A scaling algorithm to equilibrate both rows and columns norms in matrices*, 2001); f is the
/// size of b and c that of the objective, so that a unit start and absolute floors are free of
/// scale. The factor of a row or column that is all zero is 1. The rows of a curved cone have one
/// factor, by the largest of their entries: another would leave the cone.
///
/// Rows with b = +∞ are absent: here they become 0ᵀŷ + ŝ = 1, a row that binds nothing, so that no
/// loop needs an exception.
///
/// The memory of one thread; allocates nothing after construction.
public final class Equilibration {
  private static final int MOST_SWEEPS = 10;
  private static final double CLOSE = 0.05;
  private static final double SMALLEST = 1e-6;
  private static final double LARGEST = 1e6;

  private final int variables;
  private final int rows;
  private final Range[] curved;
  private final double[] column;
  private final double[] row;
  private final double[] columnNorm;
  private final double[] rowNorm;
  private final double[] length;
  private final boolean[] absent;
  private final double[] quadratic;
  private final double[] linear;
  private final double[] rhs;
  private final ProgramData scaled;
  private final Object[] origins;
  private double solutionScale = 1;
  private double objectiveScale = 1;
  private double naturalScale = 1;

  /// The rows of one cone.
  private record Range(int from, int to) {}

  public Equilibration(ProgramStructure structure) {
    variables = structure.variables();
    rows = structure.rows();
    curved =
        structure.cones().stream()
            .filter(part -> !part.cone().isPolyhedral())
            .map(part -> new Range(part.first(), part.end()))
            .toArray(Range[]::new);
    column = new double[variables];
    row = new double[rows];
    columnNorm = new double[variables];
    rowNorm = new double[rows];
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
    origins = new Object[structure.blocks().size() + 1];
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
    boolean sameMatrices = rememberMatrices(data);
    boolean sameRows = markAbsentRows(data, instance);
    if (!sameMatrices || !sameRows) {
      balance(data, instance);
      scaleRows(data, instance);
    }
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

  /// Whether P and A are shared by the batch and are those of the last call.
  private boolean rememberMatrices(ProgramData data) {
    boolean same = remember(0, data.quadratic());
    for (int k = 0; k + 1 < origins.length; k++) same &= remember(k + 1, data.rows().get(k));
    return same;
  }

  @SuppressWarnings("ReferenceEquality") // an origin is known by its identity
  private boolean remember(int slot, Batched values) {
    Object last = origins[slot];
    origins[slot] = values.isShared() ? values.origin() : origins;
    return values.isShared() && last == values.origin();
  }

  /// Whether the absent rows are those of the last call.
  private boolean markAbsentRows(ProgramData data, int instance) {
    double[] b = data.rhs().values();
    int at = data.rhs().offset(instance);
    boolean same = true;
    for (int i = 0; i < rows; i++) {
      boolean now = b[at + i] == Double.POSITIVE_INFINITY;
      same &= now == absent[i];
      absent[i] = now;
    }
    return same;
  }

  /// Finds D and E. A row that is absent has the factor 0 and no influence.
  private void balance(ProgramData data, int instance) {
    Arrays.fill(column, 1);
    for (int i = 0; i < rows; i++) row[i] = absent[i] ? 0 : 1;
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      Arrays.fill(columnNorm, 0);
      Arrays.fill(rowNorm, 0);
      data.p().raiseSymmetricNorms(instance, column, columnNorm);
      data.a().raiseScaledNorms(instance, row, 0, column, rowNorm, columnNorm);
      for (Range cone : curved) raiseToLargest(rowNorm, cone.from, cone.to);
      double change = Math.max(divideByRoot(column, columnNorm), divideByRoot(row, rowNorm));
      if (change < CLOSE) break;
    }
  }

  private static void raiseToLargest(double[] norm, int from, int to) {
    double largest = 0;
    for (int i = from; i < to; i++) largest = Math.max(largest, norm[i]);
    Arrays.fill(norm, from, to, largest);
  }

  /// @param norm the largest entry of each column or row, before its own factor
  /// @return the largest relative change of a factor
  private static double divideByRoot(double[] scale, double[] norm) {
    double change = 0;
    for (int i = 0; i < scale.length; i++) {
      double old = scale[i];
      double size = old * norm[i];
      if (!(size > 0)) continue;
      double factor = 1 / Math.sqrt(size), now = old * factor;
      if (!(now >= SMALLEST && now <= LARGEST)) {
        now = Math.clamp(now, SMALLEST, LARGEST);
        factor = now / old;
      }
      scale[i] = now;
      double changed = Math.abs(factor - 1);
      if (!(changed <= change)) change = changed;
    }
    return change;
  }

  private void scaleRows(ProgramData data, int instance) {
    Arrays.fill(length, 0);
    data.a().scaleInto(instance, row, 0, column, scaled.a());
    scaled.a().addSquaredRowNorms(0, length, 0);
    for (int i = 0; i < rows; i++) {
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
    for (int j = 0; j < variables; j++) {
      sum += columnNorm[j];
      largest = Math.max(largest, columnNorm[j]);
    }
    double largestQ = largestScaled(data.linear(), instance, column);
    double largestB = largestScaled(data.rhs(), instance, row);
    naturalScale = largest > 0 && largestQ > 0 ? largestQ / largest : 1;
    solutionScale = largestB > 0 ? largestB : naturalScale;
    double size = Math.max(largestQ, variables == 0 ? 0 : solutionScale * (sum / variables));
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
    for (int j = 0; j < variables; j++) linear[j] = objectiveScale * (column[j] * q[qAt + j]);
    double[] b = data.rhs().values();
    int bAt = data.rhs().offset(instance);
    for (int i = 0; i < rows; i++) rhs[i] = absent[i] ? 1 : row[i] * b[bAt + i] / solutionScale;
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
