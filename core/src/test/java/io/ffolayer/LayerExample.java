package io.ffolayer;

import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.model.Constraint;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Small layers, one of every kind, with values of their parameters: batched ones and shared ones.
record LayerExample(String name, ConvexLayer layer, Map<Parameter, Tensor> values) {
  static final int BATCH = 5;

  static List<LayerExample> all() {
    return List.of(matrices(), words(), semidefinite(), geometric());
  }

  @Override
  public String toString() {
    return name;
  }

  private static LayerExample matrices() {
    Variable x = Variable.vector("x", 3);
    Parameter q = Parameter.vector("q", 3);
    Parameter g = Parameter.matrix("G", 2, 3);
    Parameter h = Parameter.vector("h", 2);
    Map<Parameter, Tensor> values = new LinkedHashMap<>();
    values.put(h, Tensor.vector(0.3, -0.2));
    values.put(q, random(1, BATCH, 3));
    values.put(g, random(2, 2, 3));
    return new LayerExample(
        "matrices",
        ConvexLayer.of(
            QuadraticProgram.in(x)
                .minimize(constant(new double[][] {{3, 1, 0}, {1, 2, 0}, {0, 0, 1}}), q)
                .lessThan(g, h)),
        values);
  }

  private static LayerExample words() {
    Variable x = Variable.vector("x", 4);
    Parameter a = Parameter.matrix("A", 5, 4);
    Parameter b = Parameter.vector("b", 5);
    Parameter gamma = Parameter.scalar("gamma").nonnegative();
    Map<Parameter, Tensor> values = new LinkedHashMap<>();
    values.put(gamma, Tensor.scalar(0.4));
    values.put(a, random(3, BATCH, 5, 4));
    values.put(b, random(4, BATCH, 5));
    return new LayerExample(
        "words",
        ConvexLayer.of(
            Problem.maximize(
                    sumSquares(a.times(x).minus(b)).plus(gamma.multiply(norm2(x))).negate())
                .subjectTo(sum(x).le(1), x.ge(-2))),
        values);
  }

  private static LayerExample semidefinite() {
    Variable w = Variable.symmetric("W", 3);
    Parameter c = Parameter.matrix("C", 3, 3);
    Constraint psd = w.psd();
    return new LayerExample(
        "semidefinite",
        ConvexLayer.of(Problem.minimize(sumSquares(w.minus(c))).subjectTo(psd)),
        Map.of(c, symmetric(random(5, BATCH, 3, 3))));
  }

  private static LayerExample geometric() {
    Variable x = Variable.positive("x");
    Variable y = Variable.positive("y");
    Parameter a = Parameter.scalar("a").positive();
    Parameter b = Parameter.scalar("b").positive();
    Map<Parameter, Tensor> values = new LinkedHashMap<>();
    values.put(b, Tensor.scalar(1.5));
    values.put(a, Tensor.vector(0.5, 1, 2, 3, 4));
    return new LayerExample(
        "geometric",
        ConvexLayer.of(
            Problem.minimize(a.multiply(x).plus(b.multiply(y)))
                .subjectTo(x.multiply(y).ge(1), x.le(10))
                .asGeometricProgram()),
        values);
  }

  static Tensor random(long seed, int... shape) {
    double[] values = new double[Tensor.sizeOf(shape)];
    SplittableRandom random = new SplittableRandom(seed);
    for (int k = 0; k < values.length; k++) values[k] = random.nextGaussian();
    return Tensor.of(values, shape);
  }

  private static Tensor symmetric(Tensor matrices) {
    double[] values = matrices.values().clone();
    int n = matrices.axis(1);
    for (int i = 0; i < matrices.axis(0); i++)
      for (int r = 0; r < n; r++)
        for (int c = 0; c < r; c++) values[(i * n + r) * n + c] = values[(i * n + c) * n + r];
    return Tensor.of(values, matrices.shape());
  }
}
