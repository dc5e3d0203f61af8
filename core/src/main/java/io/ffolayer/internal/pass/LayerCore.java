package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.internal.batch.Threads;
import io.ffolayer.internal.tight.TightProgram;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a layer is made of, by positions: the canonical program, a solver and adjoints made ready
/// for its structure, a pullback per parameter, and the options. Immutable; the spare workers that
/// it keeps are shared by all cores that differ in options alone.
public final class LayerCore {
  private final CanonicalProgram canonical;
  private final List<Pullback> pullbacks;
  private final PreparedSolver solver;
  private final LayerOptions options;
  private final @Nullable TightProgram tight;

  private LayerCore(
      CanonicalProgram canonical,
      List<Pullback> pullbacks,
      PreparedSolver solver,
      LayerOptions options,
      @Nullable TightProgram tight) {
    this.canonical = canonical;
    this.pullbacks = pullbacks;
    this.solver = solver;
    this.options = options;
    this.tight = tight;
  }

  /// Analyses the structure and makes the solver ready.
  ///
  /// @throws IllegalArgumentException if a constant of the program is not valid
  public LayerCore(CanonicalProgram canonical, Solver solver, LayerOptions options) {
    this(
        DataCheck.requireValidConstants(canonical),
        pullbacks(canonical),
        new PreparedSolver(new Analysis(canonical.program().structure()), solver),
        options,
        TightProgram.of(canonical));
  }

  private static List<Pullback> pullbacks(CanonicalProgram canonical) {
    return IntStream.range(0, canonical.parameters().size())
        .mapToObj(p -> new Pullback(canonical.program(), p, canonical.parameters().get(p).size()))
        .toList();
  }

  /// The same layer with another solver, which shares the analysis of the structure.
  public LayerCore with(Solver other) {
    return new LayerCore(canonical, pullbacks, solver.with(other), options, tight);
  }

  /// The same layer, which answers infeasible instances with the closest feasible program.
  public LayerCore withClosest(double price) {
    return new LayerCore(canonical, pullbacks, solver.withClosest(price), options, tight);
  }

  /// The same layer with another adjoint, made ready at once, so that what it does not take is
  /// refused here.
  public LayerCore with(Adjoint adjoint) {
    solver.adjoint(adjoint);
    return with(options.withAdjoint(adjoint));
  }

  /// The same layer with other options; nothing is prepared anew.
  public LayerCore with(LayerOptions other) {
    return new LayerCore(canonical, pullbacks, solver, other, tight);
  }

  public CanonicalProgram canonical() {
    return canonical;
  }

  public ProgramStructure structure() {
    return canonical.program().structure();
  }

  public Solver solver() {
    return solver.solver();
  }

  public LayerOptions options() {
    return options;
  }

  PreparedSolver prepared() {
    return solver;
  }

  /// What pulls auxiliary variables tight, or null.
  @Nullable TightProgram tight() {
    return tight;
  }

  /// What pulls auxiliary variables tight.
  ///
  /// @throws IllegalStateException if the program has none; no output asks for it then
  TightProgram requireTight() {
    if (tight == null) throw new IllegalStateException("the program has no tightening");
    return tight;
  }

  Threads threads() {
    return options.threads();
  }

  /// Mᵀ of each parameter.
  List<Pullback> pullbacks() {
    return pullbacks;
  }
}
