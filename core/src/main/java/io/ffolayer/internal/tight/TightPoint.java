package io.ffolayer.internal.tight;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.internal.batch.SpareWorkers;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Watch;
import java.util.EnumSet;
import java.util.Set;

/// A point with its auxiliary variables pulled tight, and the derivative there.
///
/// ```
/// s = b − Ay at the tight t.   With x all other variables, N the active rows of the cones at t:
/// cᵀs as a function of x and the data: t moves so that N stays active, and the multipliers ĉ of
///     A_tᵀ (c + ĉ) = 0,  ĉ on N
/// say by how much: the derivative is that of (c + ĉ)ᵀ(b − Ay) at fixed t
/// ```
///
/// which is one direction of the adjoint of the small program. Where a function has a kink – two
/// entries of a maximum, an absolute value at 0 – the small program has dependent or weakly active
/// rows.
public final class TightPoint {
  private final TightProgram program;
  private final ProgramData data;
  private final Solution solution;
  private final double[] y;
  private final Watch watch;
  private final EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);

  /// @param y of all variables, before
  TightPoint(TightProgram program, ProgramData data, Solution solution, double[] y, Watch watch) {
    this.program = program;
    this.data = data;
    this.solution = solution;
    this.y = y;
    this.watch = watch;
    if (solution.isSolved(0)) copyTo(y, 0);
    else flags.add(Flag.ACTIVE_SET_UNCERTAIN);
  }

  /// All variables, the tight ones in their places; as they were where they could not be pulled.
  public double[] y() {
    return y;
  }

  /// Writes the tight variables into a vector of all.
  public void copyTo(double[] into, int at) {
    int[] variables = variables();
    for (int t = 0; t < variables.length; t++) into[at + variables[t]] = solution.y()[t];
  }

  /// Writes the slacks of the rows that pull tight into those of all rows.
  void copySlacksTo(double[] into, int at) {
    int[] rows = rows();
    for (int i = 0; i < rows.length; i++) into[at + rows[i]] = solution.s()[i];
  }

  public boolean isSolved() {
    return solution.isSolved(0);
  }

  /// What speaks against the derivatives that were asked for.
  public Set<Flag> flags() {
    return flags;
  }

  private int[] variables() {
    return program.structure().tightening().variables();
  }

  private int[] rows() {
    return program.structure().tightening().rows();
  }

  /// Adds ĉ to c, the cotangent of the tight slacks.
  ///
  /// @param whole the numbers of the whole program
  /// @param c m values at `at`
  public void complete(ProgramData whole, int instance, Adjoint adjoint, double[] c, int at) {
    if (!isSolved()) return;
    int[] variables = variables();
    double[] pulls = new double[whole.structure().variables()];
    whole.addTransposedProduct(instance, c, at, pulls, 0);
    PrimalDual moved = PrimalDual.zeros(data.structure(), 1);
    for (int t = 0; t < variables.length; t++) moved.y()[t] = -pulls[variables[t]];
    PrimalDual direction = direction(adjoint, moved);
    int[] rows = rows();
    for (int i = 0; i < rows.length; i++) c[at + rows[i]] -= direction.z()[i];
  }

  /// Sets the change of the tight variables where all others and the data change.
  ///
  /// @param r2 δA y − δb at this point, of all rows
  /// @param dy of all variables; those of the tight ones are overwritten
  public void move(ProgramData whole, int instance, Adjoint adjoint, double[] r2, double[] dy) {
    if (!isSolved()) return;
    int[] variables = variables();
    for (int j : variables) dy[j] = 0;
    double[] moves = r2.clone();
    whole.addRowProduct(instance, dy, 0, moves, 0);
    PrimalDual moved = PrimalDual.zeros(data.structure(), 1);
    int[] rows = rows();
    for (int i = 0; i < rows.length; i++) moved.z()[i] = moves[rows[i]];
    PrimalDual direction = direction(adjoint, moved);
    for (int t = 0; t < variables.length; t++) dy[variables[t]] = direction.y()[t];
  }

  private PrimalDual direction(Adjoint adjoint, PrimalDual moved) {
    PrimalDual direction = PrimalDual.zeros(data.structure(), 1);
    SpareWorkers<Adjoint.Worker> workers = program.adjoints(adjoint);
    Adjoint.Worker worker = workers.take();
    worker.visit(data, solution, 0, 1, watch);
    worker.directions(moved, 0, direction, 0);
    take(worker.report(0));
    workers.giveBack(worker);
    return direction;
  }

  /// b − Ay of all rows.
  ///
  /// @param whole the numbers of the whole program
  public double[] slacks(ProgramData whole, int instance) {
    return TightStructure.slacks(whole.structure(), whole, instance, y);
  }

  /// That a variable is free says nothing: the function that it helps to state is not.
  private void take(GradientReport report) {
    for (Flag flag : report.flags())
      switch (flag) {
        case WEAKLY_ACTIVE, DEPENDENT_ROWS -> flags.add(Flag.WEAKLY_ACTIVE);
        case ACTIVE_SET_UNCERTAIN, STOPPED -> flags.add(flag);
        case NON_UNIQUE, LARGE_ERROR, STEP_IN_NOISE, CLOSEST_FEASIBLE -> {}
      }
  }
}
