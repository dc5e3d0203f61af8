package io.ffolayer.laws;

import io.ffolayer.adjoint.Adjoints;
import io.ffolayer.solve.Solvers;
import io.ffolayer.solve.Status;
import io.ffolayer.testing.ConicProgram;
import io.ffolayer.testing.FacePrograms;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One way to an answer: a solver, an adjoint, a layout.
record Answering(Solvers.Entry solver, Adjoints.Entry adjoint, boolean sparse) {
  /// Programs on every face of every cone.
  static final List<FacePrograms.Named> PROGRAMS = FacePrograms.all();

  /// Every solver with the first adjoint, and every adjoint with the first solver, dense and
  /// sparse.
  static List<Answering> all() {
    List<Answering> all = new ArrayList<>();
    for (boolean sparse : new boolean[] {false, true}) {
      for (Solvers.Entry solver : Solvers.ALL)
        all.add(new Answering(solver, Adjoints.ALL.getFirst(), sparse));
      for (Adjoints.Entry adjoint : Adjoints.ALL.subList(1, Adjoints.ALL.size()))
        all.add(new Answering(Solvers.ALL.getFirst(), adjoint, sparse));
    }
    return all;
  }

  /// Those whose adjoint factors its system. The two that solve it by iteration, by products or by
  /// a solver, do so to an absolute size: they flag what is well determined in units of 10^±8.
  static List<Answering> exact() {
    return all().stream().filter(a -> !a.adjoint.name().contains("by ")).toList();
  }

  /// Null where the solver does not take such programs.
  @Nullable Reply of(ConicProgram program, Loss loss) {
    return Reply.of(program, loss, solver.solver(), adjoint, sparse);
  }

  /// The same, and null too where a solver that need not answer everything gives up.
  @Nullable Reply orRefusal(ConicProgram program, Loss loss) {
    Reply reply = of(program, loss);
    boolean gaveUp = reply != null && reply.status() == Status.ITERATION_LIMIT;
    return gaveUp && !solver.mustAnswerAll() ? null : reply;
  }

  @Override
  public String toString() {
    return "%s, %s, %s".formatted(solver, adjoint, sparse ? "sparse" : "dense");
  }
}
