package io.ffolayer.internal.presolve;

import io.ffolayer.internal.presolve.WorkingProgram.Kind;
import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
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
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What the [Rules] left of one instance, as a program of its own, and the way back: a point of it
/// becomes a point of the whole, exactly.
///
/// A row that was left out has the multiplier 0 and the slack that its variables give; a
/// [Substitution] gives back a variable and a multiplier. The slacks of the rows that stayed are
/// their own, for no row was scaled.
public final class ReducedProgram implements Restoration {
  private final WorkingProgram left;
  private final int[] variables;
  private final int[] rows;
  private final ProgramData data;

  private ReducedProgram(WorkingProgram left, ProgramStructure whole) {
    this.left = left;
    variables = IntStream.range(0, left.variables).filter(j -> left.hasVariable[j]).toArray();
    rows = IntStream.range(0, left.b.length).filter(i -> left.hasRow[i]).toArray();
    data = data(cones(whole));
  }

  /// Reduces an instance.
  ///
  /// @return null where nothing is left out, or rows contradict each other
  public static @Nullable ReducedProgram of(ProgramData data, int instance) {
    WorkingProgram program = new WorkingProgram(data, instance);
    if (!new Rules(program).apply()) return null;
    ReducedProgram reduced = new ReducedProgram(program, data.structure());
    return reduced.variables.length == program.variables && reduced.rows.length == program.b.length
        ? null
        : reduced;
  }

  /// The cones of the rows that are left, as one.
  private Cone cones(ProgramStructure whole) {
    List<Cone> cones = new ArrayList<>();
    for (ProgramStructure.ConeRows part : whole.cones()) {
      int count =
          (int) IntStream.range(part.first(), part.end()).filter(i -> left.hasRow[i]).count();
      switch (part.cone()) {
        case ZeroCone zero -> add(count == 0 ? null : new ZeroCone(count), cones);
        case NonnegativeCone nonnegative ->
            add(count == 0 ? null : new NonnegativeCone(count), cones);
        default -> cones.add(part.cone());
      }
    }
    return cones.size() == 1 ? cones.getFirst() : new ProductCone(cones);
  }

  private static void add(@Nullable Cone cone, List<Cone> cones) {
    if (cone != null) cones.add(cone);
  }

  private ProgramData data(Cone cone) {
    int[] place = new int[left.variables];
    for (int k = 0; k < variables.length; k++) place[variables[k]] = k;
    Triplets p = new Triplets();
    for (int j : variables)
      for (int k = 0; k < left.p.length(j); k++)
        if (left.p.column(j, k) <= j)
          p.add(place[left.p.column(j, k)], place[j], left.p.value(j, k));
    Triplets a = new Triplets();
    for (int i = 0; i < rows.length; i++)
      for (int k = 0; k < left.a.length(rows[i]); k++)
        a.add(i, place[left.a.column(rows[i], k)], left.a.value(rows[i], k));
    Layout.Sparse quadratic = p.layout(variables.length, variables.length);
    Layout.Sparse matrix = a.layout(rows.length, variables.length);
    return new ProgramData(
        new ProgramStructure(quadratic, List.of(new RowBlock(cone, matrix))),
        1,
        Batched.shared(p.values(quadratic)),
        Batched.shared(picked(left.q, variables)),
        List.of(Batched.shared(a.values(matrix))),
        Batched.shared(picked(left.b, rows)));
  }

  private static double[] picked(double[] from, int[] places) {
    return Arrays.stream(places).mapToDouble(k -> from[k]).toArray();
  }

  /// The program that is left, a batch of one.
  public ProgramData data() {
    return data;
  }

  /// What was taken out.
  public Reduction taken() {
    return new Reduction(
        left.variables - variables.length, left.b.length - rows.length, left.dependentRows);
  }

  /// A guess for the whole as one for what is left.
  public WarmStart.Point reduced(WarmStart.Point whole) {
    return new WarmStart.Point(
        picked(whole.y(), variables), picked(whole.s(), rows), picked(whole.z(), rows));
  }

  /// A solution of what is left as one of the whole.
  ///
  /// @param whole the data that were reduced
  @Override
  public WarmStart.Point restored(WarmStart.Point point, ProgramData whole, int instance) {
    double[] y = variables(point.y());
    double[] z = multipliers(point.z(), y, 1);
    double[] b = part(whole.rhs(), instance);
    double[] s = slacks(point.s(), y, b, whole, instance);
    return new WarmStart.Point(y, s, z);
  }

  /// Multipliers that prove what is left contradictory as those of the whole.
  @Override
  public double[] restoredProof(double[] z) {
    return multipliers(z, new double[left.variables], 0);
  }

  private double[] variables(double[] reduced) {
    double[] y = new double[left.variables];
    for (int k = 0; k < variables.length; k++) y[variables[k]] = reduced[k];
    List<Substitution> made = left.substitutions;
    for (int k = made.size() - 1; k >= 0; k--) made.get(k).restoreVariable(y);
    return y;
  }

  private double[] multipliers(double[] reduced, double[] y, double objective) {
    double[] z = new double[left.b.length];
    for (int i = 0; i < rows.length; i++) z[rows[i]] = reduced[i];
    List<Substitution> made = left.substitutions;
    for (int k = made.size() - 1; k >= 0; k--) made.get(k).restoreMultiplier(y, z, objective);
    return z;
  }

  /// The slacks of the rows that stayed, of those that were left out b − Ay; equalities, and bounds
  /// that fixed a variable, have none.
  private double[] slacks(
      double[] reduced, double[] y, double[] b, ProgramData whole, int instance) {
    double[] s = new double[b.length];
    whole.addRowProduct(instance, y, 0, s, 0);
    for (int i = 0; i < s.length; i++)
      s[i] = left.kind[i] == Kind.EQUALITY ? 0 : Math.max(0, b[i] - s[i]);
    for (Substitution made : left.substitutions) s[made.row()] = 0;
    for (int i = 0; i < rows.length; i++) s[rows[i]] = reduced[i];
    return s;
  }

  private static double[] part(Batched slot, int instance) {
    int at = slot.offset(instance);
    return Arrays.copyOfRange(slot.values(), at, at + slot.size());
  }
}
