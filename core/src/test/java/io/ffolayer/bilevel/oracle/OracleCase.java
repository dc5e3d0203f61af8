package io.ffolayer.bilevel.oracle;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.stack;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.entropy;
import static io.ffolayer.model.atom.Atoms.exp;
import static io.ffolayer.model.atom.Atoms.geoMean;
import static io.ffolayer.model.atom.Atoms.logSumExp;
import static io.ffolayer.model.atom.Atoms.logistic;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.bilevel.inner.InnerPoint;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A random inner problem with parameters in the objective, in the inequalities, in the equalities,
/// or in all three.
record OracleCase(InnerProblem problem, double[] x, double[] cotangent, InnerPoint guess) {
  enum Family {
    QUADRATIC,
    LOGISTIC_IN_BALL,
    GEOMETRIC_MEAN,
    TRANSPORT,
    NONLINEAR
  }

  enum Place {
    OBJECTIVE,
    INEQUALITIES,
    EQUALITIES,
    ALL
  }

  static OracleCase of(Family family, Place place, long seed) {
    return new Making(place, new SplittableRandom(seed)).make(family);
  }

  private static final class Making {
    private final Place place;
    private final SplittableRandom random;
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Double> x = new ArrayList<>();

    Making(Place place, SplittableRandom random) {
      this.place = place;
      this.random = random;
    }

    /// A parameter where the parameters of this case stand, else a constant with the same values.
    private Expression given(Place where, double low, double high, int... shape) {
      int size = io.ffolayer.program.Tensor.sizeOf(shape);
      double[] values = random.doubles(size, low, high).toArray();
      if (place != where && place != Place.ALL)
        return constant(io.ffolayer.program.Tensor.of(values, shape));
      Parameter parameter = Parameter.of("p" + parameters.size(), shape);
      parameters.add(parameter);
      for (double value : values) x.add(value);
      return parameter;
    }

    private OracleCase done(Problem problem, Variable y, double[] start) {
      double[] cotangent = random.doubles(y.size(), -1, 1).toArray();
      return new OracleCase(
          InnerProblem.of(problem, parameters, List.of(y)),
          x.stream().mapToDouble(Double::doubleValue).toArray(),
          cotangent,
          InnerPoint.of(start));
    }

    OracleCase make(Family family) {
      return switch (family) {
        case QUADRATIC -> quadratic();
        case LOGISTIC_IN_BALL -> logisticInBall();
        case GEOMETRIC_MEAN -> geometricMean();
        case TRANSPORT -> transport();
        case NONLINEAR -> nonlinear();
      };
    }

    private Constraint equality(Expression y, int size) {
      return dot(given(Place.EQUALITIES, .5, 1, size), y).eq(given(Place.EQUALITIES, .5, 1));
    }

    private OracleCase quadratic() {
      Variable y = Variable.vector("y", 5);
      Expression l = given(Place.OBJECTIVE, -1, 1, 5, 5);
      Expression q = given(Place.OBJECTIVE, -2, 2, 5);
      Expression g = given(Place.INEQUALITIES, -1, 1, 4, 5);
      Expression h = given(Place.INEQUALITIES, .1, .4, 4);
      Problem problem =
          Problem.minimize(sumSquares(l.times(y)).plus(sumSquares(y)).plus(dot(q, y)))
              .subjectTo(g.times(y).le(h), equality(y, 5));
      return done(problem, y, new double[5]);
    }

    private OracleCase logisticInBall() {
      Variable y = Variable.vector("y", 4);
      Expression data = given(Place.OBJECTIVE, -2, 2, 8, 4);
      Expression radius = given(Place.INEQUALITIES, .4, .8);
      Expression center = given(Place.INEQUALITIES, -.1, .1, 4);
      Problem problem =
          Problem.minimize(logistic(data.times(y)).sum().plus(sumSquares(y).times(.05)))
              .subjectTo(sumSquares(y.minus(center)).le(radius));
      if (place == Place.EQUALITIES || place == Place.ALL)
        problem = problem.subjectTo(equality(y, 4));
      return done(problem, y, new double[4]);
    }

    private OracleCase geometricMean() {
      Variable y = Variable.vector("y", 4);
      Expression price = given(Place.INEQUALITIES, .5, 1.5, 2, 4);
      Expression budget = given(Place.INEQUALITIES, 1, 2, 2);
      Expression taste = given(Place.OBJECTIVE, .1, .5, 4);
      Problem problem =
          Problem.minimize(
                  geoMean(y).times(-2).plus(sumSquares(y).times(.2)).plus(dot(taste, y).times(.2)))
              .subjectTo(price.times(y).le(budget));
      if (place == Place.EQUALITIES || place == Place.ALL)
        problem = problem.subjectTo(equality(y, 4));
      return done(problem, y, new double[] {.3, .3, .3, .3});
    }

    private OracleCase transport() {
      Variable y = Variable.of("Y", 3, 4);
      Expression cost = given(Place.OBJECTIVE, 0, 1, 3, 4);
      Expression from = given(Place.EQUALITIES, .2, .4, 3);
      Expression to = given(Place.EQUALITIES, .15, .3, 3);
      Expression capacity = given(Place.INEQUALITIES, .1, .14, 2);
      Problem problem =
          Problem.minimize(cost.multiply(y).sum().minus(entropy(y).sum().times(.3)))
              .subjectTo(
                  sum(y, 1).eq(from),
                  sum(y, 0).slice(0, 3).eq(to),
                  stack(y.get(0, 0), y.get(1, 1)).le(capacity));
      double[] start = new double[12];
      java.util.Arrays.fill(start, 1.0 / 12);
      return done(problem, y, start);
    }

    private OracleCase nonlinear() {
      Variable y = Variable.vector("y", 5);
      Expression b = given(Place.OBJECTIVE, -1, 1, 4, 5);
      Expression t = given(Place.OBJECTIVE, -1, 1, 5);
      Expression scale = given(Place.INEQUALITIES, .6, 1.2, 5);
      Expression bound = given(Place.INEQUALITIES, .3, .6);
      Expression level = given(Place.INEQUALITIES, 6.2, 6.6);
      Problem problem =
          Problem.minimize(
                  logSumExp(b.times(y))
                      .plus(sumSquares(y.minus(t)).times(.5))
                      .plus(exp(y).sum().times(.1)))
              .subjectTo(
                  sumSquares(scale.multiply(y)).le(bound),
                  exp(y.multiply(scale)).sum().le(level),
                  equality(y, 5));
      return done(problem, y, new double[5]);
    }
  }
}
