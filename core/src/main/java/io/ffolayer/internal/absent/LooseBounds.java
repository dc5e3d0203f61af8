package io.ffolayer.internal.absent;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Solves without the bounds that seem to stand for none – y ≤ 1e20 beside rows of size 1 –, which
/// would make the steps of an interior point as long, and looks afterwards whether they hold: then
/// s = b − Ay and z = 0 are those of the whole program, exactly. Otherwise, and where the program
/// without them is unbounded, the whole is solved, from what was found: a bound of 1e9 on a y of
/// 1e9 binds.
///
/// A bound seems to stand for none where b_i/‖a_i‖ is 1e5 times larger than that of every other
/// row, and than the distances that the objective alone suggests.
public final class LooseBounds implements Solver.Worker {
  private static final double GAP = 1e5;

  /// The part of a bound that has to be left for it not to bind.
  private static final double LEFT = 1e-3;

  private final boolean[] inequality;
  private final Solver.Worker worker;

  private LooseBounds(boolean[] inequality, Solver.Worker worker) {
    this.inequality = inequality;
    this.worker = worker;
  }

  /// The workers themselves where there are no inequalities.
  public static Supplier<Solver.Worker> of(
      ProgramStructure structure, Supplier<Solver.Worker> workers) {
    boolean[] inequality = new boolean[structure.rows()];
    boolean any = false;
    for (ProgramStructure.ConeRows part : structure.cones())
      if (part.cone() instanceof NonnegativeCone) {
        Arrays.fill(inequality, part.first(), part.end(), true);
        any |= part.end() > part.first();
      }
    return any ? () -> new LooseBounds(inequality, workers.get()) : workers;
  }

  @Override
  public void solve(
      ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
    int run = from;
    for (int i = from; i < to; i++) {
      BitSet loose = loose(data, i);
      if (loose == null) continue;
      if (run < i) worker.solve(data, run, i, guess, watch, solution);
      solve(loose, data, i, guess, watch, solution);
      run = i + 1;
    }
    if (run < to) worker.solve(data, run, to, guess, watch, solution);
  }

  private void solve(
      BitSet loose, ProgramData data, int i, WarmStart guess, Watch watch, Solution solution) {
    worker.solve(without(loose, data, i), i, i + 1, guess, watch, solution);
    Status status = solution.status(i);
    boolean mayBind = status == Status.UNBOUNDED || status == Status.ITERATION_LIMIT;
    if (mayBind) {
      worker.solve(data, i, i + 1, guess, watch, solution);
    } else if (status == Status.SOLVED && !holds(loose, data, i, solution)) {
      WarmStart.Point found = found(data, i, solution);
      worker.solve(data, i, i + 1, instance -> found, watch, solution);
    } else if (status == Status.INFEASIBLE)
      for (int row : loose.stream().toArray()) solution.s()[i * solution.rows() + row] = 0;
  }

  /// The solution without the bounds, with the slacks that the bounds have there.
  private static WarmStart.Point found(ProgramData data, int i, Solution solution) {
    WarmStart.Point point = solution.point(i);
    double[] s = point.s(), product = new double[s.length];
    data.a().add(i, point.y(), 0, product, 0);
    int at = data.rhs().offset(i);
    for (int k = 0; k < s.length; k++)
      if (s[k] == Double.POSITIVE_INFINITY) s[k] = data.rhs().values()[at + k] - product[k];
    return point;
  }

  /// The bounds of an instance that seem to stand for none, or null.
  private @Nullable BitSet loose(ProgramData data, int i) {
    double[] b = data.rhs().values();
    int at = data.rhs().offset(i);
    double largest = 0, least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < inequality.length; k++) {
      double size = Math.abs(b[at + k]);
      if (size == Double.POSITIVE_INFINITY) continue;
      largest = Math.max(largest, size);
      if (size > 0) least = Math.min(least, size);
    }
    double natural = natural(data, i);
    if (!(largest >= GAP * Math.min(least, natural > 0 ? natural : least))) return null;
    double[] norm = new double[inequality.length];
    data.a().raiseRowNorms(i, norm, 0);
    double limit = limit(b, at, norm, natural);
    BitSet loose = new BitSet();
    for (int k = 0; k < norm.length; k++)
      if (inequality[k] && b[at + k] < Double.POSITIVE_INFINITY && b[at + k] / norm[k] > limit)
        loose.set(k);
    return loose.isEmpty() ? null : loose;
  }

  /// ‖q‖∞ over the largest entry of P: the distance that the objective alone suggests; 0 without.
  private static double natural(ProgramData data, int i) {
    double curvature = data.p().largestSemidefinite(i), force = 0;
    int at = data.linear().offset(i);
    for (int j = 0; j < data.linear().size(); j++)
      force = Math.max(force, Math.abs(data.linear().values()[at + j]));
    return curvature > 0 ? force / curvature : 0;
  }

  /// What lies below the lowest gap in the sizes of the rows; +∞ where there is none.
  private static double limit(double[] b, int at, double[] norm, double natural) {
    double[] sizes = new double[norm.length + 1];
    int count = 0;
    for (int k = 0; k < norm.length; k++) {
      double size = Math.abs(b[at + k]) / norm[k];
      if (size > 0 && size < Double.POSITIVE_INFINITY) sizes[count++] = size;
    }
    if (natural > 0) sizes[count++] = natural;
    Arrays.sort(sizes, 0, count);
    for (int k = 0; k + 1 < count; k++)
      if (sizes[k + 1] >= GAP * sizes[k] && sizes[k] >= natural) return GAP / 2 * sizes[k];
    return Double.POSITIVE_INFINITY;
  }

  private static ProgramData without(BitSet loose, ProgramData data, int i) {
    Batched b = data.rhs();
    double[] rhs = b.values().clone();
    loose.stream().forEach(k -> rhs[b.offset(i) + k] = Double.POSITIVE_INFINITY);
    return new ProgramData(
        data.structure(),
        data.batch(),
        data.quadratic(),
        data.linear(),
        data.rows(),
        new Batched(rhs, b.size(), b.stride(), rhs));
  }

  /// Whether the bounds hold by far; sets their slacks.
  private static boolean holds(BitSet loose, ProgramData data, int i, Solution solution) {
    int n = solution.variables(), m = solution.rows();
    double[] product = new double[m];
    data.a().add(i, solution.y(), i * n, product, 0);
    int at = data.rhs().offset(i);
    for (int k = loose.nextSetBit(0); k >= 0; k = loose.nextSetBit(k + 1)) {
      double right = data.rhs().values()[at + k];
      double slack = right - product[k];
      if (!(slack >= LEFT * right)) return false;
      solution.s()[i * m + k] = slack;
      solution.z()[i * m + k] = 0;
    }
    return true;
  }

  @Override
  public void release() {
    worker.release();
  }
}
