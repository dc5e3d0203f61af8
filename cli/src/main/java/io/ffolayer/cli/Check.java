package io.ffolayer.cli;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.cli.check.GradientCheck;
import io.ffolayer.io.ProblemBatch;
import io.ffolayer.io.ProblemFile;
import io.ffolayer.io.StatedProblem;
import io.ffolayer.io.json.BadInputException;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.io.json.RecordFile;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.UnsupportedProgramException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Checks the gradients of the problems of a file against central differences.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Compare every gradient of the problems of a file with central differences.",
    footer = {
      "",
      "A problem without cotangent gets a random one. An error is relative to the largest entry of"
          + " its slot. At a kink of the solution map any slope between the two one-sided ones is"
          + " right; such entries, and those whose moved problem has no solution, are counted apart.",
      "",
      "Exit code: 0 all agree, 1 some gradient disagrees or some problem has no solution, 2 bad input."
    })
final class Check implements Callable<Integer> {
  private static final double TIGHT = 1e-12;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The problem file; - for standard input.")
  private String file;

  @Option(
      names = "--agreement",
      paramLabel = "E",
      description = "Largest error that counts as agreement; default ${DEFAULT-VALUE}.")
  private double agreement = 1e-6;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Most entries of a slot that are compared; default ${DEFAULT-VALUE}.")
  private int samples = 200;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Of the samples and of random cotangents; default ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the record to FILE.")
  private @Nullable Path json;

  @Mixin private SolvingOptions options;

  @Override
  public Integer call() {
    if (!(agreement > 0)) throw refuse("--agreement", agreement, "a number > 0");
    if (samples < 1) throw refuse("--samples", samples, "a number ≥ 1");
    RecordFile record = json == null ? null : RecordFile.at(json);
    ProblemFile problems = ProblemFile.read(file);
    CheckResults results = new CheckResults(agreement, check(problems));
    PrintWriter out = spec.commandLine().getOut();
    results.print(out);
    if (record != null) record.write(stream -> JsonWriter.write(stream, results::write));
    return results.exitCode();
  }

  private ParameterException refuse(String option, Number value, String expected) {
    return new ParameterException(
        spec.commandLine(),
        "Invalid value for %s: expected %s, got %s".formatted(option, expected, value));
  }

  private List<GradientCheck.Result> check(ProblemFile file) {
    GradientCheck check = new GradientCheck(agreement, samples, seed);
    Solver solver = options.solver(file.tolerance());
    Solver tightSolver = options.solver(TIGHT);
    Adjoint adjoint = options.adjoint(file.adjoint());
    int threads = options.threads();
    List<GradientCheck.Result> results = new ArrayList<>();
    for (StatedProblem problem : file.problems()) {
      ProblemBatch batch = ProblemBatch.of(List.of(problem), file.parameters()).getFirst();
      try {
        ConvexLayer layer = batch.layer(solver, adjoint, threads);
        results.add(check.check(batch, problem, layer, layer.withSolver(tightSolver)));
      } catch (UnsupportedProgramException
          | UnsupportedOperationException
          | ShapeException unsupported) {
        throw new BadInputException(file.name() + ": " + unsupported.getMessage());
      }
    }
    return results;
  }
}
