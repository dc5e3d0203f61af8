package io.ffolayer.examples;

// example begins
import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;

import io.ffolayer.ConvexLayer;
import io.ffolayer.decision.LayerDecider;
import io.ffolayer.decision.Regret;
import io.ffolayer.decision.SpoPlus;
import io.ffolayer.decision.Truth;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;

class DecisionExample {
  public static void main(String[] args) {
    var w = Variable.vector("w", 2);
    var c = Parameter.vector("c", 2);
    var cheapest = Problem.minimize(dot(c, w)).subjectTo(w.ge(0), sum(w).eq(1));
    var decider = LayerDecider.of(ConvexLayer.of(cheapest), c);

    var truth = Truth.of(decider, Tensor.matrix(new double[][] {{1, 2}, {4, 1}}));
    var predicted = Tensor.matrix(new double[][] {{3, 1}, {3, 1}});
    var losses = new SpoPlus().of(decider, predicted, truth);
    System.out.println(losses.values()[0] + " " + losses.values()[1]); // 5 and 0
    System.out.println(losses.gradient()); // (2, −2), (0, 0)
    System.out.println(Regret.of(decider, predicted, truth).mean()); // 0.5
  }
}
// example ends
