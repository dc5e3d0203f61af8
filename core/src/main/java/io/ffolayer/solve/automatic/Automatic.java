package io.ffolayer.solve.automatic;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.UnsupportedProgramException;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.activeset.BlockPivoting;
import io.ffolayer.solve.activeset.DualActiveSet;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.solve.presolve.Presolve;
import io.ffolayer.solve.separable.SemismoothNewton;
import java.util.ArrayList;
import java.util.List;

/// The choice of a solver by structure. Each instance goes down a list of methods until one ends
/// with something other than [Status#ITERATION_LIMIT]; [Solution#solver] says which.
///
/// | program | methods, in this order |
/// |---|---|
/// | diagonal P, bounds, few other rows, perhaps one ball ‖b − a ∘ x‖ ≤ ρ; the layout may say so, or only the zeros of dense data | [SemismoothNewton], then as below |
/// | dense P | [BlockPivoting], [DualActiveSet], [InteriorPoint] |
/// | everything else, all other curved cones | [InteriorPoint] |
///
/// The interior point sees what [Presolve] leaves.
///
/// @param tolerance bound on the relative primal, dual and gap residual of a solved instance, in
///   (0, 1e-2]; default 1e-9
/// @param indefinite the most by which P may fail to be positive semidefinite, in `[0, 1e-2]`;
///   default 1e-6 ([InteriorPoint])
public record Automatic(double tolerance, double indefinite) implements Solver {
  public Automatic {
    if (!(indefinite >= 0 && indefinite <= 1e-2))
      throw new IllegalArgumentException("indefinite must be in [0, 1e-2], got " + indefinite);
    if (!(tolerance > 0 && tolerance <= 1e-2))
      throw new IllegalArgumentException("tolerance must be in (0, 1e-2], got " + tolerance);
  }

  public Automatic() {
    this(1e-9);
  }

  public Automatic(double tolerance) {
    this(tolerance, new InteriorPoint().indefinite());
  }

  public Automatic withTolerance(double newTolerance) {
    return new Automatic(newTolerance, indefinite);
  }

  public Automatic withIndefinite(double newIndefinite) {
    return new Automatic(tolerance, newIndefinite);
  }

  @Override
  public Prepared prepare(Analysis analysis) {
    ProgramStructure structure = analysis.structure();
    UnsupportedProgramException.unlessEntries(structure, "every method of Automatic");
    List<Prepared> methods = new ArrayList<>();
    UnsupportedProgramException refusal = null;
    for (Solver solver : candidates(structure)) {
      try {
        methods.add(solver.prepare(analysis));
      } catch (UnsupportedProgramException notThisOne) {
        refusal = notThisOne;
      }
    }
    if (methods.isEmpty() && refusal != null) throw refusal;
    return new Chain(List.copyOf(methods));
  }

  private List<Solver> candidates(ProgramStructure structure) {
    List<Solver> solvers = new ArrayList<>();
    solvers.add(new SemismoothNewton().withTolerance(tolerance));
    if (structure.quadratic() instanceof Layout.Dense) {
      solvers.add(new BlockPivoting().withTolerance(tolerance));
      solvers.add(new DualActiveSet().withTolerance(tolerance));
    }
    Solver interior = new InteriorPoint().withTolerance(tolerance).withIndefinite(indefinite);
    solvers.add(new Presolve(interior, tolerance));
    return solvers;
  }

  /// Methods tried one after the other.
  private record Chain(List<Prepared> methods) implements Prepared {
    @Override
    public int grain() {
      return methods.stream().mapToInt(Prepared::grain).max().orElse(1);
    }

    @Override
    public Worker worker() {
      return new ChainWorker(methods);
    }
  }

  private static final class ChainWorker implements Worker {
    private final List<Prepared> methods;
    private final List<Worker> workers = new ArrayList<>();

    ChainWorker(List<Prepared> methods) {
      this.methods = methods;
    }

    @Override
    public void solve(
        ProgramData data, int from, int to, WarmStart guess, Watch watch, Solution solution) {
      worker(0).solve(data, from, to, guess, watch, solution);
      for (int method = 1; method < methods.size(); method++)
        for (int i = from; i < to; i++)
          if (solution.status(i) == Status.ITERATION_LIMIT)
            worker(method).solve(data, i, i + 1, guess, watch, solution);
    }

    @Override
    public void release() {
      workers.forEach(Worker::release);
    }

    /// Memory is taken when a method is first needed.
    private Worker worker(int method) {
      while (workers.size() <= method) workers.add(methods.get(workers.size()).worker());
      return workers.get(method);
    }
  }
}
