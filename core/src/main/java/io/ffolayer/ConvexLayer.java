package io.ffolayer;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.internal.batch.Threads;
import io.ffolayer.internal.canon.CanonicalForm;
import io.ffolayer.internal.pass.FlatMemory;
import io.ffolayer.internal.pass.ForwardSolve;
import io.ffolayer.internal.pass.GivenTensors;
import io.ffolayer.internal.pass.Inputs;
import io.ffolayer.internal.pass.LayerCore;
import io.ffolayer.internal.pass.LayerOptions;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.automatic.Automatic;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/// A convex problem as a layer: y*(θ) = argmin, for batches of parameters θ, with gradients.
///
/// Made once: canonical form, symbolic analysis and everything that depends on constants alone.
/// Immutable and thread-safe; calls may come from several threads and with different batch sizes.
/// Needs no close. A layer with other options shares what does not depend on them: the analysis,
/// and the memory of the workers.
///
/// ```java
/// var layer = ConvexLayer.of(program).withSolver(new InteriorPoint().withTolerance(1e-8)).withAdjoint(new Implicit());
/// ```
public final class ConvexLayer implements Layer {
  private static final System.Logger LOGGER = System.getLogger(ConvexLayer.class.getName());

  private final CanonicalForm form;
  private final LayerCore core;

  private ConvexLayer(CanonicalForm form, LayerCore core) {
    this.form = form;
    this.core = core;
  }

  /// The layer of a program, with the automatic choice of a solver, the first-order adjoint, and as
  /// many threads as there are processors.
  ///
  /// @throws IllegalArgumentException if a constant holds NaN or an infinity where none belongs, or
  ///   a constant P is not symmetric
  /// @throws ShapeException if a sparse P is neither symmetric nor a triangle
  public static ConvexLayer of(QuadraticProgram program) {
    return of(CanonicalForm.of(program));
  }

  /// The layer of a program in the standard form over any cones, with the same choices.
  public static ConvexLayer of(ConeProgram program) {
    return of(CanonicalForm.of(program));
  }

  /// The layer of a problem in the modeller's words, with the same choices.
  ///
  /// @throws io.ffolayer.model.rule.DcpException if the rules do not show that the problem is
  ///   convex
  /// @throws io.ffolayer.model.rule.DppException if it depends on a parameter in a way that no
  ///   standard form has
  public static ConvexLayer of(Problem problem) {
    return of(CanonicalForm.of(problem));
  }

  /// The layer of a canonical program, with the same choices: what [#canonical] of another layer
  /// gave, here or in another process. It has parameters and outputs of its own, to be asked for by
  /// position.
  public static ConvexLayer of(CanonicalProgram program) {
    return of(CanonicalForm.of(program));
  }

  private static ConvexLayer of(CanonicalForm form) {
    Threads threads =
        new Threads(ForkJoinPool.commonPool(), Runtime.getRuntime().availableProcessors());
    LayerOptions options = new LayerOptions(new FirstOrder(), threads, null, true, 0);
    return new ConvexLayer(form, new LayerCore(form.canonical(), new Automatic(), options));
  }

  /// @throws io.ffolayer.solve.UnsupportedProgramException if the solver cannot take such programs
  public ConvexLayer withSolver(Solver newSolver) {
    return new ConvexLayer(form, core.with(newSolver));
  }

  /// The same layer, which answers an infeasible instance with the closest feasible problem, as
  /// augmented-Lagrangian layers do (Bambade et al., *QPLayer*, 2024): right-hand sides may be
  /// shifted, at the price ½κ‖shift‖² in the objective. As κ grows, the shift goes to the least one
  /// and the answer to the best among the points that it leaves, both as 1/κ. Such an instance has
  /// [io.ffolayer.solve.Status#CLOSEST_FEASIBLE], is never called solved, and its gradient, that of
  /// the problem with this price, has [io.ffolayer.adjoint.Flag#CLOSEST_FEASIBLE]; the shift of a
  /// row is its dual over κ, its slack is b + shift − Ay, and the optimal value is that of the
  /// problem with this price, ½κ‖shift‖² included (the loss without it is that of y). Other
  /// instances are answered as before. One more solve, of the program with a variable for each row,
  /// per infeasible instance; where the solver ends it without an answer, or the objective falls
  /// without bound, the instance stays INFEASIBLE and the message says why.
  ///
  /// With respect to the matrix of an infeasible system the closest point is not continuous where
  /// it leaves directions free: the gradient of A is of order κ there.
  ///
  /// @param price κ > 0, in units of the objective over those of b, squared
  /// @throws io.ffolayer.solve.UnsupportedProgramException if the program has curved cones
  public ConvexLayer withClosestFeasible(double price) {
    return new ConvexLayer(form, core.withClosest(price));
  }

  /// The same with the price 1e6.
  public ConvexLayer withClosestFeasible() {
    return withClosestFeasible(1e6);
  }

  /// @throws io.ffolayer.solve.UnsupportedProgramException if the adjoint cannot take such programs
  public ConvexLayer withAdjoint(Adjoint newAdjoint) {
    return new ConvexLayer(form, core.with(newAdjoint));
  }

  /// At most so many threads work on one call, the caller included; 1 for the calling thread alone.
  /// The result does not depend on it.
  public ConvexLayer withThreads(int count) {
    return withExecutor(core.options().threads().executor(), count);
  }

  /// Takes additional threads from the executor instead of the common pool.
  ///
  /// @param count the most threads that work on one call, the caller included
  public ConvexLayer withExecutor(Executor executor, int count) {
    return with(core.options().withThreads(new Threads(executor, count)));
  }

  /// A limit on the time of one call, forward or backward. Instances that are not solved then get
  /// [io.ffolayer.solve.Status#TIME_LIMIT]; those that have no gradient then contribute none, and
  /// their report is [io.ffolayer.adjoint.GradientReport#STOPPED].
  public ConvexLayer withTimeLimit(Duration limit) {
    if (limit.isNegative())
      throw new IllegalArgumentException("the time limit must not be negative, got " + limit);
    return with(core.options().withTimeLimit(limit));
  }

  /// The same layer, which takes an instance that a limit ended, or that no step brings further, if
  /// its residuals are within a looser tolerance than the solver's: it then has
  /// [io.ffolayer.solve.Status#ALMOST_SOLVED], and is read and differentiated as a solution is. The
  /// adjoint corrects the point as it does any other; the error estimates of the reports say what
  /// is left.
  ///
  /// @param tolerance bound on [io.ffolayer.solve.Residuals#largest], in [0, 1); 0 for no such
  ///   answers, as by default
  public ConvexLayer withAlmostSolved(double tolerance) {
    if (!(tolerance >= 0 && tolerance < 1))
      throw new IllegalArgumentException(
          "the tolerance of almost solved instances must be in [0, 1), got " + tolerance);
    return with(core.options().withAlmostSolved(tolerance));
  }

  /// The same layer for passes that are not to be differentiated: they keep no factors. (A backward
  /// pass still works; it factors anew.)
  public ConvexLayer forInference() {
    return with(core.options().forInference());
  }

  private ConvexLayer with(LayerOptions options) {
    return new ConvexLayer(form, core.with(options));
  }

  /// The parameters in the order in which the program mentions them.
  @Override
  public List<Parameter> parameters() {
    return form.parameters();
  }

  /// The variables, duals, slacks and the optimal value, in the order of the canonical program.
  @Override
  public List<Differentiable> outputs() {
    return form.outputs();
  }

  /// All that this layer is made of, as a value: another process or language can rebuild it.
  public CanonicalProgram canonical() {
    return form.canonical();
  }

  /// Sizes, cones and layouts of the program that is solved.
  public ProgramStructure structure() {
    return core.structure();
  }

  public Solver solver() {
    return core.solver();
  }

  public Adjoint adjoint() {
    return core.options().adjoint();
  }

  /// Solves a batch.
  ///
  /// @param values a tensor for each parameter of the layer: its own shape for all instances, or
  ///   with a leading axis of length B for one per instance
  /// @return solutions with a status per instance; an instance without a solution spoils no other
  /// @throws IllegalArgumentException if a parameter is missing or does not belong to the layer
  /// @throws ShapeException if a tensor has another shape than its parameter, or two batch axes
  ///   differ
  @Override
  public ForwardPass forward(Map<Parameter, Tensor> values) {
    return forward(values, WarmStart.NONE);
  }

  /// Solves a batch, starting each instance from what the store holds under its key, and stores the
  /// new solutions. Warm starts change times, never what counts as solved.
  ///
  /// @param keys one per instance, with equals and hashCode: a sample's number, say
  public ForwardPass forward(Map<Parameter, Tensor> values, WarmStarts store, List<?> keys) {
    ForwardPass pass = forward(values, store.at(keys));
    if (keys.size() != pass.batch())
      throw new IllegalArgumentException(keys.size() + " keys for a batch of " + pass.batch());
    store.save(keys, pass);
    return pass;
  }

  /// Solves a batch from given guesses. A guess of another size than the program is passed over.
  public ForwardPass forward(Map<Parameter, Tensor> values, WarmStart guess) {
    return solve(Inputs.of(canonical(), GivenTensors.values(form, values)), guess);
  }

  @Override
  public ForwardPass forward(int batch, boolean[] batched, double[][] values) {
    return solve(Inputs.of(canonical(), batch, batched, values), WarmStart.NONE);
  }

  @Override
  public ForwardPass forward(int batch, boolean[] batched, MemorySegment[] values) {
    return forward(batch, batched, FlatMemory.values(values));
  }

  private ForwardPass solve(Inputs inputs, WarmStart guess) {
    ForwardPass pass = new ForwardPass(form, ForwardSolve.of(core, inputs, guess));
    LOGGER.log(System.Logger.Level.DEBUG, () -> "forward: " + pass);
    return pass;
  }
}
