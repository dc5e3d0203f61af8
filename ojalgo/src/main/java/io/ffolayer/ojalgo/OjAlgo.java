package io.ffolayer.ojalgo;

import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.external.ExternalAnswer;
import io.ffolayer.solve.external.ExternalAnswer.Claim;
import io.ffolayer.solve.external.ExternalProgram;
import io.ffolayer.solve.external.ExternalSolver;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ojalgo.matrix.store.R064Store;
import org.ojalgo.matrix.store.RawStore;
import org.ojalgo.optimisation.GenericSolver;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Optimisation.State;
import org.ojalgo.optimisation.convex.ConvexSolver;
import org.ojalgo.optimisation.linear.LinearSolver;
import org.ojalgo.structure.Access1D;

/// ojAlgo ([ojalgo.org](https://www.ojalgo.org)): linear programs by its simplex method, convex
/// quadratic ones by its active-set method, in pure Java.
///
/// Matrices are dense there: memory and time grow with n·m. Cones other than the zero and the
/// nonnegative one are refused. An answer is SOLVED only where its residuals are within the
/// tolerance, and infeasible or unbounded only with a proof ([ExternalSolver]).
///
/// A time limit is ojAlgo's own `time_abort`, in milliseconds; a solve may overrun it. ojAlgo asks
/// nobody while it works: an interruption is seen before and after it. It takes no guess, and tells
/// no number of iterations: 0 in reports stands for unknown.
///
/// @param tolerance bound on the relative primal, dual and gap residual of a solved instance, in
///   [1e-12, 1e-2]; default 1e-9
public record OjAlgo(double tolerance) implements ExternalSolver {
  public OjAlgo {
    if (!(tolerance >= 1e-12 && tolerance <= 1e-2))
      throw new IllegalArgumentException("tolerance must be in [1e-12, 1e-2], got " + tolerance);
  }

  public OjAlgo() {
    this(1e-9);
  }

  public OjAlgo withTolerance(double bound) {
    return new OjAlgo(bound);
  }

  @Override
  public ExternalAnswer solve(
      ExternalProgram program, WarmStart.@Nullable Point guess, Watch watch) {
    Rows rows = Rows.of(program);
    Optimisation.Options options = new Optimisation.Options();
    // Its methods may cycle, without an end of their own.
    options.iterations_abort = 1000 + 10 * (program.variables() + program.rowCount());
    double left = watch.secondsLeft();
    if (left < Long.MAX_VALUE * 1e-3) options.time_abort = (long) Math.max(1, 1e3 * left);
    try {
      Optimisation.Result result = rows.builder(program).build(options).solve();
      return answer(program, rows, result);
    } catch (RuntimeException e) {
      return ExternalAnswer.without(Claim.NONE, 0, "it throws " + e);
    }
  }

  private static ExternalAnswer answer(
      ExternalProgram program, Rows rows, Optimisation.Result result) {
    State state = result.getState();
    Access1D<?> duals = result.getDualSolution().map(Supplier::get).orElse(null);
    if (state == State.INFEASIBLE)
      return ExternalAnswer.without(Claim.INFEASIBLE, 0, state.toString());
    if (state == State.UNBOUNDED)
      return ExternalAnswer.without(Claim.UNBOUNDED, 0, state.toString());
    if (!state.isApproximate() || (duals == null && rows.order.length > 0))
      return ExternalAnswer.without(Claim.NONE, 0, state.toString());
    double[] y = new double[program.variables()], z = new double[program.rowCount()];
    Arrays.setAll(y, result::doubleValue);
    for (int k = 0; k < rows.order.length; k++)
      z[rows.order[k]] = duals == null ? 0 : duals.doubleValue(k);
    return ExternalAnswer.optimal(y, z, 0, state.toString());
  }

  /// The rows in the order in which ojAlgo gives multipliers: equalities come first in a quadratic
  /// program, last in a linear one. Absent rows are left out, and rows of zeros, which say nothing
  /// or that nothing fits.
  private record Rows(int[] equalities, int[] inequalities, int[] order) {
    static Rows of(ExternalProgram program) {
      int m = program.rowCount();
      int[] equalities = new int[m], inequalities = new int[m];
      boolean[] hasEntries = new boolean[m];
      program.a().forEach((i, j, value) -> hasEntries[i] = true);
      int e = 0, g = 0;
      for (int i = 0; i < m; i++) {
        if (!hasEntries[i]) continue;
        if (program.equality()[i]) equalities[e++] = i;
        else if (program.b()[i] < Double.POSITIVE_INFINITY) inequalities[g++] = i;
      }
      equalities = Arrays.copyOf(equalities, e);
      inequalities = Arrays.copyOf(inequalities, g);
      int[] order = new int[e + g];
      boolean linear = program.isLinear();
      System.arraycopy(equalities, 0, order, linear ? g : 0, e);
      System.arraycopy(inequalities, 0, order, linear ? 0 : e, g);
      return new Rows(equalities, inequalities, order);
    }

    GenericSolver.Builder<?, ?> builder(ExternalProgram program) {
      double[][] a = program.a().dense();
      GenericSolver.Builder<?, ?> builder = objective(program);
      if (equalities.length > 0)
        builder.equalities(rows(equalities, a), sides(equalities, program.b()));
      if (inequalities.length > 0)
        builder.inequalities(rows(inequalities, a), sides(inequalities, program.b()));
      return builder;
    }

    /// ½ yᵀPy − cᵀy, c = −q, or qᵀy with all variables free.
    private static GenericSolver.Builder<?, ?> objective(ExternalProgram program) {
      double[] q = program.q();
      if (program.isLinear())
        return LinearSolver.newBuilder(q).lower(filled(q.length, Double.NEGATIVE_INFINITY));
      double[] c = new double[q.length];
      Arrays.setAll(c, j -> -q[j]);
      return ConvexSolver.newBuilder()
          .objective(RawStore.wrap(program.p().dense()), R064Store.FACTORY.column(c));
    }

    private static RawStore rows(int[] chosen, double[][] a) {
      return RawStore.wrap(Arrays.stream(chosen).mapToObj(i -> a[i]).toArray(double[][]::new));
    }

    private static R064Store sides(int[] chosen, double[] b) {
      return R064Store.FACTORY.column(Arrays.stream(chosen).mapToDouble(i -> b[i]).toArray());
    }
  }

  private static double[] filled(int size, double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }
}
