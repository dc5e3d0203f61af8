package io.ffolayer.cli;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.highs.Highs;
import io.ffolayer.ojalgo.OjAlgo;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.activeset.BlockPivoting;
import io.ffolayer.solve.activeset.DualActiveSet;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.solve.separable.SemismoothNewton;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// The options of every command that solves: which solver, which adjoint, how many threads.
final class SolvingOptions {
  private static final double DEFAULT_TOLERANCE = 1e-9;
  private static final double LARGEST_TOLERANCE = 1e-2;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      description =
          "automatic (the default: by structure), interior-point, block-pivoting, dual-active-set,"
              + " semismooth-newton, ojalgo or highs. The last needs a libhighs:"
              + " FFO_JAVA_OPTS=-Dffolayer.highs.library=FILE.")
  private String solver = "automatic";

  @Option(
      names = "--adjoint",
      paramLabel = "NAME",
      description = "first-order (the default) or implicit.")
  private @Nullable String adjoint;

  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "Most threads for one batch; default: one per processor.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      description = "Bound of the residuals, in (0, 1e-2]; default: that of the file, else 1e-9.")
  private @Nullable Double tolerance;

  /// The solver by its name.
  ///
  /// @param fromFile the tolerance of the file, if it has one
  Solver solver(@Nullable Double fromFile) {
    double bound = tolerance(fromFile);
    return switch (solver) {
      case "automatic" -> new Automatic().withTolerance(bound);
      case "interior-point" -> new InteriorPoint().withTolerance(bound);
      case "block-pivoting" -> new BlockPivoting().withTolerance(bound);
      case "dual-active-set" -> new DualActiveSet().withTolerance(bound);
      case "ojalgo" -> new OjAlgo().withTolerance(bound);
      case "highs" -> new Highs().withTolerance(bound);
      case "semismooth-newton" -> new SemismoothNewton().withTolerance(bound);
      default ->
          throw refuse(
              "--solver",
              solver,
              "automatic, interior-point, block-pivoting, dual-active-set, semismooth-newton, ojalgo"
                  + " or highs");
    };
  }

  private double tolerance(@Nullable Double fromFile) {
    if (tolerance == null) return fromFile == null ? DEFAULT_TOLERANCE : fromFile;
    if (!(tolerance > 0 && tolerance <= LARGEST_TOLERANCE))
      throw refuse("--tolerance", tolerance.toString(), "a number in (0, 1e-2]");
    return tolerance;
  }

  /// The adjoint by its name: that of the option, else that of the file, else the first-order one.
  Adjoint adjoint(@Nullable String fromFile) {
    String name = adjoint != null ? adjoint : fromFile != null ? fromFile : "first-order";
    return switch (name) {
      case "first-order" -> new FirstOrder();
      case "implicit" -> new Implicit();
      default -> throw refuse("--adjoint", name, "first-order or implicit");
    };
  }

  int threads() {
    if (threads < 1) throw refuse("--threads", String.valueOf(threads), "a number ≥ 1");
    return threads;
  }

  private ParameterException refuse(String option, String value, String expected) {
    return new ParameterException(
        spec.commandLine(),
        "Invalid value for %s: expected %s, got %s".formatted(option, expected, value));
  }
}
