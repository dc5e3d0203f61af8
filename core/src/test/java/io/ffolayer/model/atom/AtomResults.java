package io.ffolayer.model.atom;

import io.ffolayer.ConvexLayer;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.testing.recorded.LayerResults;
import io.ffolayer.testing.recorded.Results;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Every atom in a layer: minimize wᵀf(x) + ½‖x − θ‖².
public final class AtomResults {
  private AtomResults() {}

  public static void add(Results results) {
    for (AtomCase atom : AtomCases.ALL) add(results, atom);
  }

  private static void add(Results results, AtomCase atom) {
    SplittableRandom random = new SplittableRandom(22);
    double[][] at = atom.sample(random);
    List<Differentiable> outputs = new ArrayList<>();
    Map<Parameter, Tensor> values = new LinkedHashMap<>();
    List<Expression> terms = new ArrayList<>();
    List<Expression> arguments =
        AtomCases.arguments(
            atom,
            at,
            i -> {
              Place place = atom.arguments().get(i);
              Variable x =
                  place.isSymmetric()
                      ? Variable.symmetric("x" + i, place.shape()[0])
                      : Variable.of("x" + i, place.shape());
              Parameter target = Parameter.of("θ" + i, place.shape());
              outputs.add(x);
              values.put(target, Tensor.of(at[i], place.shape()));
              terms.add(Atoms.sumSquares(x.minus(target)).times(0.5));
              return x;
            });
    Expression value = atom.make().apply(arguments);
    double[] weights = random.doubles(value.size(), .05, .15).toArray();
    Expression sum = Constant.constant(weights).times(value.reshape(weights.length));
    Expression objective = atom.isConvex() ? sum : sum.negate();
    for (Expression term : terms) objective = objective.plus(term);
    Problem problem = Problem.minimize(objective);
    outputs.add(problem.optimalValue());
    LayerResults.add(results, "atom/" + atom, ConvexLayer.of(problem), values, outputs);
  }
}
