package io.ffolayer.testing;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.POSITIVE_INFINITY;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import java.util.List;
import java.util.stream.Stream;

/// A small program at the border between those that have a solution and those that have none, and
/// what is true of it.
///
/// @param infimum of the objective, which need not be attained; +∞ where no point is feasible
/// @param provable whether there is an exact solution with its dual, or an exact certificate; where
///   there is none, a solver may give up
public record IllPosed(String name, ConicProgram program, double infimum, boolean provable) {
  private static final double ROOT = Math.sqrt(2);
  private static final Cone EXPONENTIAL = new ExponentialCone(), MATRIX = new PsdCone(2);
  private static final Cone POWER = new PowerCone(0.3);

  public static List<IllPosed> all() {
    return Stream.of(infeasible(), nearlyFeasible(), unbounded(), withoutSolution(), solvable())
        .flatMap(List::stream)
        .toList();
  }

  private static List<IllPosed> infeasible() {
    return List.of(
        provable(
            "x ≤ −1, x ≥ 0", POSITIVE_INFINITY, in(new NonnegativeCone(2)).q(0).a(1, -1).b(-1, 0)),
        provable(
            "x ≤ −1, x ≥ 0, min −y",
            POSITIVE_INFINITY,
            in(new NonnegativeCone(2)).q(0, -1).a(1, 0, -1, 0).b(-1, 0)),
        provable(
            "equalities 1e-6 apart",
            POSITIVE_INFINITY,
            in(new ZeroCone(2)).p(1, 1).q(0, 0).a(1, 1, 1, 1).b(1, 1 + 1e-6)),
        provable("‖x‖ ≤ −1", POSITIVE_INFINITY, in(new SecondOrderCone(2)).q(0).a(0, -1).b(-1, 0)),
        provable("[x 0; 0 −1] ⪰ 0", POSITIVE_INFINITY, in(MATRIX).q(0).a(-1, 0, 0).b(0, 0, -1)),
        provable("[x 1; 1 −1] ⪰ 0", POSITIVE_INFINITY, in(MATRIX).q(0).a(-1, 0, 0).b(0, ROOT, -1)),
        provable("eˣ ≤ −1", POSITIVE_INFINITY, in(EXPONENTIAL).q(0).a(-1, 0, 0).b(0, 1, -1)),
        provable("−e^(−x) ≤ w", POSITIVE_INFINITY, in(EXPONENTIAL).q(0).a(0, 0, -1).b(0, -1, 0)),
        provable(
            "0 e^(0.1/0) ≤ w", POSITIVE_INFINITY, in(EXPONENTIAL).q(0).a(0, 0, -1).b(0.1, 0, 0)),
        provable("x^0.3 (−1)^0.7 ≥ 0", POSITIVE_INFINITY, in(POWER).q(0).a(-1, 0, 0).b(0, -1, 0)),
        provable("1 ≥ 2", POSITIVE_INFINITY, in(POWER).q(0).a(0, 0, 0).b(1, 1, 2)));
  }

  /// No point is feasible, and no certificate says so.
  private static List<IllPosed> nearlyFeasible() {
    return List.of(
        limit("[x 1; 1 0] ⪰ 0", POSITIVE_INFINITY, in(MATRIX).q(0).a(-1, 0, 0).b(0, ROOT, 0)),
        limit(
            "‖(x, 1)‖ ≤ x",
            POSITIVE_INFINITY,
            in(new SecondOrderCone(3)).q(0).a(-1, -1, 0).b(0, 0, 1)),
        limit("eˣ ≤ 0", POSITIVE_INFINITY, in(EXPONENTIAL).q(0).a(-1, 0, 0).b(0, 1, 0)),
        limit("x^0.3 0^0.7 ≥ 1", POSITIVE_INFINITY, in(POWER).q(0).a(-1, 0, 0).b(0, 0, 1)));
  }

  private static List<IllPosed> unbounded() {
    return List.of(
        provable("min −x, x ≥ 0", NEGATIVE_INFINITY, in(new NonnegativeCone(1)).q(-1).a(-1).b(0)),
        provable("min x + 2y", NEGATIVE_INFINITY, in().q(1, 2)),
        provable("min x, eˣ ≤ 1", NEGATIVE_INFINITY, in(EXPONENTIAL).q(1).a(-1, 0, 0).b(0, 1, 1)),
        provable("min −w, 1 ≤ w", NEGATIVE_INFINITY, in(EXPONENTIAL).q(-1).a(0, 0, -1).b(0, 1, 0)),
        provable(
            "max t ≤ x^0.3 x^0.7",
            NEGATIVE_INFINITY,
            in(POWER).q(0, -1).a(-1, 0, -1, 0, 0, -1).b(0, 0, 0)),
        // along no ray
        limit(
            "max t ≤ log x",
            NEGATIVE_INFINITY,
            in(EXPONENTIAL).q(0, -1).a(0, -1, 0, 0, -1, 0).b(0, 1, 0)),
        limit(
            "max t ≤ x^0.3",
            NEGATIVE_INFINITY,
            in(POWER).q(0, -1).a(-1, 0, 0, 0, 0, -1).b(0, 1, 0)),
        limit(
            "max t, t² ≤ x",
            NEGATIVE_INFINITY,
            in(new SecondOrderCone(3)).q(0, -1).a(-1, 0, -1, 0, 0, -2).b(1, -1, 0)));
  }

  /// The infimum is not attained, or no dual has its value.
  private static List<IllPosed> withoutSolution() {
    return List.of(
        limit("min x, [x 1; 1 y] ⪰ 0", 0, in(MATRIX).q(1, 0).a(-1, 0, 0, 0, 0, -1).b(0, ROOT, 0)),
        limit("min w ≥ eˣ", 0, in(EXPONENTIAL).q(0, 1).a(-1, 0, 0, 0, 0, -1).b(0, 1, 0)),
        limit("min x, x^0.3 y^0.7 ≥ 1", 0, in(POWER).q(1, 0).a(-1, 0, 0, -1, 0, 0).b(0, 0, 1)),
        limit(
            "min x, xy ≥ 1",
            0,
            in(new SecondOrderCone(3)).q(1, 0).a(-1, -1, -1, 1, 0, 0).b(0, 0, 2)),
        limit(
            "min y, ‖(x, y)‖ ≤ x",
            0,
            in(new SecondOrderCone(3)).q(0, 1).a(-1, 0, -1, 0, 0, -1).b(0, 0, 0)),
        limit(
            "min x − y, [x y; y 0] ⪰ 0, x ≥ 1",
            1,
            in(MATRIX, new NonnegativeCone(1))
                .q(1, -1)
                .a(-1, 0, 0, -ROOT, 0, 0, -1, 0)
                .b(0, 0, 0, -1)),
        limit(
            "min x, [0 x 0; x y 0; 0 0 x+1] ⪰ 0: the dual has the value −1",
            0,
            in(new PsdCone(3))
                .q(1, 0)
                .a(0, 0, -ROOT, 0, 0, -1, 0, 0, 0, 0, -1, 0)
                .b(0, 0, 0, 0, 0, 1)));
  }

  /// Without interior, without rows, without data.
  private static List<IllPosed> solvable() {
    return List.of(
        provable(
            "min x, ‖(x+1, y)‖ ≤ x + 1",
            -1,
            in(new SecondOrderCone(3)).q(1, 0).a(-1, 0, -1, 0, 0, -1).b(1, 1, 0)),
        provable(
            "the same equality three times",
            0.25,
            in(new ZeroCone(3)).p(1, 1).q(0, 0).a(1, 1, 1, 1, 2, 2).b(1, 1, 2)),
        provable("no rows", -1.25, in().p(2, 2).q(1, 2)),
        provable("no data", 0, in(new NonnegativeCone(3)).q(0, 0).a(0, 0, 0, 0, 0, 0).b(0, 0, 0)),
        provable(
            "x ≥ 0 at 0", 0, in(new NonnegativeCone(2)).p(1, 1).q(1, 1).a(-1, 0, 0, -1).b(0, 0)),
        provable(
            "cones of size 1 and 2",
            -2,
            in(new SecondOrderCone(1), new SecondOrderCone(2))
                .q(1, 1)
                .a(-1, 0, -1, 0, 0, -1)
                .b(0, 2, 0)),
        provable("matrices of order 1", -3, in(new PsdCone(1)).q(1).a(-1).b(3)));
  }

  @Override
  public String toString() {
    return name;
  }

  private static IllPosed provable(String name, double infimum, ProgramText text) {
    return new IllPosed(name, text.program(), infimum, true);
  }

  private static IllPosed limit(String name, double infimum, ProgramText text) {
    return new IllPosed(name, text.program(), infimum, false);
  }

  private static ProgramText in(Cone... cones) {
    double[] none = {};
    return new ProgramText(List.of(cones), none, none, none, none);
  }

  /// A program as one writes it down.
  ///
  /// @param p the diagonal of P, or nothing
  /// @param a A row by row
  private record ProgramText(List<Cone> cones, double[] p, double[] q, double[] a, double[] b) {
    ProgramText p(double... diagonal) {
      return new ProgramText(cones, diagonal, q, a, b);
    }

    ProgramText q(double... values) {
      return new ProgramText(cones, p, values, a, b);
    }

    ProgramText a(double... values) {
      return new ProgramText(cones, p, q, values, b);
    }

    ProgramText b(double... values) {
      return new ProgramText(cones, p, q, a, values);
    }

    ConicProgram program() {
      int n = q.length, m = b.length;
      double[][] quadratic = new double[n][n], rows = new double[m][n];
      for (int j = 0; j < p.length; j++) quadratic[j][j] = p[j];
      for (int i = 0; i < m; i++) System.arraycopy(a, i * n, rows[i], 0, n);
      return ConicProgram.withoutAnswer(quadratic, q, rows, b, cones);
    }
  }
}
