package io.ffolayer;

import io.ffolayer.adjoint.ActiveSet;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.internal.pass.SolvedPoint;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Dual;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Residuals;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A solved batch: solutions, duals, a status per instance, and the way back to gradients.
/// Immutable; keeps the data of the call and the factors that the backward pass can reuse for as
/// long as it lives.
public final class ForwardPass {
  private final ConvexLayer layer;
  private final Call call;
  private final ProgramData data;
  private final Solution solution;
  private final double seconds;
  private final Output.Point point;

  ForwardPass(ConvexLayer layer, Call call, ProgramData data, Solution solution, double seconds) {
    this.layer = layer;
    this.call = call;
    this.data = data;
    this.solution = solution;
    this.seconds = seconds;
    this.point = new SolvedPoint(data, solution, call.values());
  }

  Output.Point point() {
    return point;
  }

  /// B; 1 where no parameter had a batch axis.
  public int batch() {
    return solution.batch();
  }

  /// Whether the results have a batch axis: whether any parameter had one.
  public boolean isBatched() {
    return call.batched();
  }

  /// The values of a variable or dual, [B, shape] or its shape without a batch axis; the optimal
  /// value, [B] or a number. Zero for instances without a solution: ask [#status].
  ///
  /// @throws IllegalArgumentException if the output does not belong to this layer
  public Tensor value(Differentiable output) {
    return Tensor.wrap(values(layer.form().output(output)), withBatch(output.shape()));
  }

  private double[] values(Output output) {
    int size = output.size();
    double[] out = new double[batch() * size];
    for (int i = 0; i < batch(); i++) if (isSolved(i)) output.read(point, i, out, i * size);
    return out;
  }

  /// The slack b − Ax ≥ 0 of the constraint of a dual, zero for an equality; [B, rows].
  public Tensor slack(Dual dual) {
    if (!(layer.form().output(dual) instanceof Output.Part part))
      throw new IllegalArgumentException(dual.name() + " has no slack");
    Output.Part slack =
        new Output.Part(
            Output.Vector.S, part.size(), part.first(), part.index(), part.scale(), false);
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
      case SOLVED, ITERATION_LIMIT, TIME_LIMIT, INTERRUPTED, INVALID_DATA -> null;
    };
  }

  public Status status(int instance) {
    return solution.status(instance);
  }

  public boolean isSolved(int instance) {
    return solution.isSolved(instance);
  }

  public boolean allSolved() {
    for (int i = 0; i < batch(); i++) if (!isSolved(i)) return false;
    return true;
  }

  /// What an unsolved instance has to say, or null.
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

  /// Seconds that the solve took, checks of the data included.
  public double seconds() {
    return seconds;
  }

  /// The rows that are active at the solution of an instance.
  public ActiveSet activeSet(int instance) {
    return ActiveSet.of(data, solution, instance);
  }

  /// (y, s, z) of one instance, as a guess for another solve.
  public WarmStart.Point point(int instance) {
    int n = solution.variables();
    int m = solution.rows();
    return new WarmStart.Point(
        Arrays.copyOfRange(solution.y(), instance * n, (instance + 1) * n),
        Arrays.copyOfRange(solution.s(), instance * m, (instance + 1) * m),
        Arrays.copyOfRange(solution.z(), instance * m, (instance + 1) * m));
  }

  /// Differentiates a scalar loss that depends on one output.
  public Gradients backward(Differentiable output, Tensor cotangent) {
    return backward(Map.of(output, cotangent));
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
  public Gradients backward(Map<? extends Differentiable, Tensor> cotangents) {
    return backward(cotangents, layer.adjoint());
  }

  /// The same with another adjoint than the layer's.
  public Gradients backward(Map<? extends Differentiable, Tensor> cotangents, Adjoint adjoint) {
    return backward(cotangents, adjoint, layer.parameters());
  }

  /// The same for some of the parameters: the others cost nothing, and [Gradients#of] refuses them.
  ///
  /// @param wanted parameters of the layer
  public Gradients backward(
      Map<? extends Differentiable, Tensor> cotangents,
      Adjoint adjoint,
      Collection<Parameter> wanted) {
    return new Backward(layer, call, data, solution)
        .gradients(stacked(cotangents), adjoint, wanted);
  }

  /// Forward mode: the change of every output when the parameters change.
  ///
  /// @param changes for each parameter that changes a tensor of its own shape, or with a batch
  ///   axis; what is missing does not change. A change of a dense P counts with its symmetric part
  public Tangents jvp(Map<Parameter, Tensor> changes) {
    return jvp(changes, layer.adjoint());
  }

  /// The same with another adjoint than the layer's.
  public Tangents jvp(Map<Parameter, Tensor> changes, Adjoint adjoint) {
    return new Forward(this, layer, call, data, solution).tangents(changes, adjoint);
  }

  /// The Jacobian of a variable or dual with respect to a parameter, [B, output…, parameter…], or
  /// without the first axis where the pass has none. The parameter counts per instance also where
  /// it has no batch axis. One factorisation per instance, one back-substitution per entry of the
  /// output.
  ///
  /// @throws java.util.concurrent.CancellationException if the thread is interrupted before the end
  public Tensor jacobian(Differentiable output, Parameter parameter) {
    return new Backward(layer, call, data, solution)
        .jacobian(output, parameter, layer.adjoint(), this);
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
    return new HessianProduct(this, layer, call.given()).along(cotangents, direction);
  }

  private Cotangents stacked(Map<? extends Differentiable, Tensor> given) {
    Cotangents cotangents = newCotangents(batch());
    given.forEach((differentiable, tensor) -> {
      Output output = layer.form().output(differentiable);
      requireCotangent(differentiable, tensor);
      int size = tensor.size() / Math.max(1, batch());
      for (int i = 0; i < batch(); i++) {
        if (!isSolved(i)) continue;
        cotangents.add(output, i, tensor.values(), i * size);
      }
    });
    return cotangents;
  }

  private void requireCotangent(Differentiable output, Tensor tensor) {
    if (!Arrays.equals(tensor.shape(), withBatch(output.shape())))
      throw new ShapeException(
          "the cotangent of %s has shape %s, expected %s"
              .formatted(
                  output.name(),
                  Arrays.toString(tensor.shape()),
                  Arrays.toString(withBatch(output.shape()))));
    for (double value : tensor.values())
      if (!Double.isFinite(value))
        throw new IllegalArgumentException("the cotangent of " + output.name() + " holds " + value);
  }

  Cotangents newCotangents(int instances) {
    return new Cotangents(point, instances, solution.variables(), solution.rows());
  }

  /// The shape with the batch axis of this pass, if it has one.
  int[] withBatch(int[] shape) {
    if (!isBatched()) return shape;
    int[] longer = new int[shape.length + 1];
    longer[0] = batch();
    System.arraycopy(shape, 0, longer, 1, shape.length);
    return longer;
  }

  @Override
  public String toString() {
    int solved = 0;
    for (int i = 0; i < batch(); i++) if (isSolved(i)) solved++;
    return "%d of %d solved in %.3g ms".formatted(solved, batch(), seconds * 1e3);
  }
}
