package io.ffolayer.networks;

import io.ffolayer.ConvexLayer;
import io.ffolayer.lab.bench.PaperPrograms;

/// The paper's synthetic decision-focused quadratic program (E1).
public final class BoxEpochs extends SyntheticEpochs {
  /// As the lab finds it.
  public BoxEpochs() {}

  @Override
  public String name() {
    return "network-box";
  }

  @Override
  public String about() {
    return "the paper's synthetic task: a network, and a quadratic program over a box and a budget (E1)";
  }

  @Override
  public String question() {
    return "How long does an epoch of the paper's synthetic task spend in the layer, and how exact"
        + " are its gradients? Targets y ~ U[0, 1]^d, features of a random network of y; a"
        + " perceptron 640–128–128–d predicts q, the layer is min ½zᵀz + qᵀz, −1 ≤ z ≤ 0, 1ᵀz ≤ 3,"
        + " the loss the mean of y ⊙ z. Adam 1e-3, gradients cut to length 2, 200 batches of 8."
        + " Gradients are checked before five of the steps. One epoch at d = 200 goes ahead, for the"
        + " compiler. The published times are those of the paper's code on its machine.";
  }

  @Override
  ConvexLayer layer(int d) {
    return new PaperPrograms(d, 1, 0).sparse().layer().get();
  }

  @Override
  boolean isPublished() {
    return true;
  }

  @Override
  String remark() {
    return "The task is easy: z = −1 everywhere is the best decision whatever the features are, and a loss of −½ is all that there is to reach.";
  }
}
