package io.ffolayer.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import java.util.Arrays;

/// Where the values of a parameter of the layer come from.
sealed interface Source {
  /// The parameter of the layer.
  Parameter parameter();

  /// One array per instance, given to the block as input number `position`.
  ///
  /// @param isData whether nothing is learnt before it
  record Upstream(Parameter parameter, int position, boolean isData) implements Source {
    /// Any array whose first axis is the batch, and which holds as many numbers per instance as the
    /// parameter has.
    void require(Shape shape) {
      int size = Tensor.sizeOf(parameter.tensorShape());
      boolean fits = shape.dimension() >= 1 && shape.size() == shape.get(0) * size;
      if (!fits)
        throw new IllegalArgumentException(
            "input %d, for parameter %s, has shape %s; expected a batch axis and then %s, or %d numbers"
                .formatted(
                    position,
                    parameter.name(),
                    shape,
                    Arrays.toString(parameter.tensorShape()),
                    size));
    }
  }

  /// One for all instances, a parameter of the block.
  sealed interface Learnt extends Source {
    ai.djl.nn.Parameter own();

    default NDArray array(ParameterStore store, Device device, boolean training) {
      return store.getValue(own(), device, training);
    }

    /// The values of the layer's parameter from those of the block's.
    double[] value(double[] learnt);

    /// The gradient of the block's parameter from that of the layer's.
    double[] pullBack(double[] learnt, double[] gradient);
  }

  /// The parameter as it is.
  record Plain(Parameter parameter, ai.djl.nn.Parameter own) implements Learnt {
    static Plain of(Parameter parameter, Initializer initializer) {
      return new Plain(
          parameter, ownParameter(parameter, "", initializer, parameter.tensorShape()));
    }

    @Override
    public double[] value(double[] learnt) {
      return learnt;
    }

    @Override
    public double[] pullBack(double[] learnt, double[] gradient) {
      return gradient;
    }
  }

  /// A positive semidefinite matrix LᵀL + ridge·I, of which L is learnt: rank × n.
  record Gram(Parameter parameter, ai.djl.nn.Parameter own, int rank, double ridge)
      implements Learnt {
    static Gram of(Parameter parameter, int rank, double ridge, Initializer initializer) {
      int[] shape = parameter.tensorShape();
      if (shape.length != 2 || shape[0] != shape[1])
        throw new IllegalArgumentException(
            "parameter %s has shape %s; LᵀL needs a dense square matrix"
                .formatted(parameter.name(), Arrays.toString(shape)));
      if (rank < 1 || !(ridge >= 0 && ridge < Double.POSITIVE_INFINITY))
        throw new IllegalArgumentException(
            "LᵀL for parameter %s needs a rank ≥ 1 and a finite ridge ≥ 0, got %d and %s"
                .formatted(parameter.name(), rank, ridge));
      return new Gram(
          parameter, ownParameter(parameter, "_factor", initializer, rank, shape[1]), rank, ridge);
    }

    @Override
    public double[] value(double[] l) {
      int n = l.length / rank;
      double[] p = new double[n * n];
      for (int r = 0; r < rank; r++)
        for (int i = 0; i < n; i++) {
          double factor = l[r * n + i];
          for (int j = 0; j < n; j++) p[i * n + j] += factor * l[r * n + j];
        }
      for (int i = 0; i < n; i++) p[i * n + i] += ridge;
      return p;
    }

    /// L (G + Gᵀ).
    @Override
    public double[] pullBack(double[] l, double[] gradient) {
      int n = l.length / rank;
      double[] out = new double[l.length];
      for (int r = 0; r < rank; r++)
        for (int i = 0; i < n; i++) {
          double factor = l[r * n + i];
          for (int j = 0; j < n; j++)
            out[r * n + j] += factor * (gradient[i * n + j] + gradient[j * n + i]);
        }
      return out;
    }
  }

  private static ai.djl.nn.Parameter ownParameter(
      Parameter parameter, String suffix, Initializer initializer, int... shape) {
    return ai.djl.nn.Parameter.builder()
        .setName(parameter.name() + suffix)
        .setType(ai.djl.nn.Parameter.Type.OTHER)
        .optInitializer(initializer)
        .optShape(new Shape(Arrays.stream(shape).asLongStream().toArray()))
        .build();
  }
}
