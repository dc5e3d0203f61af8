package io.ffolayer.model.atom;

import static io.ffolayer.model.atom.Formulas.eigenvalues;
import static io.ffolayer.model.atom.Formulas.entrywise;
import static io.ffolayer.model.atom.Formulas.huber;
import static io.ffolayer.model.atom.Formulas.largestSingular;
import static io.ffolayer.model.atom.Formulas.logSumExp;
import static io.ffolayer.model.atom.Formulas.matrixFraction;
import static io.ffolayer.model.atom.Formulas.norm;
import static io.ffolayer.model.atom.Formulas.nuclear;
import static io.ffolayer.model.atom.Formulas.quadratic;
import static io.ffolayer.model.atom.Formulas.squares;
import static io.ffolayer.model.atom.Formulas.sumOfLargest;
import static io.ffolayer.model.atom.Formulas.weightedGeometricMean;
import static io.ffolayer.model.atom.Formulas.whole;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.atom.Formulas.Formula;
import io.ffolayer.program.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The atoms that the contract is put to, each with the options that change its graph form. A new
/// one is tested by a line here; one that is missing fails [AtomListTest].
final class AtomCases {
  private static final double[][] DEFINITE = {{2, .5, -.3}, {.5, 1.5, .2}, {-.3, .2, 1}};

  /// Of rank two.
  private static final double[][] SEMIDEFINITE = {{1, 1, 0}, {1, 2, 1}, {0, 1, 1}};

  static final List<AtomCase> ALL = all();

  private AtomCases() {}

  private static List<AtomCase> all() {
    List<AtomCase> all = new ArrayList<>();
    all.addAll(entryByEntry());
    all.addAll(powers());
    all.addAll(ofTwoArguments());
    all.addAll(norms());
    all.addAll(quadratics());
    all.addAll(means());
    all.addAll(ofMatrices());
    return all;
  }

  private static List<AtomCase> entryByEntry() {
    return List.of(
        convex("abs", Atoms::abs, entrywise(Math::abs), anywhere(3)),
        convex("square", Atoms::square, entrywise(x -> x * x), anywhere(2, 2)),
        convex("pos", Atoms::pos, entrywise(x -> Math.max(x, 0)), anywhere(3)),
        convex("neg", Atoms::neg, entrywise(x -> Math.max(-x, 0)), anywhere(3)),
        convex("exp", Atoms::exp, entrywise(Math::exp), anywhere(2, 2)),
        convex("exp of a number", Atoms::exp, entrywise(Math::exp), anywhere()),
        convex("logistic", Atoms::logistic, entrywise(x -> Math.log(1 + Math.exp(x))), anywhere(3)),
        convex("xexp", Atoms::xexp, entrywise(x -> x * Math.exp(x)), positive(3)),
        concave("log", Atoms::log, entrywise(Math::log), positive(2, 2)),
        concave("log1p", Atoms::log1p, entrywise(x -> Math.log(1 + x)), above(-.8, 3)),
        concave("entropy", Atoms::entropy, entrywise(x -> -x * Math.log(x)), positive(3)),
        convex("huber", x -> Atoms.huber(x, .7), entrywise(x -> huber(x, .7)), anywhere(4)),
        new AtomCase(
            "huber with its threshold as an argument",
            a -> Atoms.huber(a.getFirst(), a.getLast()),
            a -> Arrays.stream(a[0]).map(x -> huber(x, a[1][0])).toArray(),
            true,
            List.of(anywhere(3), given(new double[] {1.1}))));
  }

  private static List<AtomCase> powers() {
    List<AtomCase> all = new ArrayList<>();
    for (double p : new double[] {4, 6}) all.add(power(p, anywhere(2)));
    for (double p : new double[] {3, 1.5, 2.7, .5, .3, -1, -2, -.4}) all.add(power(p, positive(2)));
    all.add(concave("sqrt", Atoms::sqrt, entrywise(Math::sqrt), positive(3)));
    all.add(concave("sqrt on three axes", Atoms::sqrt, entrywise(Math::sqrt), positive(2, 1, 2)));
    all.add(convex("inverse", Atoms::inverse, entrywise(x -> 1 / x), positive(2, 2)));
    return all;
  }

  private static AtomCase power(double p, Place place) {
    UnaryOperator<Expression> make = x -> Atoms.power(x, p);
    Formula formula = entrywise(x -> Math.pow(x, p));
    boolean isConvex = p < 0 || p > 1;
    return new AtomCase(
        "power " + p, a -> make.apply(a.getFirst()), formula, isConvex, List.of(place));
  }

  private static List<AtomCase> ofTwoArguments() {
    return List.of(
        pair(
            "relEntropy",
            Atoms::relEntropy,
            entrywise((x, y) -> x * Math.log(x / y)),
            true,
            positive(3),
            positive(3)),
        pair(
            "relEntropy to a number",
            Atoms::relEntropy,
            a -> Arrays.stream(a[0]).map(x -> x * Math.log(x / a[1][0])).toArray(),
            true,
            positive(3),
            positive()),
        pair(
            "klDiv",
            Atoms::klDiv,
            entrywise((x, y) -> x * Math.log(x / y) - x + y),
            true,
            positive(3),
            positive(3)),
        pair(
            "logAddExp",
            (x, y) -> Atoms.logAddExp(x, y),
            entrywise((x, y) -> Math.log(Math.exp(x) + Math.exp(y))),
            true,
            anywhere(3),
            anywhere(3)),
        pair(
            "maximum",
            (x, y) -> Atoms.maximum(x, y),
            entrywise(Math::max),
            true,
            anywhere(3),
            anywhere(3)),
        pair(
            "minimum",
            (x, y) -> Atoms.minimum(x, y),
            entrywise(Math::min),
            false,
            anywhere(2, 2),
            anywhere(2, 2)),
        new AtomCase(
            "maximum of three",
            a -> Atoms.maximum(a.toArray(Expression[]::new)),
            a -> new double[] {Math.max(a[0][0], Math.max(a[1][0], a[2][0]))},
            true,
            List.of(anywhere(), anywhere(), anywhere())),
        pair(
            "quadOverLin",
            Atoms::quadOverLin,
            a -> new double[] {squares(a[0]) / a[1][0]},
            true,
            anywhere(3),
            positive()),
        pair(
            "matrixFrac of a vector",
            Atoms::matrixFrac,
            a -> new double[] {matrixFraction(a[0], a[1], 3)},
            true,
            anywhere(3),
            definite(3)),
        pair(
            "matrixFrac of a matrix",
            Atoms::matrixFrac,
            a -> new double[] {matrixFraction(a[0], a[1], 2)},
            true,
            anywhere(2, 2),
            definite(2)),
        pair(
            "matrixFrac over a constant",
            Atoms::matrixFrac,
            a -> new double[] {matrixFraction(a[0], a[1], 3)},
            true,
            anywhere(3, 2),
            given(flat(DEFINITE), 3, 3)));
  }

  private static List<AtomCase> norms() {
    List<AtomCase> all = new ArrayList<>();
    all.add(convex("norm1", Atoms::norm1, whole(x -> norm(x, 1)), anywhere(3)));
    all.add(convex("norm2", Atoms::norm2, whole(x -> norm(x, 2)), anywhere(2, 2)));
    all.add(
        convex(
            "normInf",
            Atoms::normInf,
            whole(x -> Arrays.stream(x).map(Math::abs).max().orElseThrow()),
            anywhere(3)));
    for (double p : new double[] {1, 2, 3, 1.5, 4.2})
      all.add(convex("pnorm " + p, x -> Atoms.pnorm(x, p), whole(x -> norm(x, p)), anywhere(3)));
    for (double p : new double[] {.5, .3, -1, -2.5})
      all.add(concave("pnorm " + p, x -> Atoms.pnorm(x, p), whole(x -> norm(x, p)), positive(3)));
    return all;
  }

  private static List<AtomCase> quadratics() {
    double[][] negative = Arrays.stream(DEFINITE).map(AtomCases::negated).toArray(double[][]::new);
    return List.of(
        convex("sumSquares", Atoms::sumSquares, whole(Formulas::squares), anywhere(2, 2)),
        quadForm("quadForm", DEFINITE, true),
        quadForm("quadForm, semidefinite", SEMIDEFINITE, true),
        quadForm("quadForm, negative", negative, false));
  }

  private static AtomCase quadForm(String name, double[][] p, boolean isConvex) {
    return pair(
        name,
        Atoms::quadForm,
        a -> new double[] {quadratic(a[0], p)},
        isConvex,
        anywhere(3),
        given(flat(p), 3, 3));
  }

  private static List<AtomCase> means() {
    return List.of(
        convex("max", Atoms::max, whole(x -> Arrays.stream(x).max().orElseThrow()), anywhere(4)),
        concave("min", Atoms::min, whole(x -> Arrays.stream(x).min().orElseThrow()), anywhere(4)),
        convex(
            "sumLargest 1",
            x -> Atoms.sumLargest(x, 1),
            whole(x -> sumOfLargest(x, 1)),
            anywhere(4)),
        convex(
            "sumLargest 2",
            x -> Atoms.sumLargest(x, 2),
            whole(x -> sumOfLargest(x, 2)),
            anywhere(4)),
        convex(
            "sumLargest, all",
            x -> Atoms.sumLargest(x, 3),
            whole(x -> sumOfLargest(x, 3)),
            anywhere(3)),
        convex("logSumExp", Atoms::logSumExp, whole(x -> logSumExp(x)), anywhere(3)),
        concave(
            "geoMean of two",
            Atoms::geoMean,
            whole(x -> weightedGeometricMean(x, 1, 1)),
            positive(2)),
        concave(
            "geoMean of three",
            Atoms::geoMean,
            whole(x -> weightedGeometricMean(x, 1, 1, 1)),
            positive(3)),
        concave(
            "geoMean of four",
            Atoms::geoMean,
            whole(x -> weightedGeometricMean(x, 1, 1, 1, 1)),
            positive(2, 2)),
        concave(
            "geoMean with weights",
            x -> Atoms.geoMean(x, 1, 0, 2.5, .5),
            whole(x -> weightedGeometricMean(x, 1, 0, 2.5, .5)),
            positive(4)),
        concave("harmonicMean", Atoms::harmonicMean, whole(Formulas::harmonicMean), positive(3)));
  }

  private static List<AtomCase> ofMatrices() {
    return List.of(
        convex("lambdaMax", Atoms::lambdaMax, whole(x -> eigenvalues(x)[2]), symmetric(3)),
        concave("lambdaMin", Atoms::lambdaMin, whole(x -> eigenvalues(x)[0]), symmetric(3)),
        convex(
            "sumLargestEigenvalues 2",
            x -> Atoms.sumLargestEigenvalues(x, 2),
            whole(x -> eigenvalues(x)[1] + eigenvalues(x)[2]),
            symmetric(3)),
        convex("normNuc", Atoms::normNuc, whole(x -> nuclear(x, 2, 3)), anywhere(2, 3)),
        convex("sigmaMax", Atoms::sigmaMax, whole(x -> largestSingular(x, 3, 2)), anywhere(3, 2)),
        concave(
            "logDet",
            Atoms::logDet,
            whole(x -> Arrays.stream(eigenvalues(x)).map(Math::log).sum()),
            definite(3)),
        convex(
            "traceInv",
            Atoms::traceInv,
            whole(x -> Arrays.stream(eigenvalues(x)).map(v -> 1 / v).sum()),
            definite(3)));
  }

  private static AtomCase convex(
      String name, UnaryOperator<Expression> make, Formula formula, Place place) {
    return new AtomCase(name, a -> make.apply(a.getFirst()), formula, true, List.of(place));
  }

  private static AtomCase concave(
      String name, UnaryOperator<Expression> make, Formula formula, Place place) {
    return new AtomCase(name, a -> make.apply(a.getFirst()), formula, false, List.of(place));
  }

  private static AtomCase pair(
      String name,
      BinaryOperator<Expression> make,
      Formula formula,
      boolean isConvex,
      Place x,
      Place y) {
    return new AtomCase(
        name, a -> make.apply(a.getFirst(), a.getLast()), formula, isConvex, List.of(x, y));
  }

  private static Place anywhere(int... shape) {
    return new Place(Place.Kind.ANYWHERE, -2, new double[0], shape);
  }

  private static Place positive(int... shape) {
    return above(.2, shape);
  }

  private static Place above(double low, int... shape) {
    return new Place(Place.Kind.ABOVE, low, new double[0], shape);
  }

  private static Place symmetric(int n) {
    return new Place(Place.Kind.SYMMETRIC, -2, new double[0], n, n);
  }

  private static Place definite(int n) {
    return new Place(Place.Kind.DEFINITE, .3, new double[0], n, n);
  }

  private static Place given(double[] values, int... shape) {
    return new Place(Place.Kind.GIVEN, 0, values, shape);
  }

  private static double[] negated(double[] row) {
    return Arrays.stream(row).map(v -> -v).toArray();
  }

  static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  static List<AtomCase> list() {
    return ALL;
  }

  /// The coefficients as constants, the others by the function.
  static List<Expression> arguments(
      AtomCase atom, double[][] values, Function<Integer, Expression> variable) {
    List<Expression> arguments = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Place place = atom.arguments().get(i);
      arguments.add(
          place.isGiven()
              ? Constant.constant(Tensor.of(values[i], place.shape()))
              : variable.apply(i));
    }
    return arguments;
  }
}
