package io.ffolayer;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.internal.batch.Threads;
import io.ffolayer.internal.canon.CanonicalForm;
import io.ffolayer.internal.pass.DataCheck;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import io.ffolayer.solve.automatic.Automatic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/// A convex problem as a layer: y*(θ) = argmin, for batches of parameters θ, with gradients.
///
/// Made once: canonical form, symbolic analysis and everything that depends on constants alone.
/// Immutable and thread-safe; calls may come from several threads and with different batch sizes.
/// Needs no close.
///
/// ```java
/// var layer = ConvexLayer.of(program).withSolver(new InteriorPoint().withTolerance(1e-8)).withAdjoint(new Implicit());
/// ```
public final class ConvexLayer {
  private static final System.Logger LOGGER = System.getLogger(ConvexLayer.class.getName());

  private final CanonicalForm canonical;
  private final Solver solver;
  private final Adjoint adjoint;
  private final Threads threads;
  private final @Nullable Duration timeLimit;
  private final boolean keepsFactors;
  private final Analysis analysis;
  private final Solver.Prepared preparedSolver;
  private final ConcurrentLinkedQueue<Solver.Worker> solverWorkers = new ConcurrentLinkedQueue<>();
  private final Map<Adjoint, PreparedAdjoint> preparedAdjoints = new ConcurrentHashMap<>();

  private ConvexLayer(
      CanonicalForm canonical,
      Solver solver,
      Adjoint adjoint,
      Threads threads,
      @Nullable Duration timeLimit,
      boolean keepsFactors) {
    this.canonical = canonical;
    this.solver = solver;
    this.adjoint = adjoint;
    this.threads = threads;
    this.timeLimit = timeLimit;
    this.keepsFactors = keepsFactors;
    this.analysis = new Analysis(canonical.program().structure());
    this.preparedSolver = solver.prepare(analysis);
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

  private static ConvexLayer of(CanonicalForm canonical) {
    rejectBadConstants(canonical);
    Threads threads =
        new Threads(ForkJoinPool.commonPool(), Runtime.getRuntime().availableProcessors());
    return new ConvexLayer(canonical, new Automatic(), new FirstOrder(), threads, null, true);
  }

  /// Puts zeros in place of the parameters and asks for what is wrong with the rest.
  private static void rejectBadConstants(CanonicalForm canonical) {
    int count = canonical.parameters().size();
    double[][] zeros = new double[count][];
    int[] sizes = new int[count];
    for (int p = 0; p < count; p++) {
      sizes[p] = canonical.parameters().get(p).scalars();
      zeros[p] = new double[sizes[p]];
    }
    ProgramData data =
        canonical.program().at(new ParameterValues(1, zeros, sizes, new boolean[count]));
    String complaint = DataCheck.sharedComplaint(data);
    if (complaint != null)
      throw new IllegalArgumentException("a constant of the program is not valid: " + complaint);
  }

  public ConvexLayer withSolver(Solver newSolver) {
    return new ConvexLayer(canonical, newSolver, adjoint, threads, timeLimit, keepsFactors);
  }

  public ConvexLayer withAdjoint(Adjoint newAdjoint) {
    return new ConvexLayer(canonical, solver, newAdjoint, threads, timeLimit, keepsFactors);
  }

  /// At most so many threads work on one call, the caller included; 1 for the calling thread alone.
  /// The result does not depend on it.
  public ConvexLayer withThreads(int count) {
    return withExecutor(threads.executor(), count);
  }

  /// Takes additional threads from the executor instead of the common pool.
  ///
  /// @param count the most threads that work on one call, the caller included
  public ConvexLayer withExecutor(Executor executor, int count) {
    return new ConvexLayer(
        canonical, solver, adjoint, new Threads(executor, count), timeLimit, keepsFactors);
  }

  /// A limit on the time of one forward call. Instances that are not done then get
  /// [Status#TIME_LIMIT].
  public ConvexLayer withTimeLimit(Duration limit) {
    if (limit.isNegative())
      throw new IllegalArgumentException("the time limit must not be negative, got " + limit);
    return new ConvexLayer(canonical, solver, adjoint, threads, limit, keepsFactors);
  }

  /// The same layer for passes that are not to be differentiated: they keep no factors. (A backward
  /// pass still works; it factors anew.)
  public ConvexLayer forInference() {
    return new ConvexLayer(canonical, solver, adjoint, threads, timeLimit, false);
  }

  /// The parameters in the order in which the program mentions them.
  public List<Parameter> parameters() {
    return canonical.parameters();
  }

  /// Sizes, cones and layouts of the program that is solved.
  public ProgramStructure structure() {
    return canonical.program().structure();
  }

  public Solver solver() {
    return solver;
  }

  public Adjoint adjoint() {
    return adjoint;
  }

  /// The variables, duals, slacks and the optimal value, in the order of the canonical program.
  public List<Differentiable> outputs() {
    return canonical.outputs();
  }

  /// All that this layer is made of, as a value: another process or language can rebuild it.
  public CanonicalProgram canonical() {
    return canonical.canonical();
  }

  CanonicalForm form() {
    return canonical;
  }

  Threads threads() {
    return threads;
  }

  /// Solves a batch.
  ///
  /// @param values a tensor for each parameter of the layer: its own shape for all instances, or
  ///   with a leading axis of length B for one per instance
  /// @return solutions with a status per instance; an instance without a solution spoils no other
  /// @throws IllegalArgumentException if a parameter is missing or does not belong to the layer
  /// @throws ShapeException if a tensor has another shape than its parameter, or two batch axes
  ///   differ
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
    Call given = new Call(canonical.parameters(), values);
    Call call = canonical().hasLogarithms() ? given.logarithms(canonical()) : given;
    ProgramData data = canonical.program().at(call.values());
    Solution solution = new Solution(data.structure(), data.batch(), keepsFactors);
    Watch watch = timeLimit == null ? Watch.unlimited() : Watch.ofNanos(timeLimit.toNanos());
    SolveEvent event = new SolveEvent();
    event.begin();
    long start = System.nanoTime();
    DataCheck check = DataCheck.of(data);
    threads.run(
        data.batch(),
        preparedSolver.grain(),
        solverWorkers,
        preparedSolver::worker,
        watch::interrupt,
        (worker, from, to) ->
            solveValid(worker, data, check, from, to, fitting(guess), watch, solution));
    double seconds = (System.nanoTime() - start) * 1e-9;
    ForwardPass pass = new ForwardPass(this, call, data, solution, seconds);
    event.commit(pass);
    LOGGER.log(System.Logger.Level.DEBUG, () -> "forward: " + pass);
    return pass;
  }

  private WarmStart fitting(WarmStart guess) {
    int n = structure().variables();
    int m = structure().rows();
    return instance -> {
      WarmStart.Point point = guess.at(instance);
      return point != null
              && point.y().length == n
              && point.s().length == m
              && point.z().length == m
          ? point
          : null;
    };
  }

  /// Hands the runs of instances with valid data to the worker.
  private static void solveValid(
      Solver.Worker worker,
      ProgramData data,
      DataCheck check,
      int from,
      int to,
      WarmStart guess,
      Watch watch,
      Solution solution) {
    double[] work = new double[2 * data.structure().variables()];
    int run = from;
    for (int i = from; i < to; i++) {
      String complaint = check.complaint(i, work);
      if (complaint == null) continue;
      if (run < i) worker.solve(data, run, i, guess, watch, solution);
      solution.record(i, Status.INVALID_DATA, Residuals.UNKNOWN, 0, "");
      solution.explain(i, complaint);
      run = i + 1;
    }
    if (run < to) worker.solve(data, run, to, guess, watch, solution);
  }

  PreparedAdjoint prepared(Adjoint wanted) {
    return preparedAdjoints.computeIfAbsent(
        wanted, key -> new PreparedAdjoint(key.prepare(analysis, preparedSolver)));
  }

  /// An adjoint made ready, with its spare workers.
  record PreparedAdjoint(Adjoint.Prepared prepared, ConcurrentLinkedQueue<Adjoint.Worker> workers) {
    PreparedAdjoint(Adjoint.Prepared prepared) {
      this(prepared, new ConcurrentLinkedQueue<>());
    }
  }
}
