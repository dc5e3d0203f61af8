package io.ffolayer.io;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Solver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Problems of a file that share one layer: the layer, the numbers of its parameters, and what is
/// differentiated.
///
/// ```java
/// for (ProblemBatch batch : ProblemBatch.of(ProblemFile.read("p.json"))) {
///   ForwardPass pass = batch.layer(new Automatic(), new FirstOrder(), 1).forward(batch.values());
///   Gradients gradients = pass.backward(batch.cotangents());
/// }
/// ```
public abstract sealed class ProblemBatch permits MatrixBatch, WordedBatch {
  private final @Nullable List<String> wanted;

  /// @param wanted names of the parameters whose gradients are wanted, or null for all of them
  ProblemBatch(@Nullable List<String> wanted) {
    this.wanted = wanted;
  }

  /// Sorts the problems of a file into batches: those by matrices with equal structure go together,
  /// a problem in words goes alone.
  public static List<ProblemBatch> of(ProblemFile file) {
    return of(file.problems(), file.parameters());
  }

  /// @param wanted names of the parameters whose gradients are wanted, or null for all of them
  public static List<ProblemBatch> of(
      List<? extends StatedProblem> problems, @Nullable List<String> wanted) {
    Map<Object, ProblemBatch> batches = new LinkedHashMap<>();
    for (int i = 0; i < problems.size(); i++) add(problems.get(i), i, wanted, batches);
    return new ArrayList<>(batches.values());
  }

  private static void add(
      StatedProblem problem,
      int position,
      @Nullable List<String> wanted,
      Map<Object, ProblemBatch> batches) {
    switch (problem) {
      case MatrixProblem matrices -> MatrixBatch.add(matrices, position, wanted, batches);
      case WordedProblem words -> batches.put(words, new WordedBatch(words, position));
    }
  }

  /// Number of problems.
  public abstract int size();

  /// The variables of a problem.
  public abstract Collection<Variable> variables();

  /// The parameters by their names: of a problem by matrices the fields P to h that it has.
  public abstract Map<String, Parameter> parameters();

  /// Whether the parameter is a symmetric matrix, so that an entry means a mirrored pair.
  public abstract boolean isSymmetric(Parameter parameter);

  /// The layer of these problems.
  ///
  /// @param threads the most threads for one call
  /// @throws io.ffolayer.solve.UnsupportedProgramException if the solver cannot take them
  public ConvexLayer layer(Solver solver, Adjoint adjoint, int threads) {
    return layer().withSolver(solver).withAdjoint(adjoint).withThreads(threads);
  }

  abstract ConvexLayer layer();

  /// The numbers of all problems.
  public abstract Map<Parameter, Tensor> values();

  /// Whether a problem says what is differentiated.
  public abstract boolean hasCotangents();

  /// The cotangents of all problems, zero where a problem has none.
  public abstract Map<Differentiable, Tensor> cotangents();

  /// Puts the answers where the problems stand in the file.
  ///
  /// @param gradients null if no problem has a cotangent
  /// @param answers to all problems of the file
  public abstract void answer(
      ForwardPass pass, @Nullable Gradients gradients, @Nullable Answer[] answers);

  /// The parameters whose gradients are wanted.
  public Collection<Parameter> wanted() {
    Collection<Parameter> all = parameters().values();
    return wanted == null ? all : all.stream().filter(p -> wanted.contains(p.name())).toList();
  }

  /// Names of the parameters whose gradients are wanted, or null for all of them.
  @Nullable List<String> wantedNames() {
    return wanted;
  }
}
