package io.ffolayer.lab.choosing;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.Scheme;
import io.ffolayer.adjoint.approximate.Lpgd;
import io.ffolayer.adjoint.approximate.Relaxed;
import io.ffolayer.adjoint.approximate.Smoothed;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Ghost;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.solve.Solver;
import java.util.List;
import java.util.function.BiFunction;

/// An adjoint and its parameter.
///
/// @param symbol of the parameter, empty if it has none
/// @param shown the value of the parameter that is shown
/// @param of the adjoint at a value, with a solver where it takes one of its own
public record Way(
    String name, String symbol, double shown, BiFunction<Double, Solver, Adjoint> of) {
  /// Everything that gives a direction.
  public static final List<Way> ALL =
      List.of(
          new Way("`FirstOrder`", "", 0, (none, solver) -> new FirstOrder()),
          new Way("`Implicit`", "", 0, (none, solver) -> new Implicit()),
          new Way(
              "`Ghost.Perturbed`, one-sided",
              "δ",
              1e-2,
              (delta, solver) ->
                  new FirstOrder().withGhost(new Ghost.Perturbed(delta, Scheme.ONE_SIDED, solver))),
          new Way(
              "`Ghost.Perturbed`, central",
              "δ",
              1e-2,
              (delta, solver) ->
                  new FirstOrder().withGhost(new Ghost.Perturbed(delta, Scheme.CENTRAL, solver))),
          new Way(
              "`Lpgd`, lower",
              "τ",
              0.4,
              (tau, solver) -> new Lpgd(tau).withVariant(Lpgd.Variant.LOWER)),
          new Way("`Lpgd`, average", "τ", 0.4, (tau, solver) -> new Lpgd(tau)),
          new Way("`Smoothed`", "ρ", 0.4, (rho, solver) -> new Smoothed(rho, 100, 1)),
          new Way("`Relaxed`", "μ", 0.02, (mu, solver) -> new Relaxed(mu)));

  /// Its name and value.
  public String label() {
    String plain = name.replace("`", "");
    return symbol.isEmpty() ? plain : plain + ", " + symbol + " = " + shown;
  }
}
