package io.ffolayer.internal.presolve;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.internal.scale.Parts;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.solve.Factor;
import io.ffolayer.solve.WarmStart;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
/// Of the matrices P and A that were read last, those of one instance or of all that share them. In
/// the memory of one thread, which is used again for the next.
final class CondensedProgram implements Restoration {
  private static final DenseKernels KERNELS = Kernels.dense();
  private static final double[] NONE = {};

  private final CondensedShape shape;
  private final Definitions definitions;
  private final Parts parts;
  private final int x;
  private final double[] map;
  private final double[] coefficient;
  private final double[] square;

  /// P' and the rows of A that are left; empty where somebody else has them now.
  private double[] quadratic = NONE;

  private double[] rows = NONE;
  private Object origin = new Object();
  private boolean isConnected;

  /// What the forward pass leaves for the backward pass of an instance.
  ///
  /// @param data without the defined variables: P', q', b', and the rows of A where they were kept
  /// @param hasRows whether they were
  /// @param factor of that, if there is one
  record Left(CondensedShape shape, ProgramData data, boolean hasRows, @Nullable Factor factor)
      implements Factor {
    @Override
    public long bytes() {
      long numbers = (long) data.quadratic().size() + data.linear().size() + data.rhs().size();
      for (Batched block : data.rows()) numbers += hasRows ? block.size() : 0;
      return 8 * numbers + (factor == null ? 0 : factor.bytes());
    }
  }

  CondensedProgram(CondensedShape shape) {
    this.shape = shape;
    definitions = shape.definitions();
    parts = new Parts(shape.structure());
    x = shape.variables();
    int count = definitions.variables().length;
    map = new double[count * x];
    coefficient = new double[count];
    square = new double[count];
  }

  /// Reads P and A of an instance. count·x² flops.
  ///
  /// @param fill the part of M that has to be there; the rest is not computed otherwise
  /// @param sums overwritten
  /// @return whether it is
  boolean read(ProgramData data, int instance, double fill, SquareSums sums) {
    readRows(data, instance);
    if (!isFilled(fill)) return false;
    scaleMap();
    double[] p = data.quadratic().values();
    int at = data.quadratic().offset(instance);
    if (quadratic.length == 0) quadratic = new double[x * x];
    else Arrays.fill(quadratic, 0);
    shape.toSquare().run(p, at, square);
    shape.toQuadratic().run(p, at, quadratic);
    shape.toMirrored().run(p, at, quadratic);
    sums.add(x, map, square, quadratic);
    return true;
  }

  /// Reads an instance of which a forward pass left P'.
  void readAgain(ProgramData data, int instance, Left left) {
    readRows(data, instance);
    scaleMap();
    shape.toSquare().run(data.quadratic().values(), data.quadratic().offset(instance), square);
    quadratic = left.data().quadratic().values();
  }

  private void scaleMap() {
    for (int k = 0; k < coefficient.length; k++) KERNELS.scale(x, -1 / coefficient[k], map, k * x);
  }

  private void readRows(ProgramData data, int instance) {
    origin = new Object();
    if (rows.length == 0 && !structure().blocks().isEmpty())
      rows = new double[structure().blocks().getFirst().layout().size()];
    for (int k = 0; k < shape.rows().size(); k++) {
      CondensedShape.RowMoves moves = shape.rows().get(k);
      double[] a = data.rows().get(k).values();
      int at = data.rows().get(k).offset(instance);
      moves.toCoefficient().run(a, at, coefficient);
      moves.toMap().run(a, at, map);
      moves.toRows().run(a, at, rows);
    }
  }

  private boolean isFilled(double fill) {
    double needed = fill * map.length;
    int entries = 0;
    for (int k = 0; k < map.length && entries < needed; k++) if (map[k] != 0) entries++;
    return entries >= needed;
  }

  CondensedShape shape() {
    return shape;
  }

  /// Of what is left: a dense P, and rows that are dense where they are filled.
  ProgramStructure structure() {
    return shape.structure();
  }

  /// What is left of an instance with these matrices, as a batch of one. Its matrices are those of
  /// the next instance, too, unless they are handed over ([#leave]).
  ProgramData at(ProgramData data, int instance) {
    double[] q = data.linear().values(), b = data.rhs().values();
    int qAt = data.linear().offset(instance), bAt = data.rhs().offset(instance);
    double[] force = new double[square.length];
    for (int k = 0; k < force.length; k++) {
      double constant = b[bAt + definitions.rows()[k]] / coefficient[k];
      force[k] = q[qAt + definitions.variables()[k]] + square[k] * constant;
    }
    double[] linear = gather(q, qAt, definitions.kept());
    KERNELS.rowsMultiplyTransposed(force.length, x, 1, map, 0, x, force, 0, 1, linear, 0);
    double[] rhs = gather(b, bAt, definitions.keptRows());
    ProgramData left = with(Batched.shared(linear), Batched.shared(rhs));
    isConnected = parts.find(left, 0) == 1 && everyVariableIsDefinedByOthers();
    return left;
  }

  private ProgramData with(Batched linear, Batched rhs) {
    boolean empty = structure().blocks().isEmpty();
    return new ProgramData(
        structure(),
        1,
        new Batched(quadratic, quadratic.length, 0, origin),
        linear,
        empty ? List.of() : List.of(new Batched(rows, rows.length, 0, origin)),
        rhs);
  }

  /// The same as what the forward pass left, with the rows that were read again.
  ProgramData again(Left left) {
    return left.hasRows() ? left.data() : with(left.data().linear(), left.data().rhs());
  }

  private boolean everyVariableIsDefinedByOthers() {
    for (int k = 0; k < map.length; k += x) {
      int j = k;
      while (j < k + x && map[j] == 0) j++;
      if (j == k + x) return false;
    }
    return true;
  }

  /// P' joins all that a row of M joins, so that the whole is one part if what is left is one.
  @Override
  public boolean isConnected() {
    return isConnected;
  }

  /// Hands over what the backward pass of an instance needs. P' of an instance of its own is not
  /// made use of again, nor are the rows that a factor reads.
  ///
  /// @param left as [#at] gave it
  /// @param factor of it
  Left leave(ProgramData left, @Nullable Factor factor) {
    boolean hasRows = factor != null && factor.over(left, left) == null;
    return new Left(shape, left, hasRows, factor);
  }

  /// Lets go of matrices that somebody else may hold.
  ///
  /// @param withRows also of the rows
  void release(boolean withRows) {
    quadratic = NONE;
    if (withRows) rows = NONE;
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

  @Override
  public WarmStart.Point restored(WarmStart.Point left, ProgramData data, int instance) {
    double[] y = new double[data.structure().variables()];
    double[] s = new double[data.structure().rows()], z = new double[s.length];
    for (int k = 0; k < x; k++) y[definitions.kept()[k]] = left.y()[k];
    for (int k = 0; k < definitions.keptRows().length; k++) {
      s[definitions.keptRows()[k]] = left.s()[k];
      z[definitions.keptRows()[k]] = left.z()[k];
    }
    double[] b = data.rhs().values(), defined = new double[square.length];
    int bAt = data.rhs().offset(instance);
    for (int k = 0; k < defined.length; k++)
      defined[k] = b[bAt + definitions.rows()[k]] / coefficient[k];
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

  @Override
  public double[] restoredProof(double[] left) {
    return shape.restoredProof(left);
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

  /// How much longer a direction of the whole may be than that of what is left, at most.
  double stretch() {
    double sum = 1;
    for (int k = 0; k < square.length; k++) {
      double dual = square[k] / coefficient[k], row = KERNELS.dot(x, map, k * x, map, k * x);
      sum += row * (1 + dual * dual);
    }
    return Math.sqrt(sum);
  }
}
