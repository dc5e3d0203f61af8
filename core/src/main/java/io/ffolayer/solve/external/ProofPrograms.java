package io.ffolayer.solve.external;

import io.ffolayer.internal.proof.RowRelations;
import io.ffolayer.internal.scale.CombinationTerms;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.external.ExternalAnswer.Claim;
import io.ffolayer.solve.external.ExternalProgram.Columns;
import io.ffolayer.solve.external.ExternalProgram.Entries;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The proofs that a program has no solution, asked of the solver that says so by linear programs
/// (theorems of the alternative, Farkas 1902): no solver need know what a certificate is.
///
/// ```
/// infeasible:  min Σ|z_i|   Aᵀz = 0,  bᵀz = −1,  z ≥ 0 at inequalities
/// unbounded:   min Σ|d_j|   Pd = 0,  qᵀd = −1,  a_i d = 0 at equalities, ≤ 0 at inequalities;   and a point that satisfies the rows
/// ```
///
/// with columns and rows of length about 1. What comes is a vertex, so that few rows take part;
/// where these are few enough their exact relations replace it ([RowRelations]). Then it is
/// measured as every proof of the library is: it has to vanish to the rounding of its own terms
/// ([CombinationTerms]).
final class ProofPrograms {
  /// What is smaller beside the largest is taken for rounding.
  private static final double SMALL_PART = 1e-9;

  private final ExternalSolver solver;
  private final ProgramData data;
  private final int instance;
  private final ExternalProgram program;
  private final Watch watch;
  private final int n;
  private final int m;
  private double error = Double.POSITIVE_INFINITY;

  ProofPrograms(
      ExternalSolver solver, ProgramData data, int instance, ExternalProgram program, Watch watch) {
    this.solver = solver;
    this.data = data;
    this.instance = instance;
    this.program = program;
    this.watch = watch;
    n = program.variables();
    m = program.rowCount();
  }

  /// What the products that should vanish leave, relative to their terms: of the last proof.
  double error() {
    return error;
  }

  // ---- infeasible

  /// Writes z with bᵀz = −1 if there is a proof that the rows contradict each other.
  boolean contradiction(Solution solution) {
    double[] length = new double[m];
    program.a().forEach((i, j, value) -> length[i] = Math.hypot(length[i], value));
    double[] z = impossibleRow(length);
    if (z == null) z = multipliers(length);
    if (z == null) return false;
    dropSmallParts(z);
    int[] kept = nonzeros(z);
    RowRelations relations = RowRelations.of(data, instance, kept);
    return (relations != null && writeMultipliers(relations.part(z), solution))
        || writeMultipliers(z, solution);
  }

  /// The row 0ᵀy = b or 0ᵀy ≤ b that is wrong by itself.
  private double @Nullable [] impossibleRow(double[] length) {
    for (int i = 0; i < m; i++) {
      double b = program.b()[i];
      if (length[i] > 0 || !(program.equality()[i] ? b != 0 : b < 0)) continue;
      double[] z = new double[m];
      z[i] = -1 / b;
      return z;
    }
    return null;
  }

  private double @Nullable [] multipliers(double[] length) {
    double[] sides = new double[m];
    for (int i = 0; i < m; i++)
      if (length[i] > 0 && program.b()[i] < Double.POSITIVE_INFINITY)
        sides[i] = program.b()[i] / length[i];
    boolean[] present = new boolean[m];
    for (int i = 0; i < m; i++)
      present[i] = length[i] > 0 && program.b()[i] < Double.POSITIVE_INFINITY;
    Shortest shortest = new Shortest(m, n);
    program
        .a()
        .forEach((i, j, value) -> {
          if (present[i]) shortest.add(j, i, value / length[i]);
        });
    for (int i = 0; i < m; i++) shortest.sign(i, present[i], program.equality()[i]);
    double[] z = shortest.solve(sides, new boolean[0]);
    if (z == null) return null;
    for (int i = 0; i < m; i++) if (present[i]) z[i] /= length[i];
    return z;
  }

  private boolean writeMultipliers(double[] z, Solution solution) {
    double bz = 0;
    for (int i = 0; i < m; i++) {
      if (!program.equality()[i]) z[i] = Math.max(0, z[i]);
      if (z[i] != 0) bz += program.b()[i] * z[i];
    }
    if (!(bz < 0)) return false;
    int at = instance * m;
    for (int i = 0; i < m; i++) solution.z()[at + i] = z[i] / -bz;
    if (!new CombinationTerms(data, instance).vanish(solution.z(), at)
        || !RowRelations.bear(data, instance, solution.z(), at)) {
      solution.clear(instance);
      return false;
    }
    double[] left = new double[n], terms = new double[n];
    data.addTransposedProduct(instance, solution.z(), at, left, 0);
    data.a().addTransposedSizes(instance, solution.z(), at, terms, 0);
    error = ratio(left, terms);
    return true;
  }

  // ---- unbounded

  /// Writes y with qᵀy = −1 if there is a proof that the objective falls along it.
  boolean ray(Solution solution) {
    double[] d = direction();
    if (d == null || !hasFeasiblePoint()) return false;
    dropSmallParts(d);
    double[] ad = new double[m], terms = new double[m];
    data.addRowProduct(instance, d, 0, ad, 0);
    data.a().addSizes(instance, d, 0, terms, 0);
    int[] kept =
        IntStream.range(0, m)
            .filter(i ->
                program.b()[i] < Double.POSITIVE_INFINITY
                    && (program.equality()[i] || Math.abs(ad[i]) <= SMALL_PART * terms[i]))
            .toArray();
    RowRelations relations = RowRelations.besideP(data, instance, kept);
    return (relations != null && writeRay(relations.freePart(d), solution))
        || writeRay(d, solution);
  }

  private double @Nullable [] direction() {
    double[] unit = new double[n];
    ExternalProgram.Entry raise = (i, j, v) -> unit[j] = Math.max(unit[j], Math.abs(v));
    program.p().forEach(raise);
    program.a().forEach(raise);
    for (int j = 0; j < n; j++) unit[j] = unit[j] > 0 ? 1 / unit[j] : 1;
    double[] costs = new double[n];
    for (int j = 0; j < n; j++) costs[j] = program.q()[j] * unit[j];
    Shortest shortest = new Shortest(n, n + m);
    program.p().forEach((i, j, value) -> shortest.add(i, j, value * unit[j]));
    program
        .a()
        .forEach((i, j, value) -> {
          if (program.b()[i] < Double.POSITIVE_INFINITY) shortest.add(n + i, j, value * unit[j]);
        });
    boolean[] below = new boolean[n + m];
    for (int i = 0; i < m; i++) below[n + i] = !program.equality()[i];
    for (int j = 0; j < n; j++) shortest.sign(j, true, true);
    double[] d = shortest.solve(costs, below);
    if (d == null) return null;
    for (int j = 0; j < n; j++) d[j] *= unit[j];
    return d;
  }

  /// A ray is a proof only where the constraints have a solution, which is asked without the
  /// objective.
  private boolean hasFeasiblePoint() {
    Entries none = new Entries();
    ExternalProgram rows =
        new ExternalProgram(
            none.columns(n, n), new double[n], program.a(), program.b(), program.equality());
    ExternalAnswer answer = CommonUnits.ask(solver, rows, null, watch);
    if (answer.claim() != Claim.OPTIMAL) return false;
    double[] s = new double[m];
    data.addRowProduct(instance, answer.y(), 0, s, 0);
    for (int i = 0; i < m; i++)
      s[i] = program.equality()[i] ? 0 : Math.max(0, program.b()[i] - s[i]);
    WarmStart.Point point = new WarmStart.Point(answer.y(), s, new double[m]);
    return Residuals.of(data, instance, point).primal() <= solver.tolerance();
  }

  private boolean writeRay(double[] d, Solution solution) {
    double qd = 0;
    for (int j = 0; j < n; j++) qd += program.q()[j] * d[j];
    if (!(qd < 0)) return false;
    for (int j = 0; j < n; j++) d[j] /= -qd;
    double[] pd = new double[n], ad = new double[m];
    data.addQuadraticProduct(instance, d, 0, pd, 0);
    data.addRowProduct(instance, d, 0, ad, 0);
    for (int i = 0; i < m; i++) if (program.b()[i] == Double.POSITIVE_INFINITY) ad[i] = 0;
    if (!new CombinationTerms(data, instance).isRay(d, pd, ad)) return false;
    System.arraycopy(d, 0, solution.y(), instance * n, n);
    double[] terms = new double[n];
    data.p().addSymmetricSizes(instance, d, 0, terms, 0);
    error = ratio(pd, terms);
    return true;
  }

  // ---- both

  private static double ratio(double[] left, double[] terms) {
    double largest = 0, size = 0;
    for (int j = 0; j < left.length; j++) {
      largest = Math.max(largest, Math.abs(left[j]));
      size = Math.max(size, terms[j]);
    }
    return largest == 0 ? 0 : largest / size;
  }

  private static void dropSmallParts(double[] values) {
    double largest = 0;
    for (double value : values) largest = Math.max(largest, Math.abs(value));
    for (int i = 0; i < values.length; i++)
      if (Math.abs(values[i]) <= SMALL_PART * largest) values[i] = 0;
  }

  private static int[] nonzeros(double[] values) {
    return IntStream.range(0, values.length).filter(i -> values[i] != 0).toArray();
  }

  /// min Σ|x_k| subject to Mx = 0 (or ≤ 0) and cᵀx = −1, x = x⁺ − x⁻.
  private final class Shortest {
    private final int size;
    private final int rows;
    private final Entries entries = new Entries();
    private final double[] rowSize;
    private final boolean[] hasPlus;
    private final boolean[] hasMinus;

    Shortest(int size, int rows) {
      this.size = size;
      this.rows = rows;
      rowSize = new double[rows];
      hasPlus = new boolean[size];
      hasMinus = new boolean[size];
    }

    void add(int row, int column, double value) {
      rowSize[row] = Math.max(rowSize[row], Math.abs(value));
      entries.add(row, column, value);
    }

    void sign(int column, boolean plus, boolean minus) {
      hasPlus[column] = plus;
      hasMinus[column] = plus && minus;
    }

    /// @param below which rows are ≤ 0; those behind its end are equalities
    double @Nullable [] solve(double[] c, boolean[] below) {
      double largest = 0;
      for (double value : c) largest = Math.max(largest, Math.abs(value));
      if (largest == 0) return null;
      int height = rows + 1 + 2 * size;
      Entries all = new Entries();
      Columns columns = entries.columns(rows, size);
      columns.forEach((i, j, value) -> addPair(all, i, j, value / rowSize[i]));
      for (int j = 0; j < size; j++) {
        addPair(all, rows, j, c[j] / largest);
        all.add(rows + 1 + j, j, -1);
        all.add(rows + 1 + size + j, size + j, -1);
      }
      double[] costs = new double[2 * size], b = new double[height];
      Arrays.fill(costs, 1);
      b[rows] = -1;
      boolean[] equality = new boolean[height];
      for (int i = 0; i <= rows; i++) equality[i] = i >= below.length || !below[i];
      for (int j = 0; j < size; j++) {
        equality[rows + 1 + j] = !hasPlus[j];
        equality[rows + 1 + size + j] = !hasMinus[j];
      }
      ExternalProgram alternative =
          new ExternalProgram(
              new Entries().columns(2 * size, 2 * size),
              costs,
              all.columns(height, 2 * size),
              b,
              equality);
      ExternalAnswer answer = CommonUnits.ask(solver, alternative, null, watch);
      if (answer.claim() != Claim.OPTIMAL) return null;
      double[] x = new double[size];
      for (int j = 0; j < size; j++) x[j] = answer.y()[j] - answer.y()[size + j];
      return x;
    }

    private void addPair(Entries all, int row, int column, double value) {
      all.add(row, column, value);
      all.add(row, size + column, -value);
    }
  }
}
