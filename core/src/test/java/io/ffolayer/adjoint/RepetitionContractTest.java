package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.testing.Answer;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.Examples;
import io.ffolayer.testing.Face;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.SlotGradients;
import io.ffolayer.testing.Visit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The law of repetition: a row that is repeated, scaled or implied by others does not change how
/// the solution moves, and the gradient with respect to such rows lies in the hull of the one-sided
/// derivatives – whatever multipliers the solver chose, and whatever the adjoint.
@ParameterizedClass
@MethodSource("io.ffolayer.adjoint.Adjoints#all")
class RepetitionContractTest {
  private static final double[] SHARES = {0, 0.25, 1};

  @Parameter Adjoints.Entry entry;

  /// Programs without degeneracy that have an active row of a kind.
  private static List<Example> bases(boolean equality) {
    List<Example> chosen = new ArrayList<>();
    for (Example example : Examples.strictlyComplementary())
      if (row(example, equality) >= 0 && chosen.size() < 8) chosen.add(example);
    for (Example example : Examples.separable())
      if (row(example, equality) >= 0 && chosen.size() < 12) chosen.add(example);
    assertThat(chosen).hasSizeGreaterThan(8);
    return chosen;
  }

  /// The first active row of a kind, −1 where there is none.
  private static int row(Example example, boolean equality) {
    for (int i = 0; i < example.program().m(); i++)
      if (example.program().equality()[i] == equality && example.z()[i] != 0) return i;
    return -1;
  }

  /// The program with row i once more, times a factor.
  private static PlainProgram repeated(PlainProgram program, int i, double factor) {
    double[] row = program.a()[i].clone();
    for (int j = 0; j < row.length; j++) row[j] *= factor;
    return program.plusRow(row, factor * program.b()[i], program.equality()[i]);
  }

  private Visit visit(PlainProgram program, double[] y, double[] z, Form form) {
    double[] s = program.slack(y);
    for (int i = 0; i < s.length; i++) if (Math.abs(s[i]) < 1e-9) s[i] = 0;
    ProgramData data = form.data(program);
    double[] c = cotangents(program.n());
    return Visit.of(
        entry.adjoint(),
        data,
        Answer.solved(data.structure(), y, s, z),
        c,
        new double[program.m()]);
  }

  private static double[] cotangents(int n) {
    SplittableRandom random = new SplittableRandom(29);
    double[] c = new double[n];
    for (int j = 0; j < n; j++) c[j] = random.nextGaussian();
    return c;
  }

  private boolean isCalledUncertain(Visit visit) {
    return entry.maySayUncertain() && visit.report().flags().contains(Flag.ACTIVE_SET_UNCERTAIN);
  }

  /// Both forms, all shares, and factors far from 1.
  @ParameterizedTest
  @ValueSource(doubles = {1, 3, 1e6, 1e-6})
  void theGradientOfARepeatedInequalityIsSharedOutOverItsCopies(double factor) {
    for (Example example : bases(false)) {
      int row = row(example, false);
      PlainProgram program = repeated(example.program(), row, factor);
      SlotGradients exact = exact(example);
      for (double share : SHARES)
        for (Form form : new Form[] {Form.DENSE, Form.SPARSE}) {
          double[] z = Arrays.copyOf(example.z(), program.m());
          z[row] *= 1 - share;
          z[program.m() - 1] = share * example.z()[row] / factor;
          Visit visit = visit(program, example.y(), z, form);
          if (isCalledUncertain(visit)) continue;
          String where = example + ", share " + share + ", " + form;
          assertThat(visit.report().flags()).as(where).contains(Flag.DEPENDENT_ROWS);
          assertSharedOut(exact, visit.gradients(), row, factor, where);
        }
    }
  }

  private SlotGradients exact(Example example) {
    return SlotGradients.of(
        example.program(),
        example.face(),
        new Face.Point(example.y(), example.z()),
        cotangents(example.program().n()),
        new double[example.program().m()]);
  }

  /// ∂ of the last row, times the factor, and of its original: one nonnegative split of ∂ of the
  /// row alone; all else as without the copy.
  private void assertSharedOut(
      SlotGradients exact, SlotGradients found, int row, double factor, String where) {
    double allowed =
        Math.max(1e-7, entry.precision() * 1e3) * (1 + norm(exact.b()) + norm(exact.q()));
    int last = found.b().length - 1;
    assertThat(found.q()).as(where).containsExactly(exact.q(), within(allowed));
    for (int i = 0; i < last; i++)
      if (i != row) assertThat(found.b()[i]).as(where).isCloseTo(exact.b()[i], within(allowed));
    double own = found.b()[row], copy = factor * found.b()[last];
    assertThat(own + copy).as(where).isCloseTo(exact.b()[row], within(allowed));
    if (Math.abs(exact.b()[row]) < 1e-3) return;
    double part = own / exact.b()[row];
    assertThat(part).as(where).isBetween(-1e-6, 1 + 1e-6);
    for (int j = 0; j < exact.q().length; j++) {
      assertThat(found.a()[row][j])
          .as(where)
          .isCloseTo(part * exact.a()[row][j], within(10 * allowed));
      assertThat(factor * found.a()[last][j])
          .as(where)
          .isCloseTo((1 - part) * exact.a()[row][j], within(10 * allowed));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 3, 1e3, 1e-3})
  void aRepeatedEqualityHasTheShortestMultiplierDirection(double factor) {
    for (Example example : bases(true)) {
      int row = row(example, true);
      PlainProgram program = repeated(example.program(), row, factor);
      SlotGradients exact = exact(example);
      for (Form form : new Form[] {Form.DENSE, Form.SPARSE}) {
        double[] z = Arrays.copyOf(example.z(), program.m());
        Visit visit = visit(program, example.y(), z, form);
        if (isCalledUncertain(visit)) continue;
        String where = example + ", " + form;
        double allowed =
            Math.max(1e-7, entry.precision() * 1e3) * (1 + norm(exact.b()) + norm(exact.q()));
        assertThat(visit.report().flags()).as(where).contains(Flag.DEPENDENT_ROWS);
        assertThat(visit.dy()).as(where).containsExactly(exact.q(), within(allowed));
        double own = -visit.dz()[row], copy = -visit.dz()[program.m() - 1];
        assertThat(own + factor * copy).as(where).isCloseTo(exact.b()[row], within(allowed));
        if (entry.precision() <= 1e-11) // in the units of the user
        assertThat(copy).as(where).isCloseTo(factor * own, within(allowed));
      }
    }
  }

  /// A row that is the sum of two active ones holds with them, and none of the three is needed.
  @Test
  void anImpliedInequalityLeavesADirectionOfIndependentActiveRows() {
    for (Example example : bases(false)) {
      int[] active = example.face().rows();
      if (active.length < 2) continue;
      int first = row(example, false), other = active[0] == first ? active[1] : active[0];
      double sign = example.z()[other] < 0 ? -1 : 1; // of an equality
      double[] sum = example.program().a()[first].clone();
      for (int j = 0; j < sum.length; j++) sum[j] += sign * 2 * example.program().a()[other][j];
      double rhs = example.program().b()[first] + sign * 2 * example.program().b()[other];
      PlainProgram program = example.program().plusRow(sum, rhs, false);
      for (double share : SHARES) {
        double moved = share * Math.min(example.z()[first], Math.abs(example.z()[other]) / 2);
        double[] z = Arrays.copyOf(example.z(), program.m());
        z[first] -= moved;
        z[other] -= sign * 2 * moved;
        z[program.m() - 1] = moved;
        Visit visit = visit(program, example.y(), z, Form.DENSE);
        if (isCalledUncertain(visit)) continue;
        assertThat(visit.report().flags()).as(example.name()).contains(Flag.DEPENDENT_ROWS);
        assertOneSided(program, visit, example.name());
      }
    }
  }

  /// The active rows are independent, their multipliers are those of the point, and no inequality
  /// has a negative one: there are programs nearby of which this is the only face.
  private void assertOneSided(PlainProgram program, Visit visit, String where) {
    Face face = new Face(visit.active());
    for (int i = 0; i < program.m(); i++)
      if (program.equality()[i]) assertThat(visit.active()[i]).as(where).isTrue();
    Face.Point point = face.solve(program);
    double size = 1 + norm(point.z());
    assertThat(visit.y()).as(where).containsExactly(point.y(), within(1e-6));
    assertThat(visit.z()).as(where).containsExactly(point.z(), within(1e-6 * size));
    for (int i = 0; i < program.m(); i++)
      if (!program.equality()[i]) assertThat(point.z()[i]).as(where).isGreaterThan(-1e-7 * size);
    double[][] exact =
        SlotGradients.direction(program, face, cotangents(program.n()), new double[program.m()]);
    double allowed = 1e-6 * (1 + norm(exact[0]) + norm(exact[1]));
    assertThat(visit.dy()).as(where).containsExactly(exact[0], within(allowed));
    assertThat(visit.dz()).as(where).containsExactly(exact[1], within(allowed));
  }

  @Test
  void aRepeatedConeMovesTheSolutionAsOneDoes() {
    assumeFalse(entry.maySayUncertain(), "its ghost problem has rows that contradict each other");
    for (int seed = 0; seed < 12; seed++) {
      ConeExample base = ConeExample.random(seed, List.of(new SecondOrderCone(4)));
      Visit alone = visit(base, base.z());
      for (double share : SHARES) {
        int m = base.z().length;
        double[][] rows = Arrays.copyOf(base.program().a(), 2 * m);
        double[] s = Arrays.copyOf(base.s(), 2 * m), z = new double[2 * m];
        for (int i = 0; i < m; i++) {
          rows[m + i] = rows[i];
          s[m + i] = s[i];
          z[i] = (1 - share) * base.z()[i];
          z[m + i] = share * base.z()[i];
        }
        List<Cone> cones = List.of(new SecondOrderCone(4), new SecondOrderCone(4));
        ConeExample twice =
            ConeExample.of(base.name(), cones, base.program().p(), rows, base.y(), s, z);
        Visit visit = visit(twice, z);
        double allowed = 1e-6 * (1 + norm(alone.dy()) + norm(alone.dz()));
        assertThat(visit.dy()).as(base.name()).containsExactly(alone.dy(), within(allowed));
        for (int i = 0; i < m; i++)
          assertThat(visit.dz()[i] + visit.dz()[m + i])
              .as("%s, share %s", base.name(), share)
              .isCloseTo(alone.dz()[i], within(allowed));
      }
    }
  }

  private Visit visit(ConeExample example, double[] z) {
    ProgramData data = example.data(false);
    return Visit.of(
        entry.adjoint(),
        data,
        Answer.solved(data.structure(), example.y(), example.s(), z),
        cotangents(example.program().n()),
        new double[z.length]);
  }

  private static double norm(double[] x) {
    return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
  }
}
