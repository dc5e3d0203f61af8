package io.ffolayer;

import io.ffolayer.adjoint.ActiveSet;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.internal.canon.CanonicalForm;
import io.ffolayer.internal.pass.BackwardPass;
import io.ffolayer.internal.pass.Cotangents;
import io.ffolayer.internal.pass.FlatMemory;
import io.ffolayer.internal.pass.ForwardMode;
import io.ffolayer.internal.pass.GivenTensors;
import io.ffolayer.internal.pass.HessianProduct;
import io.ffolayer.internal.pass.Jacobian;
import io.ffolayer.internal.pass.SolvedBatch;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Dual;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Reduction;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A solved batch: solutions, duals, a status per instance, and the way back to gradients.
/// Immutable; keeps the data of the call and the factors that the backward pass can reuse for as
/// long as it lives.
public final class ForwardPass implements Pass {
  private final CanonicalForm form;
  private final SolvedBatch solved;
  private final Solution solution;

  ForwardPass(CanonicalForm form, SolvedBatch solved) {
    this.form = form;
    this.solved = solved;
    this.solution = solved.solution();
  }

  /// B; 1 where no parameter had a batch axis.
  @Override
  public int batch() {
    return solution.batch();
  }

  /// Whether the results have a batch axis: whether any parameter had one.
  @Override
  public boolean isBatched() {
    return solved.inputs().isBatched();
  }

  /// The values of a variable or dual, `[B, shape]` or its shape without a batch axis; the optimal
  /// value, `[B]` or a number. Zero for instances without a solution: ask [#status].
  ///
  /// @throws IllegalArgumentException if the output does not belong to this layer
  @Override
  public Tensor value(Differentiable output) {
    return Tensor.wrap(values(form.output(output)), withBatch(output.shape()));
  }

  @Override
  public void read(int output, double[] into) {
    solved.read(form.canonical().outputs().get(output).readOut(), into);
  }

  @Override
  public void read(int output, MemorySegment into) {
    FlatMemory.read(solved, form.canonical().outputs().get(output).readOut(), into);
  }

  private double[] values(Output output) {
    double[] out = new double[batch() * output.size()];
    solved.read(output, out);
    return out;
  }

  /// The slack b − Ax ≥ 0 of the constraint of a dual, zero for an equality; [B, rows].
  public Tensor slack(Dual dual) {
    if (!(form.output(dual) instanceof Output.Part part))
      throw new IllegalArgumentException(dual.name() + " has no slack");
    Output.Part slack =
        new Output.Part(
            form.slackVector(part), part.size(), part.first(), part.index(), part.scale(), false);
    return Tensor.wrap(values(slack), withBatch(dual.shape()));
  }

  /// The certificate of an instance without a solution: z with Aᵀz ≈ 0, bᵀz = −1 where it is
  /// infeasible (all rows, in the order of the constraints), a ray y with qᵀy = −1 where it is
  /// unbounded; null otherwise.
  public double @Nullable [] certificate(int instance) {
    return switch (solution.status(instance)) {
      case INFEASIBLE ->
          Arrays.copyOfRange(
              solution.z(), instance * solution.rows(), (instance + 1) * solution.rows());
      case UNBOUNDED ->
          Arrays.copyOfRange(
              solution.y(), instance * solution.variables(), (instance + 1) * solution.variables());
      case SOLVED,
          ALMOST_SOLVED,
          CLOSEST_FEASIBLE,
          ITERATION_LIMIT,
          TIME_LIMIT,
          INTERRUPTED,
          INVALID_DATA ->
          null;
    };
  }

  @Override
  public Status status(int instance) {
    return solution.status(instance);
  }

  /// What an unsolved instance has to say, or null.
  @Override
  public @Nullable String message(int instance) {
    return solution.message(instance);
  }

  /// Relative primal, dual and gap residual.
  public Residuals residuals(int instance) {
    return new Residuals(
        solution.primalResidual(instance), solution.dualResidual(instance), solution.gap(instance));
  }

  public int iterations(int instance) {
    return solution.iterations(instance);
  }

  /// The solver that gave the answer.
  public String solver(int instance) {
    return solution.solver(instance);
  }

  /// What presolve took out of an instance before it was solved.
  public Reduction reduction(int instance) {
    return solution.reduction(instance);
  }

  /// Seconds that the solve took, checks of the data included.
  public double seconds() {
    return solved.seconds();
  }

  /// The rows that are active at the solution of an instance.
  public ActiveSet activeSet(int instance) {
    return ActiveSet.of(solved.data(), solution, instance);
  }

  /// (y, s, z) of one instance, as a guess for another solve. Where a limit ended the solve it is
  /// the best point that was found, with [#residuals]; all zero where these are infinite.
  public WarmStart.Point point(int instance) {
    return solved.point(instance);
  }

  /// Differentiates a scalar loss through the solutions of this pass.
  ///
  /// @param cotangents ∂ℓ/∂(output) for each variable, dual or optimal value that the loss uses:
  ///   `[B, …]`, or the output's shape without a batch axis; what is missing counts as zero
  /// @return the gradient of every parameter of the layer: `[B, …]` where the parameter had a batch
  ///   axis, otherwise the sum over the batch in the order of the instances; instances that were
  ///   not solved contribute nothing and are listed in [Gradients#failures()]
  /// @throws ShapeException if a cotangent has another shape than its output
  /// @implNote One symmetric solve of size n + (active rows) per instance and two to correct and
  ///   judge it; reuses the factor of the forward pass. Zhao et al. 2026, Algorithm 1; the assembly
  ///   is `docs/maths.md` §2.
  @Override
  public Gradients backward(Map<? extends Differentiable, Tensor> cotangents) {
    return backward(cotangents, adjoint());
  }

  /// The same with another adjoint than the layer's.
  public Gradients backward(Map<? extends Differentiable, Tensor> cotangents, Adjoint adjoint) {
    return backward(cotangents, adjoint, form.parameters());
  }

  /// The same for some of the parameters: the others cost nothing, and [Gradients#of] refuses them.
  ///
  /// @param wanted parameters of the layer
  public Gradients backward(
      Map<? extends Differentiable, Tensor> cotangents,
      Adjoint adjoint,
      Collection<Parameter> wanted) {
    long start = System.nanoTime();
    double[] @Nullable [] arrays = new double[form.parameters().size()][];
    for (Parameter parameter : wanted) {
      int p = form.position(parameter);
      arrays[p] = new double[solved.inputs().given().values()[p].length];
    }
    List<GradientReport> reports = BackwardPass.run(solved, adjoint, stacked(cotangents), arrays);
    Map<Parameter, Tensor> tensors = new LinkedHashMap<>();
    for (int p = 0; p < arrays.length; p++) {
      double[] values = arrays[p];
      if (values != null) tensors.put(form.parameters().get(p), shaped(p, values));
    }
    return new Gradients(tensors, reports, failures(reports), (System.nanoTime() - start) * 1e-9);
  }

  @Override
  public List<GradientReport> backward(
      double[] @Nullable [] cotangents, double[] @Nullable [] gradients) {
    return BackwardPass.run(solved, adjoint(), Cotangents.of(solved, cotangents), gradients);
  }

  @Override
  public List<GradientReport> backward(
      @Nullable MemorySegment[] cotangents, @Nullable MemorySegment[] gradients) {
    double[] @Nullable [] targets = FlatMemory.targets(gradients);
    List<GradientReport> reports = backward(FlatMemory.values(cotangents), targets);
    FlatMemory.fill(gradients, targets);
    return reports;
  }

  /// Forward mode: the change of every output when the parameters change.
  ///
  /// @param changes for each parameter that changes a tensor of its own shape, or with a batch
  ///   axis; what is missing does not change. A change of a dense P counts with its symmetric part
  /// @throws UnsupportedOperationException if the adjoint of the layer has no forward mode
  ///   ([Adjoint#withoutTangents])
  public Tangents jvp(Map<Parameter, Tensor> changes) {
    return jvp(changes, adjoint());
  }

  /// The same with another adjoint than the layer's.
  public Tangents jvp(Map<Parameter, Tensor> changes, Adjoint adjoint) {
    ForwardMode mode =
        ForwardMode.along(solved, adjoint, GivenTensors.changes(form, batch(), changes));
    return new Tangents(
        output -> Tensor.wrap(mode.of(form.output(output)), withBatch(output.shape())),
        mode::reports);
  }

  /// The Jacobian of a variable or dual with respect to a parameter, [B, output…, parameter…], or
  /// without the first axis where the pass has none. The parameter counts per instance also where
  /// it has no batch axis. One factorisation per instance, one back-substitution per entry of the
  /// output.
  ///
  /// @throws java.util.concurrent.CancellationException if the time limit of the layer or an
  ///   interruption comes first
  public Tensor jacobian(Differentiable output, Parameter parameter) {
    int p = form.position(parameter);
    double[] entries = Jacobian.of(solved, adjoint(), form.output(output), p);
    int[] of = output.shape();
    int[] by = parameter.tensorShape();
    int[] shape = Arrays.copyOf(of, of.length + by.length);
    System.arraycopy(by, 0, shape, of.length, by.length);
    return Tensor.wrap(entries, withBatch(shape));
  }

  /// The product of the Hessian of a scalar loss, as a function of the parameters through the
  /// solution, with a direction: the difference of two gradients at parameters moved by ± h along
  /// it. The loss is a function of the outputs alone.
  ///
  /// Its error is h²/6 times the third derivative along the direction, plus the error of a gradient
  /// divided by h: with the default, about 1e-7 relative where the active set stays the same in
  /// between. Where it changes there is no Hessian, and the result is the mean slope of the
  /// gradient.
  ///
  /// @param cotangents ∂ℓ/∂(output) at a pass
  /// @param direction for each parameter that moves a tensor of the shape that was given to the
  ///   call
  /// @return in the shapes of the gradients, for every parameter
  /// @implNote Two solves, warm-started here, and two backward passes.
  public Map<Parameter, Tensor> hessianProduct(
      Function<ForwardPass, Map<? extends Differentiable, Tensor>> cotangents,
      Map<Parameter, Tensor> direction) {
    HessianProduct hessian = new HessianProduct(solved, moves(direction));
    double[][] product = hessian.of(there -> arrays(new ForwardPass(form, there), cotangents));
    Map<Parameter, Tensor> tensors = new LinkedHashMap<>();
    for (int p = 0; p < product.length; p++)
      tensors.put(form.parameters().get(p), shaped(p, product[p]));
    return tensors;
  }

  private double[][] arrays(
      ForwardPass there, Function<ForwardPass, Map<? extends Differentiable, Tensor>> cotangents) {
    Gradients gradients = there.backward(cotangents.apply(there));
    return form.parameters().stream().map(p -> gradients.of(p).values()).toArray(double[][]::new);
  }

  private double[] @Nullable [] moves(Map<Parameter, Tensor> direction) {
    double[] @Nullable [] moves = new double[form.parameters().size()][];
    direction.forEach((parameter, tensor) -> {
      int p = form.parameters().indexOf(parameter);
      int[] expected = p < 0 ? null : givenShape(p);
      if (!Arrays.equals(tensor.shape(), expected))
        throw new ShapeException(
            "the direction of %s has shape %s, expected that of the call: %s"
                .formatted(
                    parameter.name(),
                    Arrays.toString(tensor.shape()),
                    expected == null ? "none, it is no parameter" : Arrays.toString(expected)));
      moves[p] = tensor.values();
    });
    return moves;
  }

  private Adjoint adjoint() {
    return solved.core().options().adjoint();
  }

  private int[] failures(List<GradientReport> reports) {
    return IntStream.range(0, batch())
        .filter(i -> !solution.hasPoint(i) || reports.get(i).isStopped())
        .toArray();
  }

  /// An array as long as what was given to the call for parameter number p.
  private Tensor shaped(int p, double[] values) {
    return Tensor.wrap(values, givenShape(p));
  }

  private int[] givenShape(int p) {
    int[] own = form.parameters().get(p).tensorShape();
    return solved.inputs().given().batched()[p] ? batched(own) : own;
  }

  private Cotangents stacked(Map<? extends Differentiable, Tensor> given) {
    Cotangents cotangents = new Cotangents(solved);
    given.forEach((differentiable, tensor) -> {
      Output output = form.output(differentiable);
      requireShape(differentiable, tensor);
      cotangents.add(differentiable.name(), output, tensor.values());
    });
    return cotangents;
  }

  private void requireShape(Differentiable output, Tensor tensor) {
    if (!Arrays.equals(tensor.shape(), withBatch(output.shape())))
      throw new ShapeException(
          "the cotangent of %s has shape %s, expected %s"
              .formatted(
                  output.name(),
                  Arrays.toString(tensor.shape()),
                  Arrays.toString(withBatch(output.shape()))));
  }

  /// The shape with the batch axis of this pass, if it has one.
  private int[] withBatch(int[] shape) {
    return isBatched() ? batched(shape) : shape;
  }

  private int[] batched(int[] shape) {
    int[] longer = new int[shape.length + 1];
    longer[0] = batch();
    System.arraycopy(shape, 0, longer, 1, shape.length);
    return longer;
  }

  @Override
  public String toString() {
    int solved = 0;
    for (int i = 0; i < batch(); i++) if (isSolved(i)) solved++;
    return "%d of %d solved in %.3g ms".formatted(solved, batch(), seconds() * 1e3);
  }
}
