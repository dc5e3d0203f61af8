package io.ffolayer.adjoint;

import io.ffolayer.adjoint.approximate.Lpgd;
import io.ffolayer.adjoint.approximate.Relaxed;
import io.ffolayer.adjoint.approximate.Smoothed;
import io.ffolayer.adjoint.condensed.Condensed;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Ghost;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.internal.kkt.choice.ByMatrices;
import io.ffolayer.solve.interior.InteriorPoint;
import java.util.List;
import java.util.function.DoubleFunction;

/// The adjoints that the contracts are put to, each with the options that change its way: those
/// that give the derivative, and those that are biased on purpose. A new one is tested by a line
/// here; one that is missing fails [AdjointListTest].
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
          new Entry("first order, condensed", new Condensed(new FirstOrder()), 1e-11, 1e-8, false),
          new Entry(
              "implicit, by data matrices",
              new ByMatrices.Differentiating(new Implicit()),
              1e-11,
              1e-8,
              false),
          new Entry(
              "first order, by data matrices",
              new ByMatrices.Differentiating(new FirstOrder()),
              1e-11,
              1e-8,
              false),
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

  /// An adjoint whose direction is on purpose not the derivative, and what it promises of it.
  ///
  /// @param at the adjoint at a value of its parameter
  /// @param smallest the smallest value that a test may ask for: below, noise is larger
  /// @param order the error of a gradient is of this order in the parameter
  /// @param flatOrder the same where no cone is curved: infinite where the error vanishes
  /// @param bound the error of a gradient at `smallest`, relative
  public record Biased(
      String name,
      DoubleFunction<Adjoint> at,
      double smallest,
      double order,
      double flatOrder,
      double bound) {
    @Override
    public String toString() {
      return name;
    }
  }

  public static final List<Biased> BIASED =
      List.of(
          lpgd(Lpgd.Variant.LOWER, 1),
          lpgd(Lpgd.Variant.UPPER, 1),
          lpgd(Lpgd.Variant.AVERAGE, 2),
          new Biased("smoothed", rho -> new Smoothed(rho, 4, 1), 1e-6, 1, 1, 1e-4),
          // On the edge of a power cone its error falls like μ^α only.
          new Biased("relaxed", Relaxed::new, 1e-7, 1, 1, 1e-2));

  private static Biased lpgd(Lpgd.Variant variant, double order) {
    return new Biased(
        "lpgd, " + variant,
        tau -> new Lpgd(tau).withVariant(variant),
        1e-5,
        order,
        variant == Lpgd.Variant.AVERAGE ? Double.POSITIVE_INFINITY : 1,
        1e-3);
  }

  private Adjoints() {}

  public static List<Biased> biased() {
    return BIASED;
  }

  public static List<Entry> all() {
    return ALL;
  }
}
