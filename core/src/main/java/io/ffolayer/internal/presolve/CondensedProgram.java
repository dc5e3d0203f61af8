package io.ffolayer.internal.presolve;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.Auxiliaries;
import io.ffolayer.program.Cone;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Reduction;
import io.ffolayer.solve.WarmStart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// A program without the variables that equalities define. With t = M x + c, c = b/a, D the part of
/// P on t and x the other variables it is
///
/// ```
/// P' = P_xx + Mᵀ D M,     q' = q_x + Mᵀ (q_t + D c),     the rows of A without t
/// ```
///
/// and back t = M x + c, z = −(D t + q_t)/a in the rows that define. Exact but for rounding; MᵀDM
/// has the square of the conditioning of M, so that what comes back has to be measured.
///
/// In the memory of one thread.
final class CondensedProgram implements Restoration {
  private static final DenseKernels KERNELS = Kernels.dense();

  /// Rows with this part of their entries are dense: P is.
  private static final double DENSE = 0.25;

  private final Definitions definitions;
  private final ProgramStructure structure;
  private final int[] placeOfVariable;
  private final int[] placeOfRow;
  private final int x;
  private final double[] map;
  private final double[] coefficient;
  private final double[] square;
  private final double[] quadratic;
  private final double[] rows;
  private final double[] constant;
  private final double[] defined;
  private Object origin = new Object();

  CondensedProgram(ProgramStructure whole, Definitions definitions) {
    this.definitions = definitions;
    x = definitions.kept().length;
    int count = definitions.variables().length;
    placeOfVariable = places(whole.variables(), definitions.kept(), definitions.variables());
    placeOfRow = places(whole.rows(), definitions.keptRows(), definitions.rows());
    structure = structure(whole);
    map = new double[count * x];
    coefficient = new double[count];
    square = new double[count];
    quadratic = new double[x * x];
    rows = new double[structure.blocks().isEmpty() ? 0 : layout().size()];
    constant = new double[count];
    defined = new double[count];
  }

  /// k for what is kept as number k, −1 − k for definition number k.
  private static int[] places(int size, int[] kept, int[] defined) {
    int[] places = new int[size];
    for (int k = 0; k < kept.length; k++) places[kept[k]] = k;
    for (int k = 0; k < defined.length; k++) places[defined[k]] = -1 - k;
    return places;
  }

  private ProgramStructure structure(ProgramStructure whole) {
    Layout p = new Layout.Dense(x, x);
    int m = definitions.keptRows().length;
    if (m == 0) return new ProgramStructure(p, List.of(), auxiliaries(whole));
    Layout.Sparse pattern = pattern(whole, m);
    boolean dense = pattern.size() >= DENSE * m * x;
    Layout a = dense ? new Layout.Dense(m, x) : pattern;
    return new ProgramStructure(p, List.of(new RowBlock(cone(whole), a)), auxiliaries(whole));
  }

  private Auxiliaries auxiliaries(ProgramStructure whole) {
    BitSet variables = new BitSet(), helping = new BitSet();
    for (int k = 0; k < x; k++)
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
      for (int column = 0; column < x; column++) {
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
    return Layout.Sparse.ofEntries(m, x, i, j);
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

  private Layout layout() {
    return structure.blocks().getFirst().layout();
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

  /// Reads P and A of an instance. count·x² flops.
  ///
  /// @param fill the part of M that has to be there; the rest is not computed otherwise
  /// @return whether it is
  boolean load(ProgramData data, int instance, double fill) {
    origin = new Object();
    Arrays.fill(map, 0.0);
    Arrays.fill(rows, 0.0);
    Arrays.fill(quadratic, 0.0);
    loadRows(data, instance);
    long entries = Arrays.stream(map).filter(entry -> entry != 0).count();
    if (entries < fill * map.length) return false;
    for (int k = 0; k < coefficient.length; k++) KERNELS.scale(x, -1 / coefficient[k], map, k * x);
    loadQuadratic(data, instance);
    addSquares();
    return true;
  }

  private void loadRows(ProgramData data, int instance) {
    int[] t = definitions.variables();
    data.a()
        .forEach(
            instance,
            (i, j, value) -> {
              int row = placeOfRow[i], column = placeOfVariable[j];
              if (row < 0 && j == t[-1 - row]) coefficient[-1 - row] = value;
              else if (row < 0 && column >= 0) map[(-1 - row) * x + column] = value;
              else if (row >= 0 && column >= 0) rows[position(row, column)] = value;
            });
  }

  private void loadQuadratic(ProgramData data, int instance) {
    boolean full = data.structure().quadratic() instanceof Layout.Dense;
    data.p()
        .forEach(
            instance,
            (i, j, value) -> {
              int row = placeOfVariable[i], column = placeOfVariable[j];
              if (row < 0 && i == j) square[-1 - row] = value;
              else if (row >= 0 && column >= 0) {
                quadratic[row * x + column] = value;
                if (!full) quadratic[column * x + row] = value;
              }
            });
  }

  private int position(int row, int column) {
    return layout() instanceof Layout.Sparse sparse
        ? sparse.position(row, column)
        : row * x + column;
  }

  /// quadratic += Mᵀ D M.
  private void addSquares() {
    int count = square.length,
        padded = DenseKernels.padded(x),
        stride = 8 * Math.max(padded, count);
    double[] roots = new double[count];
    for (int k = 0; k < count; k++) roots[k] = Math.sqrt(square[k]);
    double[] factor = new double[padded / 8 * stride], product = new double[factor.length];
    KERNELS.packTransposed(x, count, map, 0, x, factor, 0, stride);
    KERNELS.scaleColumns(x, count, factor, 0, stride, roots, 0, factor, 0, stride);
    double[] tile = new double[DenseKernels.TILE];
    KERNELS.syrkLower(
        x, count, 1, factor, 0, stride, factor, 0, stride, product, 0, product, 0, stride, tile);
    for (int i = 0; i < x; i++)
      for (int j = 0; j <= i; j++) {
        double sum = quadratic[i * x + j] + product[DenseKernels.at(0, stride, i, j)];
        quadratic[i * x + j] = quadratic[j * x + i] = sum;
      }
  }

  /// What is left of an instance whose matrices were loaded, as a batch of one.
  ProgramData at(ProgramData data, int instance) {
    double[] q = data.linear().values(), b = data.rhs().values();
    int qAt = data.linear().offset(instance), bAt = data.rhs().offset(instance);
    double[] force = new double[square.length];
    for (int k = 0; k < force.length; k++) {
      constant[k] = b[bAt + definitions.rows()[k]] / coefficient[k];
      force[k] = q[qAt + definitions.variables()[k]] + square[k] * constant[k];
    }
    double[] linear = gather(q, qAt, definitions.kept());
    KERNELS.rowsMultiplyTransposed(force.length, x, 1, map, 0, x, force, 0, 1, linear, 0);
    boolean empty = structure.blocks().isEmpty();
    return new ProgramData(
        structure,
        1,
        new Batched(quadratic, quadratic.length, 0, origin),
        Batched.shared(linear),
        empty ? List.of() : List.of(new Batched(rows, rows.length, 0, origin)),
        Batched.shared(gather(b, bAt, definitions.keptRows())));
  }

  private static double[] gather(double[] from, int at, int[] places) {
    double[] gathered = new double[places.length];
    for (int k = 0; k < places.length; k++) gathered[k] = from[at + places[k]];
    return gathered;
  }

  /// A guess for the whole as one for what is left.
  WarmStart.Point reduced(WarmStart.Point whole) {
    return new WarmStart.Point(
        gather(whole.y(), 0, definitions.kept()),
        gather(whole.s(), 0, definitions.keptRows()),
        gather(whole.z(), 0, definitions.keptRows()));
  }

  /// A point of what is left, of the instance that [#at] was asked for last, as one of the whole.
  @Override
  public WarmStart.Point restored(WarmStart.Point left, ProgramData data, int instance) {
    double[] y = new double[placeOfVariable.length];
    double[] s = new double[placeOfRow.length], z = new double[placeOfRow.length];
    for (int k = 0; k < x; k++) y[definitions.kept()[k]] = left.y()[k];
    for (int k = 0; k < definitions.keptRows().length; k++) {
      s[definitions.keptRows()[k]] = left.s()[k];
      z[definitions.keptRows()[k]] = left.z()[k];
    }
    System.arraycopy(constant, 0, defined, 0, defined.length);
    KERNELS.rowsMultiply(defined.length, x, 1, map, 0, x, left.y(), 0, 1, defined, 0);
    double[] q = data.linear().values();
    int qAt = data.linear().offset(instance);
    for (int k = 0; k < defined.length; k++) {
      int t = definitions.variables()[k];
      y[t] = defined[k];
      z[definitions.rows()[k]] = -(square[k] * defined[k] + q[qAt + t]) / coefficient[k];
    }
    return new WarmStart.Point(y, s, z);
  }

  /// z that proves what is left infeasible, as a proof of the whole.
  @Override
  public double[] restoredProof(double[] left) {
    double[] z = new double[placeOfRow.length];
    for (int k = 0; k < left.length; k++) z[definitions.keptRows()[k]] = left[k];
    return z;
  }

  /// A right-hand side (u, v) of the whole as one of what is left.
  void reduce(PrimalDual whole, int at, PrimalDual left) {
    int[] t = definitions.variables(), r = definitions.rows();
    double[] force = new double[t.length];
    for (int k = 0; k < force.length; k++) {
      double shift = whole.z()[whole.zAt(at) + r[k]] / coefficient[k];
      force[k] = whole.y()[whole.yAt(at) + t[k]] - square[k] * shift;
    }
    double[] u = gather(whole.y(), whole.yAt(at), definitions.kept());
    KERNELS.rowsMultiplyTransposed(force.length, x, 1, map, 0, x, force, 0, 1, u, 0);
    System.arraycopy(u, 0, left.y(), 0, x);
    double[] v = gather(whole.z(), whole.zAt(at), definitions.keptRows());
    System.arraycopy(v, 0, left.z(), 0, v.length);
  }

  /// A direction of what is left as one of the whole.
  ///
  /// @param rightHandSides of the whole, at position `at`
  void restore(PrimalDual left, PrimalDual rightHandSides, int at, PrimalDual whole, int wholeAt) {
    int[] t = definitions.variables(), r = definitions.rows();
    int yAt = whole.yAt(wholeAt), zAt = whole.zAt(wholeAt);
    for (int k = 0; k < x; k++) whole.y()[yAt + definitions.kept()[k]] = left.y()[k];
    for (int k = 0; k < definitions.keptRows().length; k++)
      whole.z()[zAt + definitions.keptRows()[k]] = left.z()[k];
    double[] moved = new double[t.length];
    KERNELS.rowsMultiply(moved.length, x, 1, map, 0, x, left.y(), 0, 0, moved, 0);
    for (int k = 0; k < t.length; k++) {
      double dt = moved[k] - rightHandSides.z()[rightHandSides.zAt(at) + r[k]] / coefficient[k];
      double u = rightHandSides.y()[rightHandSides.yAt(at) + t[k]];
      whole.y()[yAt + t[k]] = dt;
      whole.z()[zAt + r[k]] = -(square[k] * dt + u) / coefficient[k];
    }
  }

  /// Which rows of the whole are active: those that define are.
  boolean[] restoredActive(boolean[] left) {
    boolean[] active = new boolean[placeOfRow.length];
    for (int i = 0; i < active.length; i++) active[i] = placeOfRow[i] < 0 || left[placeOfRow[i]];
    return active;
  }

  /// How much longer a direction of the whole may be than that of what is left, at most.
  double stretch() {
    double sum = 1;
    for (int k = 0; k < square.length; k++) {
      double dual = square[k] / coefficient[k], row = 0;
      for (int j = k * x; j < (k + 1) * x; j++) row += map[j] * map[j];
      sum += row * (1 + dual * dual);
    }
    return Math.sqrt(sum);
  }
}
