package io.ffolayer;

import static io.ffolayer.model.Affine.stack;
import static io.ffolayer.model.atom.Atoms.inverse;
import static io.ffolayer.model.atom.Atoms.max;
import static io.ffolayer.model.atom.Atoms.power;
import static io.ffolayer.model.atom.Atoms.sqrt;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.testing.Example;
import io.ffolayer.testing.PlainProgram;
import io.ffolayer.testing.RandomPrograms;
import io.ffolayer.testing.RandomPrograms.Curvature;
import io.ffolayer.testing.RandomPrograms.Size;
import io.ffolayer.testing.recorded.LayerResults;
import io.ffolayer.testing.recorded.Results;
import io.ffolayer.testing.recorded.Tap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Layers: the reference cases, programs in which every slot is a parameter, all cones, and
/// geometric programs.
final class LayerCases {
  private final Results results;

  LayerCases(Results results) {
    this.results = results;
  }

  void add() {
    addReferenceCases();
    addProblems();
    addEverySlot();
    addInfiniteBounds();
    addEveryCone();
    addGeometric();
  }

  private void addReferenceCases() {
    Adjoint any = new FirstOrder();
    ReferenceCasesTest test = new ReferenceCasesTest();
    tap("t1TwoActiveInequalities", () -> test.t1TwoActiveInequalities(any));
    tap("t2EqualityAndSignsThatDoNotBind", () -> test.t2EqualityAndSignsThatDoNotBind(any));
    tap("t3OneActiveInequality", () -> test.t3OneActiveInequality(any));
    tap("t4ABoxAroundAVertex", () -> test.t4ABoxAroundAVertex(any));
    tap("t5AVertexOfALinearProgram", () -> test.t5AVertexOfALinearProgram(any));
    tap("t6AnInactiveRowHasNoInfluence", () -> test.t6AnInactiveRowHasNoInfluence(any));
    tap("t8AParameterThroughTheLinearTerm", () -> test.t8AParameterThroughTheLinearTerm(any));
    tap("t9OneActiveAmongFive", () -> test.t9OneActiveAmongFive(any));
    tap("t9EqualityOnlyAndUnconstrained", () -> test.t9EqualityOnlyAndUnconstrained(any));
    tap("t10ProjectionOnAHalfPlane", () -> test.t10ProjectionOnAHalfPlane(any));
    Tap.record(
        results,
        "layer/t25RandomProgramsWithASquaredLoss",
        10,
        () -> test.t25RandomProgramsWithASquaredLoss(any));
  }

  private void addProblems() {
    ProblemLayerTest problem = new ProblemLayerTest();
    tap("leastSquares", problem::leastSquaresWithAParametricMatrix);
    tap("simplex", problem::theProjectionOnASimplexIsTheQuadraticProgramOfTheSameName);
    tap("portfolio", problem::aPortfolioWithAbsoluteValuesAndAParametricWeight);
    tap("weightedSquare", problem::aWeightedSquareWithAParametricWeightAndTarget);
    tap("severalVariables", problem::severalVariablesAndAMatrixVariable);
    ConicLayerTest conic = new ConicLayerTest();
    tap("ball", conic::aLinearFunctionOnABallIsLeastAgainstItsGradient);
    tap("leastEigenvalue", conic::theLeastEigenvalueIsASemidefiniteProgram);
    tap("exponentialBesideASquare", conic::anExponentialBesideASquare);
    tap("robustLeastSquares", conic::aRobustLeastSquaresProblem);
    tap(
        "sumsOfForms",
        new QuadraticFormsTest()
            ::sumsOfFormsAndFormsOfAffineExpressionsHaveTheGradientsOfDifferences);
  }

  private void tap(String name, Runnable test) {
    Tap.record(results, "layer/" + name, test);
  }

  /// Batches of three, one of which has no feasible point.
  private void addEverySlot() {
    for (int seed = 1; seed <= 2; seed++) {
      List<PlainProgram> batch = batch(seed, Curvature.DEFINITE);
      addEverySlot("dense", seed, EverySlot.dense(5, 2, 4), batch);
      addEverySlot("sparse", seed, EverySlot.sparse(5, 2, 4), batch);
      addEverySlot("diagonal", seed, EverySlot.diagonal(5, 2, 4), batch(seed, Curvature.DIAGONAL));
      addEverySlot("linear", seed, EverySlot.linear(5, 2, 4), batch(seed, Curvature.ZERO));
    }
  }

  private void addEverySlot(String form, int seed, EverySlot layer, List<PlainProgram> batch) {
    String name = "layer/every slot, %s, seed %d".formatted(form, seed);
    LayerResults.add(results, name, layer.layer, layer.values(batch), layer.outputs());
  }

  private static List<PlainProgram> batch(int seed, Curvature curvature) {
    List<PlainProgram> batch = new ArrayList<>();
    int active = curvature == Curvature.ZERO ? 3 : 2;
    for (int k = 0; k < 3; k++) {
      Example example =
          RandomPrograms.strictlyComplementary(
              4L * (3 * seed + k), new Size(5, 2, active, 4 - active, curvature));
      batch.add(example.program());
    }
    PlainProgram last = batch.get(2).copy();
    for (int j = 0; j < 5; j++) last.a()[5][j] = -last.a()[4][j];
    last.b()[5] = -last.b()[4] - 2;
    batch.add(last);
    return batch;
  }

  /// Bounds, some of them infinite, and the optimal value.
  private void addInfiniteBounds() {
    double infinity = Double.POSITIVE_INFINITY;
    Variable x = Variable.vector("x", 4);
    Parameter q = Parameter.vector("q", 4);
    Parameter lower = Parameter.vector("l", 4);
    Parameter upper = Parameter.vector("u", 4);
    QuadraticProgram program =
        QuadraticProgram.in(x).minimize(Constant.identity(4, 2), q).atLeast(lower).atMost(upper);
    Map<Parameter, Tensor> values = new LinkedHashMap<>();
    values.put(q, Tensor.vector(6, -3, 1, -9));
    values.put(lower, Tensor.vector(-infinity, -.4, -infinity, -1));
    values.put(upper, Tensor.vector(infinity, infinity, -.75, 1));
    List<Differentiable> outputs = new ArrayList<>(program.duals());
    outputs.addAll(program.slacks());
    outputs.add(x);
    outputs.add(program.optimalValue());
    LayerResults.add(results, "layer/infinite bounds", ConvexLayer.of(program), values, outputs);
  }

  /// A program in the standard form with every cone; all its numbers are parameters.
  private void addEveryCone() {
    var cones =
        List.of(
            new ZeroCone(1),
            new NonnegativeCone(2),
            new SecondOrderCone(3),
            new PsdCone(2),
            new ExponentialCone(),
            new PowerCone(0.3),
            new ProductCone(List.of(new SecondOrderCone(2), new NonnegativeCone(1))));
    int n = 6;
    SplittableRandom random = new SplittableRandom(8);
    Variable x = Variable.vector("x", n);
    Parameter p = Parameter.diagonal("P", n);
    Parameter q = Parameter.vector("q", n);
    Map<Parameter, Tensor> values = new LinkedHashMap<>();
    values.put(p, Tensor.wrap(random.doubles(n, 1, 2).toArray(), n));
    values.put(q, Tensor.wrap(random.doubles(n, -4, 4).toArray(), n));
    ConeProgram program = ConeProgram.in(x).minimize(p, q);
    double[][] inside = {{0}, {1, 1}, {1, 0, 0}, {1, 0, 1}, {-.5, 1, 1}, {1, 1, .1}, {1, 0, 1}};
    for (int k = 0; k < cones.size(); k++) {
      int m = cones.get(k).size();
      Parameter a = Parameter.matrix("A" + k, m, n);
      Parameter b = Parameter.vector("b" + k, m);
      values.put(a, Tensor.wrap(random.doubles(Tensor.sizeOf(m, n), -1, 1).toArray(), m, n));
      values.put(b, Tensor.vector(inside[k]));
      program = program.subjectTo(a, b, cones.get(k));
    }
    List<Differentiable> outputs = new ArrayList<>(program.duals());
    outputs.addAll(program.slacks());
    outputs.add(x);
    outputs.add(program.optimalValue());
    LayerResults.add(results, "layer/every cone", ConvexLayer.of(program), values, outputs);
  }

  private void addGeometric() {
    Variable x = Variable.positive("x");
    Variable y = Variable.positive("y");
    Variable z = Variable.positive("z");
    Parameter a = Parameter.scalar("a").positive();
    Parameter b = Parameter.scalar("b").positive();
    Parameter c = Parameter.scalar("c");
    addGeometric(
        "product of powers",
        Problem.maximize(x.multiply(sqrt(y))).subjectTo(max(stack(x, y.times(2))).le(a)),
        Map.of(a, Tensor.vector(3, 5).reshape(2)),
        x,
        y);
    addGeometric(
        "two means",
        Problem.minimize(a.multiply(x).plus(b.multiply(inverse(x)))),
        Map.of(a, Tensor.scalar(2), b, Tensor.scalar(5)),
        x);
    addGeometric(
        "exponent",
        Problem.minimize(inverse(x.multiply(y).multiply(z)))
            .subjectTo(
                a.multiply(x.multiply(y).plus(x.multiply(z)).plus(y.multiply(z))).le(b),
                x.ge(power(y, c))),
        Map.of(a, Tensor.scalar(2), b, Tensor.scalar(1), c, Tensor.scalar(.5)),
        x,
        y,
        z);
  }

  private void addGeometric(
      String name, Problem problem, Map<Parameter, Tensor> values, Variable... variables) {
    Problem geometric = problem.asGeometricProgram();
    List<Differentiable> outputs = new ArrayList<>(List.of(variables));
    geometric.constraints().forEach(constraint -> outputs.add(constraint.dual()));
    outputs.add(geometric.optimalValue());
    LayerResults.add(
        results, "layer/geometric, " + name, ConvexLayer.of(geometric), values, outputs);
  }
}
