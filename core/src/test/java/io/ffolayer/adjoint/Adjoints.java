package io.ffolayer.adjoint;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Ghost;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.solve.interior.InteriorPoint;
import java.util.List;

/// The adjoints that the contract is put to, each with the options that change its way. A new one
/// is tested by a line here; one that is missing fails [AdjointListTest].
public final class Adjoints {
  /// An adjoint and how exact it promises to be.
  ///
  /// @param precision relative error of a direction on a well-conditioned program
  /// @param curvedPrecision the same where a cone is curved at the solution
  /// @param maySayUncertain whether on a degenerate program it may say that it does not know
  public record Entry(
      String name,
      Adjoint adjoint,
      double precision,
      double curvedPrecision,
      boolean maySayUncertain) {
    /// An adjoint that solves the ghost problem in another way, to be compared with: by elimination
    /// with pivoting of the whole matrix, and for that one by the factor that everybody else uses.
    Adjoint other() {
      return adjoint instanceof Implicit ? new FirstOrder() : new Implicit();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  public static final List<Entry> ALL =
      List.of(
          new Entry("implicit", new Implicit(), 1e-11, 1e-8, false),
          new Entry("first order, factored", new FirstOrder(), 1e-11, 1e-8, false),
          new Entry(
              "first order, by products",
              new FirstOrder().withGhost(new Ghost.Products(1e-13, 10_000)),
              1e-9,
              1e-8,
              false),
          new Entry(
              "first order, by a solver",
              new FirstOrder().withGhost(new Ghost.Solved(new InteriorPoint())),
              1e-9,
              1e-8,
              true),
          new Entry(
              "first order, by perturbed problems",
              new FirstOrder().withGhost(new Ghost.Perturbed(new InteriorPoint())),
              1e-9,
              1e-6,
              true));

  private Adjoints() {}

  public static List<Entry> all() {
    return ALL;
  }
}
