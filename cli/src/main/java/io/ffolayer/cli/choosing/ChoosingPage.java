package io.ffolayer.cli.choosing;

import io.ffolayer.lab.choosing.Comparison;
import io.ffolayer.lab.choosing.Way;
import java.util.Arrays;
import java.util.Locale;

/// The page `docs/choosing.md`.
///
/// @param picture the name of the picture beside it
/// @param command that wrote both
public record ChoosingPage(Comparison comparison, String picture, String command) {
  private static final String HEAD =
      """
      # What to choose

      Written by `COMMAND`; do not edit.

      In short: nothing. The automatic solver and `FirstOrder` are right for almost everything, and the report says where they are not. What follows is for the rest.

      ## Which solver

      | solver | takes | choose it when |
      |---|---|---|
      | `Automatic` | everything | always, unless you know better: it tries the methods below in order, and shows which one answered |
      | `SemismoothNewton` | diagonal P, bounds, few other rows, a ball | the program is separable: nothing is factored but a small matrix |
      | `BlockPivoting` | dense, strictly convex, rows and bounds | batches of small programs: eight at once |
      | `DualActiveSet` | the same | warm starts, and where block pivoting cycles |
      | `InteriorPoint` | every cone, sparse or dense, semidefinite P | everything else |

      A program that no point satisfies has the status INFEASIBLE and a certificate. `layer.withClosestFeasible()` answers it, if it has only equalities and inequalities, with right-hand sides shifted at a price instead, with the status and the flag CLOSEST_FEASIBLE. Where the solver does not solve the shifted program, or its objective falls without bound, INFEASIBLE stays and the message says why.

      ## Which adjoint

      ![Every adjoint at a vertex, a kink and a smooth point](PICTURE)

      | | program | shown at | cotangent of y | derivative |
      |---|---|---|---|---|
      | vertex | min qy, 0 ≤ y ≤ 1 | q = 0.1 | 1 | dy/dq = 0 but at q = 0, where y jumps |
      | kink | min (y − a)², y ≤ 0 | a = 0 | 1 | dy/da = 1 for a < 0, 0 for a > 0 |
      | smooth point | min ‖y − a‖², ‖y‖ ≤ 1 | a = OUTSIDE | LOSS | dy/da = (I − yyᵀ)/‖a‖ |

      The direction of `Lpgd` depends on the length of the cotangent: the cost q moves by τ times the cotangent, and with another one the same τ gives other numbers.

      Left: at a vertex of a linear program the derivative is 0 on both sides, and right; whoever learns costs needs a direction that sees beyond it. Middle: at a kink there are two derivatives. Right: how each error at a smooth point depends on its parameter; below, the noise of the solver over δ or τ.

      """;

  private static final String MIDDLE =
      """

      Costs are per direction, and beside the forward pass. A visit of `FirstOrder` reuses the factor of the forward pass; `Implicit` factors the full matrix anew; `Relaxed` follows the central path, some twenty factorisations. `Smoothed` was asked for 100 samples; its value at the kink is a mean of so many zeros and ones.
      `Ghost.Perturbed` solves with the solver that it is given: the face, its ends, and the measure of its error. On rows alone it has no error but noise.

      | you want | take |
      |---|---|
      | the derivative | `FirstOrder` |
      | the same by another way, as a check | `Implicit` |
      | the derivative where a factor does not fit | `FirstOrder().withGhost(new Ghost.Products(…))` |
      | the derivative with nothing but a solver of your own | `FirstOrder().withGhost(new Ghost.Solved(solver))` |
      | the paper's algorithm to the letter, for experiments with δ | `FirstOrder().withGhost(new Ghost.Perturbed(δ, scheme, solver))` |
      | to learn the costs of linear or integer-like programs | `Lpgd`, τ so large that the solution moves |
      | something differentiable everywhere, deterministic, with a forward mode | `Relaxed` |
      | the derivative of a mean over uncertain right-hand sides, with its standard error | `Smoothed` |

      | adjoint | promises | does not promise |
      |---|---|---|
      | `FirstOrder`, `Implicit` | the derivative, or at a kink one of its sides, flagged; an error estimate that covers what the forward solve left | a direction that sees beyond a vertex |
      | `Ghost.Perturbed` | the same to O(δ²), one-sided O(δ), plus noise/δ; an estimate that covers both; STEP_IN_NOISE | more digits than δ allows; one side at a kink of a curved cone with several weak directions |
      | `Lpgd` | the derivative for P + ρI as τ → 0; the direction in which the loss falls at a finite τ. ρ > 0 keeps it short where P is flat, and demands that P store its diagonal, zeros too (in words: add w‖y‖², w a nonnegative parameter with the value 0); else `withAdjoint` refuses | linearity in the loss: no forward mode |
      | `Smoothed` | ∂q and ∂b of the mean solution within its standard error | ∂P and ∂A better than O(ρ) |
      | `Relaxed` | the exact derivative of the central path at μ, in every slot; O(μ) from the derivative | that, on an edge of a power cone (O(μ^α)); a program without an interior |

      ## Which oracle

      | the inner problem is | take |
      |---|---|
      | a program by matrices, or in the modeller's words | a layer: `ConvexLayer` |
      | functions with first derivatives, or a solver of your own for them | `FirstOrderOracle` ([bilevel.md](bilevel.md)): Algorithm 1 with δ by its rule; `withSmoothing` where active rows change all the time |
      | either, inside an outer problem | `Bilevel`: `ProjectedGradient` or `Adam` for speed, `Goldstein` for its guarantee |
      """;

  /// The whole page.
  public String text() {
    StringBuilder page = new StringBuilder();
    page.append(
        HEAD.replace("COMMAND", command)
            .replace("PICTURE", picture)
            .replace("OUTSIDE", vector(Comparison.outside()))
            .replace("LOSS", vector(Comparison.loss())));
    page.append(
        "| adjoint | shown with | dy/dq at the vertex, q = 0.1 | dy/da at the kink, a = 0 | error at the smooth point | solves | forward mode |\n");
    page.append("|---|---|---:|---:|---:|---:|---|\n");
    for (Way way : Way.ALL) row(page, way);
    return page.append(MIDDLE).toString();
  }

  private void row(StringBuilder page, Way way) {
    Comparison.Smooth smooth = comparison.atSmoothPoint(way, way.shown());
    boolean hasTangents = comparison.hasTangents(way);
    page.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %s | %s | %d | %s |%n",
            way.name(),
            way.symbol().isEmpty() ? "" : way.symbol() + " = " + way.shown(),
            plain(comparison.atVertex(way, 0.1)),
            plain(comparison.atKink(way, 0)),
            smooth.error() < 1e-12
                ? "rounding"
                : String.format(Locale.ROOT, "%.0e", smooth.error()),
            smooth.solves(),
            hasTangents ? "yes" : "no"));
  }

  private static String vector(double[] values) {
    return Arrays.toString(values).replace('[', '(').replace(']', ')').replace("-", "−");
  }

  private static String plain(double value) {
    double rounded = Math.round(1000 * value) / 1000.0;
    return rounded == 0 ? "0" : String.valueOf(rounded);
  }
}
