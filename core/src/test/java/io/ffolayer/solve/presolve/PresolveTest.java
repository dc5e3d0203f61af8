package io.ffolayer.solve.presolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Reduction;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.ReduciblePrograms;
import io.ffolayer.testing.Sensitivity;
import io.ffolayer.testing.Slot;
import io.ffolayer.testing.Visit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PresolveTest {
  private static final int PROGRAMS = 1000;
  private static final Solver PLAIN = new InteriorPoint();
  private static final Solver PRESOLVED = new Presolve(PLAIN);

  private static double largestDifference(double[] a, double[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      double scale = Math.max(1, Math.abs(b[i]));
      largest = Math.max(largest, Math.abs(a[i] - b[i]) / scale);
    }
    return largest;
  }

  /// Duals are compared where they are unique.
  @Test
  void pointsAndDualsAreThoseOfTheWholeProgram() {
    List<String> complaints = new ArrayList<>();
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Example example = ReduciblePrograms.of(seed);
      Answer answer = Answer.of(Answer.solve(PRESOLVED, Form.SPARSE.data(example.program())), 0);
      assertThat(answer.status()).as("%s", example).isEqualTo(Status.SOLVED);
      double y = largestDifference(answer.y(), example.y());
      double z = isUnique(example) ? largestDifference(answer.z(), example.z()) : 0;
      if (y > 1e-8 || z > 1e-7) complaints.add(example + ": y off by " + y + ", z by " + z);
    }
    assertThat(complaints).isEmpty();
  }

  /// Whether the active rows are independent.
  private static boolean isUnique(Example example) {
    ProgramData data = Form.SPARSE.data(example.program());
    double[] c = new double[example.program().n()], d = new double[example.program().m()];
    Visit visit = Visit.of(new Implicit(), data, Answer.solve(PLAIN, data), c, d);
    return !visit.report().flags().contains(Flag.DEPENDENT_ROWS);
  }

  /// The rules find what the programs were made of: of 10 to 12 variables and 20 rows the fixed
  /// one, the slack, the definitions, the doubleton and what is pushed, and their rows.
  @Test
  void halfOfSuchAProgramGoes() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      ProgramData data = Form.SPARSE.data(ReduciblePrograms.of(seed).program());
      Solution solution = Answer.solve(PRESOLVED, data);
      Reduction taken = solution.reduction(0);
      assertThat(taken.variables()).isGreaterThanOrEqualTo(5);
      assertThat(taken.rows()).isGreaterThanOrEqualTo(8);
    }
  }

  @Test
  void gradientsOfEverySlotMatchCentralDifferences() {
    List<String> complaints = new ArrayList<>();
    int unknown = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Example example = ReduciblePrograms.of(seed);
      PlainProgram program = example.program();
      Sensitivity sensitivity = Sensitivity.of(example, seed, true);
      ProgramData data = Form.SPARSE.data(program);
      Visit visit = visit(PRESOLVED, sensitivity, data);
      for (Slot slot : Slot.values()) {
        double error = error(sensitivity, slot, visit);
        if (error == Double.NEGATIVE_INFINITY) unknown++;
        if (!(error <= 1e-6)) complaints.add(slot + " off by " + error + ": " + example);
      }
      Visit plain = visit(PLAIN, sensitivity, data);
      double apart = visit.gradients().distance(plain.gradients());
      if (!(apart <= 1e-9 * size(plain))) complaints.add("apart by " + apart + ": " + example);
      if (!visit.report().flags().equals(plain.report().flags()))
        complaints.add(visit.report() + ", plain " + plain.report() + ": " + example);
    }
    assertThat(unknown).as("slots without a difference").isLessThan(PROGRAMS / 10);
    assertThat(complaints).isEmpty();
  }

  private static double size(Visit visit) {
    double size = 1;
    for (Slot slot : Slot.values()) size = Math.max(size, visit.gradients().size(slot));
    return size;
  }

  private static Visit visit(Solver solver, Sensitivity sensitivity, ProgramData data) {
    Solution solution = Answer.solve(solver, data);
    return Visit.of(new Implicit(), data, solution, sensitivity.c(), sensitivity.d());
  }

  /// Relative to the slot; −∞ where every step of every difference leaves the face.
  private static double error(Sensitivity sensitivity, Slot slot, Visit visit) {
    double error = Double.NEGATIVE_INFINITY, size = visit.gradients().size(slot);
    for (Sensitivity.Probe probe : sensitivity.probes()) {
      if (probe.slot() != slot) continue;
      double predicted = probe.predicted(sensitivity.example().program(), visit.gradients());
      double allowed = probe.derivative().error();
      if (allowed == Double.POSITIVE_INFINITY) continue;
      error = Math.max(error, Math.abs(predicted - probe.derivative().value()) - allowed);
    }
    return size == 0 ? error : error / size;
  }
}
