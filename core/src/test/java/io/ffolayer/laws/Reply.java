package io.ffolayer.laws;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Adjoints;
import io.ffolayer.adjoint.Flag;
import io.ffolayer.internal.kkt.choice.ByMatrices;
import io.ffolayer.program.PrimalDual;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.UnsupportedProgramException;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.testing.ConicProgram;
import io.ffolayer.testing.Slot;
import io.ffolayer.testing.SlotGradients;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a solver and an adjoint say of a program and a loss.
///
/// @param point the solution and its dual
/// @param direction dy = ∂ℓ/∂q and dz = −∂ℓ/∂b
/// @param flags of the gradient
/// @param agreement how near to it another way to the same answer comes
record Reply(
    Status status, PrimalDual point, PrimalDual direction, Set<Flag> flags, double agreement) {

  /// Null where the solver does not take such programs.
  static @Nullable Reply of(
      ConicProgram program, Loss loss, Solver solver, Adjoints.Entry entry, boolean sparse) {
    Adjoint adjoint = entry.adjoint();
    double agreement = Math.max(1e-6, 10 * entry.curvedPrecision());
    ProgramData data = program.data(sparse);
    Analysis analysis = new Analysis(data.structure());
    Solver.Prepared prepared;
    try {
      prepared = solver.prepare(analysis);
    } catch (UnsupportedProgramException unsupported) {
      return null;
    }
    // Who differentiates by another system than the solver's cannot go on with its factor.
    boolean sameSystem = !(adjoint instanceof ByMatrices.Differentiating);
    Solution solution = new Solution(data.structure(), 1, sameSystem);
    prepared.worker().solve(data, 0, 1, WarmStart.NONE, Watch.unlimited(), solution);
    int n = program.n(), m = program.m();
    PrimalDual point = new PrimalDual(n, m, solution.y(), solution.z());
    PrimalDual direction = PrimalDual.zeros(data.structure(), 1);
    if (!solution.isSolved(0))
      return new Reply(solution.status(0), point, direction, Set.of(), agreement);
    Adjoint.Worker worker = adjoint.prepare(analysis, prepared).worker();
    worker.visit(data, solution, 0, 1, Watch.unlimited());
    worker.directions(new PrimalDual(n, m, loss.c(), loss.d()), 0, direction, 0);
    double[] y = worker.points().y().clone(), z = worker.points().z().clone();
    return new Reply(
        Status.SOLVED, new PrimalDual(n, m, y, z), direction, worker.report(0).flags(), agreement);
  }

  /// In units in which y is smaller by `variables`, s by `rows` and the objective by `objective`.
  Reply scaled(double[] variables, double[] rows, double objective) {
    return new Reply(
        status,
        scaled(point, variables, rows, objective),
        scaledDirection(variables, rows, objective),
        flags,
        agreement);
  }

  private static PrimalDual scaled(
      PrimalDual x, double[] variables, double[] rows, double objective) {
    double[] y = x.y().clone(), z = x.z().clone();
    for (int j = 0; j < y.length; j++) y[j] /= variables[j];
    for (int i = 0; i < z.length; i++) z[i] *= rows[i] / objective;
    return new PrimalDual(y.length, z.length, y, z);
  }

  /// ∂ℓ/∂q by numbers of q, which are larger by objective / variables; ∂ℓ/∂b by numbers of b.
  private PrimalDual scaledDirection(double[] variables, double[] rows, double objective) {
    double[] dy = direction.y().clone(), dz = direction.z().clone();
    for (int j = 0; j < dy.length; j++) dy[j] *= objective / variables[j];
    for (int i = 0; i < dz.length; i++) dz[i] *= rows[i];
    return new PrimalDual(dy.length, dz.length, dy, dz);
  }

  /// The first n variables and m rows alone.
  Reply part(int n, int m) {
    return new Reply(status, part(point, n, m), part(direction, n, m), flags, agreement);
  }

  private static PrimalDual part(PrimalDual x, int n, int m) {
    return new PrimalDual(n, m, Arrays.copyOf(x.y(), n), Arrays.copyOf(x.z(), m));
  }

  /// What differs from another reply: status, flags, solution, gradients of P, q, A or b; empty if
  /// nothing does.
  String differenceFrom(Reply other) {
    if (status != other.status) return status + ", not " + other.status;
    if (status != Status.SOLVED) return "";
    if (!flags.equals(other.flags)) return "flags " + flags + ", not " + other.flags;
    String found = difference("y", point.y(), other.point.y());
    if (found.isEmpty()) found = difference("z", point.z(), other.point.z());
    if (found.isEmpty()) found = differenceOfDirection(other);
    if (found.isEmpty() && gradients().distance(other.gradients()) > agreement * size(other))
      found = "∂P or ∂A off by " + gradients().distance(other.gradients());
    return found;
  }

  /// The same of the direction alone.
  String differenceOfDirection(Reply other) {
    String found = difference("∂q", direction.y(), other.direction.y());
    return found.isEmpty() ? difference("∂b", direction.z(), other.direction.z()) : found;
  }

  private SlotGradients gradients() {
    return SlotGradients.of(point.y(), point.z(), direction.y(), direction.z());
  }

  private static double size(Reply reply) {
    double largest = 1;
    for (Slot slot : Slot.values()) largest = Math.max(largest, reply.gradients().size(slot));
    return largest;
  }

  private String difference(String name, double[] x, double[] y) {
    double largest = 0, size = 1;
    for (int k = 0; k < x.length; k++) {
      largest = Math.max(largest, Math.abs(x[k] - y[k]));
      size = Math.max(size, Math.abs(y[k]));
    }
    return largest <= agreement * size ? "" : name + " off by " + largest + " of " + size;
  }
}
