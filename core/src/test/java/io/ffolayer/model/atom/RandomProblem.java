package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.stack;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import io.ffolayer.testing.EllipsoidMethod;
import io.ffolayer.testing.JacobiEigenvalues;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/// A problem that keeps the rules of disciplined convex programming, written twice: in expressions,
/// and in functions of numbers made of [Formulas]. It has a solution in a box, a point inside all
/// inequalities, and for some seeds an equality. The same seed gives the same problem.
///
/// ```
/// minimize Σ wᵀf_j(A_j x + b_j)   subject to  wᵀf(Ax + b) ≤ c,  A_j x + b_j in a part of the domain,  |x| ≤ 2
/// ```
///
/// or the same maximized with another sign; some terms stand inside another atom.
final class RandomProblem {
  private static final double BOX = 2;

  private final SplittableRandom random;
  private final int n;
  private final Variable x;
  private final double[] inside;

  /// The last unknown is the others times these, plus a number, where there is an equality.
  private final double[] equality;

  private final List<Constraint> constraints = new ArrayList<>();
  private final List<ToDoubleFunction<double[]>> violations = new ArrayList<>();
  private final Problem problem;
  private final ToDoubleFunction<double[]> objective;
  private final List<String> names = new ArrayList<>();

  /// A scalar expression in x and the same function in numbers.
  private record Term(Expression expression, ToDoubleFunction<double[]> function) {
    Term times(double factor) {
      return new Term(expression.times(factor), x -> factor * function.applyAsDouble(x));
    }

    Term plus(Term other) {
      return new Term(
          expression.plus(other.expression),
          x -> function.applyAsDouble(x) + other.function.applyAsDouble(x));
    }

    Term minus(double number) {
      return new Term(expression.minus(number), x -> function.applyAsDouble(x) - number);
    }
  }

  RandomProblem(int seed) {
    random = new SplittableRandom(977L * seed + 3);
    boolean hasEquality = seed % 4 == 3;
    n = (hasEquality ? 3 : 2) + seed % 3;
    x = Variable.vector("x", n);
    inside = random.doubles(n, -1, 1).toArray();
    equality = hasEquality ? random.doubles(n - 1, -.5, .5).toArray() : new double[0];
    int atoms = AtomCases.ALL.size();
    Term goal = convexTerm(AtomCases.ALL.get(seed % atoms));
    if (seed % 2 == 0) goal = composed(goal);
    goal = goal.plus(convexTerm(AtomCases.ALL.get(random.nextInt(atoms))).times(.5)).plus(affine());
    Term limited = convexTerm(AtomCases.ALL.get((seed * 7 + 5) % atoms));
    addConstraint(limited.minus(limited.function.applyAsDouble(inside) + .2));
    constraints.add(x.le(BOX));
    constraints.add(x.ge(-BOX));
    if (equality.length > 0) addEquality();
    problem =
        (seed % 3 == 0
                ? Problem.maximize(goal.expression.negate())
                : Problem.minimize(goal.expression))
            .subjectTo(constraints);
    objective = goal.function;
  }

  Problem problem() {
    return problem;
  }

  /// The least value of what is minimized, found without the library.
  double leastValue() {
    int free = equality.length > 0 ? n - 1 : n;
    double[] center = new double[free];
    System.arraycopy(inside, 0, center, 0, free);
    return EllipsoidMethod.minimum(
        u -> objective.applyAsDouble(lifted(u)),
        u -> violation(lifted(u)),
        center,
        2 * BOX * Math.sqrt(free),
        1);
  }

  private double violation(double[] at) {
    double worst = Double.NEGATIVE_INFINITY;
    for (double value : at) worst = Math.max(worst, Math.abs(value) - BOX);
    if (worst > 0) return worst;
    for (ToDoubleFunction<double[]> violation : violations) {
      // In the order of their making: a function comes after the part of its domain.
      worst = Math.max(worst, violation.applyAsDouble(at));
      if (worst > 0) return worst;
    }
    return worst;
  }

  private double[] lifted(double[] u) {
    if (equality.length == 0) return u;
    double[] at = new double[n];
    at[n - 1] = inside[n - 1];
    for (int i = 0; i < n - 1; i++) {
      at[i] = u[i];
      at[n - 1] += equality[i] * (u[i] - inside[i]);
    }
    return at;
  }

  private void addEquality() {
    double[] row = new double[n];
    row[n - 1] = -1;
    double rhs = -inside[n - 1];
    for (int i = 0; i < n - 1; i++) {
      row[i] = equality[i];
      rhs += equality[i] * inside[i];
    }
    constraints.add(Constant.constant(row).times(x).eq(rhs));
  }

  private void addConstraint(Term atMostZero) {
    constraints.add(atMostZero.expression.le(0));
    violations.add(atMostZero.function);
  }

  /// A positive combination of the entries of an atom at affine arguments; turned if it is concave.
  private Term convexTerm(AtomCase atom) {
    names.add(atom.name());
    List<double[]> offsets = new ArrayList<>();
    List<double[][]> slopes = new ArrayList<>();
    List<Expression> arguments = new ArrayList<>();
    for (Place place : atom.arguments()) {
      double[][] slope = new double[n][];
      double[] offset = place.sample(random);
      for (int i = 0; i < n; i++) {
        slope[i] = place.isGiven() ? new double[place.size()] : place.direction(random, .6);
        for (int k = 0; k < offset.length; k++) offset[k] -= slope[i][k] * inside[i];
      }
      arguments.add(argument(place, slope, offset));
      offsets.add(offset);
      slopes.add(slope);
    }
    Expression value = atom.make().apply(arguments);
    double[] weights = random.doubles(value.size(), .3, 1).toArray();
    double sign = atom.isConvex() ? 1 : -1;
    for (int k = 0; k < weights.length; k++) weights[k] *= sign;
    return new Term(
        Constant.constant(weights).times(value.reshape(weights.length)),
        at -> {
          double[][] numbers = new double[slopes.size()][];
          for (int i = 0; i < numbers.length; i++)
            numbers[i] = moved(slopes.get(i), offsets.get(i), at);
          return dot(weights, atom.formula().at(numbers));
        });
  }

  private Expression argument(Place place, double[][] slope, double[] offset) {
    Tensor start = Tensor.of(offset, place.shape());
    if (place.isGiven()) return Constant.constant(start);
    Expression moving = Constant.constant(Tensor.matrix(slope)).transpose().times(x);
    Expression argument = moving.reshape(place.shape()).plus(Constant.constant(start));
    double low = place.low() / 2;
    if (place.kind() == Place.Kind.ABOVE) {
      double least = place.low() > 0 ? low : place.low() - .1;
      constraints.add(argument.ge(least));
      violations.add(at -> {
        double worst = Double.NEGATIVE_INFINITY;
        for (double value : moved(slope, offset, at)) worst = Math.max(worst, least - value);
        return worst;
      });
    }
    if (place.kind() == Place.Kind.DEFINITE) {
      int order = place.shape()[0];
      constraints.add(argument.minus(Constant.identity(order, low)).psd());
      violations.add(at -> low - JacobiEigenvalues.ascending(moved(slope, offset, at), order)[0]);
    }
    return argument;
  }

  private static double[] moved(double[][] slope, double[] offset, double[] at) {
    double[] out = offset.clone();
    for (int i = 0; i < at.length; i++)
      for (int k = 0; k < out.length; k++) out[k] += slope[i][k] * at[i];
    return out;
  }

  private Term affine() {
    double[] c = random.doubles(n, -.5, .5).toArray();
    return new Term(Constant.constant(c).times(x), at -> dot(c, at));
  }

  /// A convex increasing atom of a convex term.
  private Term composed(Term inner) {
    double level = inner.function.applyAsDouble(inside);
    Term g = inner.minus(level).times(.5);
    Term l = affine();
    Expression e = g.expression;
    ToDoubleFunction<double[]> f = g.function;
    ToDoubleFunction<double[]> h = l.function;
    return switch (random.nextInt(7)) {
      case 0 -> new Term(Atoms.exp(e), at -> Math.exp(f.applyAsDouble(at)));
      case 1 -> new Term(Atoms.pos(e.plus(1)), at -> Math.max(f.applyAsDouble(at) + 1, 0));
      case 2 ->
          new Term(
              Atoms.logSumExp(stack(e, l.expression)),
              at -> Formulas.logSumExp(new double[] {f.applyAsDouble(at), h.applyAsDouble(at)}));
      case 3 ->
          new Term(
              Atoms.maximum(e, l.expression),
              at -> Math.max(f.applyAsDouble(at), h.applyAsDouble(at)));
      case 4 ->
          new Term(
              Atoms.square(Atoms.pos(e.plus(1))),
              at -> Math.pow(Math.max(f.applyAsDouble(at) + 1, 0), 2));
      case 5 -> new Term(Atoms.logistic(e), at -> Math.log(1 + Math.exp(f.applyAsDouble(at))));
      default -> inverseOfMinimum(g, l);
    };
  }

  /// 1 / min(4 − g, l + 4), with the minimum at least 1.
  private Term inverseOfMinimum(Term g, Term l) {
    Term smallest =
        new Term(
            Atoms.minimum(g.expression.negate(), l.expression).plus(4),
            at -> Math.min(-g.function.applyAsDouble(at), l.function.applyAsDouble(at)) + 4);
    addConstraint(smallest.times(-1).minus(-1));
    return new Term(
        Atoms.inverse(smallest.expression), at -> 1 / smallest.function.applyAsDouble(at));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) sum += a[k] * b[k];
    return sum;
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
