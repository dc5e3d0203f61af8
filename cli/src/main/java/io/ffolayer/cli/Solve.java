package io.ffolayer.cli;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.io.Answer;
import io.ffolayer.io.AnswerFile;
import io.ffolayer.io.ProblemBatch;
import io.ffolayer.io.ProblemFile;
import io.ffolayer.io.json.BadInputException;
import io.ffolayer.io.json.JsonWriter;
import io.ffolayer.io.json.RecordFile;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.UnsupportedProgramException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
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

/// Solves the problems of a file and differentiates them.
@Command(
    name = "solve",
    mixinStandardHelpOptions = true,
    description = "Solve the convex programs of a JSON file and differentiate them.",
    footer = {
      "",
      "Exit code: 0 all solved, 1 some problem has no solution, 2 bad input.",
      "",
      "A file: {\"P\": [[2, 0], [0, 2]], \"q\": [1, 1], \"G\": [[1, 1]], \"h\": [-2], \"cotangent\": [1, 0]}",
      "A conic one, Ax + s = b: {\"q\": [0, 1], \"A\": [[0, -1], [-1, 0]], \"b\": [0, 1], \"cones\": [{\"soc\": 2}]};",
      "cones: {\"zero\": rows}, {\"nonneg\": rows}, {\"soc\": rows}, {\"psd\": order}, {\"exp\": count}, {\"power\": exponent}.",
      "Several: {\"problems\": [{…}, {…}], \"adjoint\": \"implicit\", \"tolerance\": 1e-9, \"parameters\": [\"q\"]};",
      "\"parameters\" names the fields whose gradients are wanted, all of them without it.",
      "In words: {\"variables\": {\"x\": [2]}, \"parameters\": {\"b\": [1, -2]},",
      " \"minimize\": \"sumSquares(x - b) + 0.5 * norm1(x)\", \"subjectTo\": {\"budget\": \"sum(x) == 1\"}};",
      "docs/problem-files.md says all of it."
    })
final class Solve implements Callable<Integer> {
  private static final int MOST_NOTES = 10;
  private static final double NANOS = 1e9;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The problem file; - for standard input.")
  private String file;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description =
          "Solve and differentiate N times after a warm-up; report median and minimum times.")
  private int repeats;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "With --repeat: begin no repeat after S seconds.")
  private double seconds = Double.POSITIVE_INFINITY;

  @Option(
      names = "--time-limit",
      paramLabel = "S",
      description =
          "Most seconds for solving or differentiating a batch once; what is not done is TIME_LIMIT.")
  private @Nullable Double timeLimit;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the answer to FILE and print a summary.")
  private @Nullable Path json;

  @Mixin private SolvingOptions options;

  @Override
  public Integer call() {
    if (repeats < 0) throw refuse("--repeat", "≥ 0", repeats);
    if (!(seconds > 0)) throw refuse("--seconds", "> 0", seconds);
    if (timeLimit != null && !(timeLimit > 0)) throw refuse("--time-limit", "> 0", timeLimit);
    RecordFile record = json == null ? null : RecordFile.at(json);
    ProblemFile problems = ProblemFile.read(file);
    AnswerFile answers = solve(problems);
    PrintWriter out = spec.commandLine().getOut();
    if (record == null) {
      JsonWriter.write(out, answers::write);
    } else {
      record.write(stream -> JsonWriter.write(stream, answers::write));
      new AnswerTable(answers).print(out);
    }
    out.flush();
    return exitCode(problems, answers.answers());
  }

  private ParameterException refuse(String option, String range, Number value) {
    return new ParameterException(
        spec.commandLine(),
        "Invalid value for %s: expected a number %s, got %s".formatted(option, range, value));
  }

  private AnswerFile solve(ProblemFile problems) {
    Solver solver = options.solver(problems.tolerance());
    Adjoint adjoint = options.adjoint(problems.adjoint());
    int threads = options.threads();
    try {
      return new Solving(
              ProblemBatch.of(problems), batch -> limited(batch.layer(solver, adjoint, threads)))
          .run(repeats, seconds);
    } catch (UnsupportedProgramException
        | UnsupportedOperationException
        | ShapeException unsupported) {
      throw new BadInputException(problems.name() + ": " + unsupported.getMessage());
    }
  }

  private ConvexLayer limited(ConvexLayer layer) {
    if (timeLimit == null) return layer;
    double most = Long.MAX_VALUE / NANOS / 2; // a century
    return layer.withTimeLimit(Duration.ofNanos((long) (NANOS * Math.min(timeLimit, most))));
  }

  /// Tells of the problems without a solution.
  private int exitCode(ProblemFile problems, List<Answer> answers) {
    int code = ExitCode.DONE;
    int notes = 0;
    for (Answer answer : answers) {
      if (answer.isSolved()) continue;
      boolean bad = answer.status() == Status.INVALID_DATA;
      code = Math.max(code, bad ? ExitCode.BAD_INPUT : ExitCode.NO_SOLUTION);
      if (notes++ < MOST_NOTES) note(problems, answer);
    }
    if (notes > MOST_NOTES)
      spec.commandLine().getErr().println("ffo: … and " + (notes - MOST_NOTES) + " more");
    return code;
  }

  private void note(ProblemFile problems, Answer answer) {
    String place = answer.problem().place().problem();
    String message =
        answer.outcome().message() == null ? meaning(answer.status()) : answer.outcome().message();
    spec.commandLine()
        .getErr()
        .println(
            "ffo: "
                + problems.name()
                + (place.isEmpty() ? "" : ": " + place)
                + ": "
                + answer.status()
                + ": "
                + message);
  }

  private static String meaning(Status status) {
    return switch (status) {
      case SOLVED -> "a solution was found";
      case ALMOST_SOLVED -> "a solution was found, to the looser tolerance only";
      case INFEASIBLE -> "no x satisfies the constraints";
      case CLOSEST_FEASIBLE -> "no x satisfies the constraints; this is the closest answer";
      case UNBOUNDED -> "the objective has no lower bound";
      case ITERATION_LIMIT -> "the solver stopped before it reached the tolerance";
      case TIME_LIMIT -> "the time was up";
      case INTERRUPTED -> "the solver was interrupted";
      case INVALID_DATA -> "this is not a convex program";
    };
  }
}
