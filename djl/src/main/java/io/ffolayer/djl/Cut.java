package io.ffolayer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.ffolayer.Pass;
import io.ffolayer.adjoint.GradientReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place where the graph of the engine ends, because a layer stands there: outputs are leaves of
/// the graph behind it, and what they should hand on reaches the sources in a step of its own.
///
/// @param batch in whose manager the arrays of the backward pass live
/// @param pass the answer of the layer
/// @param sources for each parameter of the layer where its values come from, and the array that
///   has to get a gradient, or null where none has to
/// @param leaves for each output of the layer that the block returns its position and its array
record Cut(NDManager batch, Pass pass, List<Joint> sources, List<Leaf> leaves) {
  /// Where a gradient goes.
  ///
  /// @param array as the layer read it
  /// @param values what it held, where the pull-back needs it
  record Joint(Source source, NDArray array, int size, double[] values, boolean isWanted) {}

  /// An output of the layer as a leaf.
  record Leaf(int output, NDArray array) {}

  /// A vector–Jacobian product that is left to the engine.
  record Pull(NDArray array, NDArray cotangent) {}

  /// Reads what reached the leaves.
  ///
  /// @param into gets it, an entry per output of the layer
  /// @return whether anything did
  private boolean readCotangents(double[] @Nullable [] into) {
    boolean isAnyNonzero = false;
    for (Leaf leaf : leaves)
      try (NDArray gradient = leaf.array.getGradient()) {
        double[] values = NumberArrays.read(gradient);
        if (Arrays.stream(values).allMatch(v -> v == 0)) continue;
        isAnyNonzero = true;
        into[leaf.output] = values;
      }
    return isAnyNonzero;
  }

  /// Differentiates the layer.
  ///
  /// @param outputs the number of outputs of the layer
  /// @param statistics gets the reports
  /// @return what the sources have to be pulled back with
  List<Pull> pullBack(int outputs, LayerStatistics statistics) {
    if (sources.stream().noneMatch(Joint::isWanted)) return List.of();
    double[] @Nullable [] cotangents = new double[outputs][];
    if (!readCotangents(cotangents)) return List.of();
    double[] @Nullable [] gradients = new double[sources.size()][];
    for (int p = 0; p < gradients.length; p++) {
      Joint joint = sources.get(p);
      if (joint.isWanted) gradients[p] = new double[joint.size];
    }
    long start = System.nanoTime();
    List<GradientReport> reports = pass.backward(cotangents, gradients);
    statistics.backward(pass, reports, System.nanoTime() - start);
    List<Pull> pulls = new ArrayList<>();
    for (int p = 0; p < gradients.length; p++) {
      double[] gradient = gradients[p];
      if (gradient != null) pulls.add(pull(sources.get(p), gradient));
    }
    return pulls;
  }

  private Pull pull(Joint joint, double[] gradient) {
    double[] own =
        switch (joint.source) {
          case Source.Upstream ignored -> gradient;
          case Source.Learnt learnt -> learnt.pullBack(joint.values, gradient);
        };
    NDArray array = joint.array;
    return new Pull(array, NumberArrays.create(batch, own, array.getShape(), array.getDataType()));
  }
}
